// What a wide window shows and a narrow one would take away. Called wide first: it notes the text
// that can be read; then narrow: it says which of it cannot any more. What unfolds is unfolded, and
// the headings of a table that becomes a list may leave the sight (each line says them).
() => {
    for (const folded of document.querySelectorAll("details:not([open])")) folded.open = true;
    const read = (node) => {
        const element = node.parentElement;
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width < 1 || box.height < 1) return false;
        for (let up = element; up && up !== document.body; up = up.parentElement) {
            if (getComputedStyle(up).clipPath.startsWith("inset(50%")) return false;
        }
        return true;
    };
    if (!window.textKept) {
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        window.textKept = [];
        while (walk.nextNode()) {
            const node = walk.currentNode;
            const inert = node.parentElement.closest("script, style, thead, option");
            if (node.data.trim() && !inert && read(node)) window.textKept.push(node);
        }
        return [];
    }
    const lost = window.textKept.filter((node) => node.isConnected && !read(node));
    return lost.slice(0, 5).map((node) => `« ${node.data.trim().slice(0, 40)} » is not shown any more`);
}

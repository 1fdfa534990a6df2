// Elements that make the page scroll sideways, widest first; empty when it does not.
() => {
    const room = document.documentElement.clientWidth;
    const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (wide <= room) return [];
    const scrolls = (element) => {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
            if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
        }
        return false;
    };
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
        const box = element.getBoundingClientRect();
        if (box.width && box.right > room + 1 && !scrolls(element)) {
            const kind = element.className.baseVal ?? element.className;
            const name = `<${element.tagName.toLowerCase()}${kind ? ` class="${kind}"` : ""}>`;
            found.push([box.right, `${name} ends at ${Math.round(box.right)} px`]);
        }
    }
    found.sort((one, other) => other[0] - one[0]);
    return [`page is ${wide} px wide for ${room} px`, ...found.slice(0, 4).map((item) => item[1])];
}

// Text with the spacing of RGAA 10.12: what a box then cuts, read on the page as it stands. Lines
// 1.5 high, paragraphs 2 apart, letters 0.12 and words 0.16 of a letter's size.
() => {
    const spaced = new CSSStyleSheet();
    spaced.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
    const before = document.adoptedStyleSheets;
    document.adoptedStyleSheets = [...before, spaced];
    const cut = (element) => {
        const { overflowX, overflowY, clipPath, display } = getComputedStyle(element);
        if (clipPath !== "none" || display === "inline" || !element.checkVisibility()) return false;
        if (element.clientWidth < 2 || element.clientHeight < 2) return false; // to be heard only
        const hides = (overflow) => /hidden|clip/.test(overflow);
        return (hides(overflowX) && element.scrollWidth > element.clientWidth + 1)
            || (hides(overflowY) && element.scrollHeight > element.clientHeight + 1);
    };
    const found = [...document.body.querySelectorAll("*")].filter((element) => element.textContent.trim()
        && !element.closest("svg, [aria-hidden=true]") && cut(element)).slice(0, 3)
        .map((element) => `« ${element.textContent.trim().slice(0, 40)} » is cut when letters are spaced`);
    const room = document.documentElement;
    if (room.scrollWidth > room.clientWidth) found.push("spaced letters make the page scroll sideways");
    document.adoptedStyleSheets = before;
    return found;
}

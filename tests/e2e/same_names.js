// Links and buttons that say the same and do otherwise, in one and the same context: a person who
// hears « Modifier », then « Modifier », cannot choose. The context is the line, the paragraph or the block.
() => {
    const words = (element) => (element?.textContent || "").trim().replace(/\s+/g, " ");
    const effect = (element) => element.href
        || [element.form?.action, element.name, element.value, element.form?.id].join(" ");
    const said = new Map();
    const faults = [];
    for (const element of document.querySelectorAll("main a[href], main button")) {
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const name = element.getAttribute("aria-label") || words(element);
        const around = element.closest("li, tr, dd, p, caption, figure, fieldset, form, section");
        const line = words(element.closest(".filter, article") || around?.closest("tr, li") || around);
        const key = `${name} / ${line}`;
        if (said.has(key) && said.get(key) !== effect(element)) {
            faults.push(`« ${name} » does two things in one place`);
        }
        said.set(key, effect(element));
    }
    return [...new Set(faults)];
}

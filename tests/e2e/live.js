// Text that changes while nobody moves: what a reader who does not see is never told. `window.unheard`
// gathers it; somebody then types in every field, and presses every button that sends nothing.
() => {
    const LIVE = "[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive], output";
    const words = (node) => (node.textContent || "").trim().replace(/\s+/g, " ");
    window.unheard = [];
    new MutationObserver((records) => {
        for (const record of records) {
            const place = record.target.nodeType === 1 ? record.target : record.target.parentElement;
            const nodes = record.type === "characterData" ? [record.target] : [...record.addedNodes];
            const said = nodes.map(words).join(" ").trim();
            if (!said || !place?.isConnected || place.closest(LIVE) || place.closest("option, script, style")) continue;
            if (!place.checkVisibility({ visibilityProperty: true })) continue;
            const focus = document.activeElement;
            if (nodes.some((node) => node.contains(focus) || node.querySelector?.(LIVE))) continue;
            window.unheard.push(`« ${said.slice(0, 50)} » comes outside a live region`);
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });

    const told = (field) => ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));
    const SILENT = ["hidden", "submit", "image", "reset", "file", "checkbox", "radio", "button"];
    for (const field of document.querySelectorAll("input, textarea, select, button[type=button], summary")) {
        if (field.disabled || !field.checkVisibility({ visibilityProperty: true })) continue;
        if (["BUTTON", "SUMMARY"].includes(field.tagName) || ["checkbox", "radio", "button"].includes(field.type)) {
            field.focus();
            field.click();
        } else if (field.tagName === "SELECT") {
            field.selectedIndex = field.options.length - 1;
            told(field);
        } else if (!SILENT.includes(field.type)) {
            field.value = { date: "2026-03-02", number: "7", time: "10:30", "datetime-local": "2026-03-02T10:30" }[field.type] || "essai";
            told(field);
        }
    }
}

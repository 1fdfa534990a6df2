// Widgets that promise arrow keys, as faults: ours are the browser's own (select, radio, date), so that
// nothing on a page claims to be one. Whoever writes one has to say here how its option is told.
() => {
    const ROLES = ["listbox", "option", "menu", "menubar", "menuitem", "menuitemcheckbox", "menuitemradio", "tablist",
        "tab", "tabpanel", "tree", "treeitem", "treegrid", "grid", "gridcell", "radiogroup", "radio", "combobox", "slider",
        "spinbutton", "toolbar", "feed", "application"];
    const short = (element) => `<${element.tagName.toLowerCase()} ${element.id || element.className}>`;
    const faults = [];
    for (const element of document.querySelectorAll("[role], [aria-activedescendant], [aria-haspopup], [contenteditable]")) {
        const role = (element.getAttribute("role") || "").split(" ").find((one) => ROLES.includes(one));
        if (role) faults.push(`${short(element)} claims to be a ${role}`);
        if (element.hasAttribute("aria-activedescendant")) faults.push(`${short(element)} has an active descendant of its own`);
        if (!["", "false", "dialog"].includes(element.getAttribute("aria-haspopup") || "")) {
            faults.push(`${short(element)} opens a ${element.getAttribute("aria-haspopup")}`);
        }
        if (element.isContentEditable) faults.push(`${short(element)} is a field of its own`);
    }
    return faults;
}

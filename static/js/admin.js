// Repairs what the admin's own scripts leave: names of added lines, where one reads first.
"use strict";
{
    // A line added by hand is a copy of a hidden model line: its references still name the model.
    const renumber = (line, prefix) => {
        const rank = line.id.slice(prefix.length + 1);
        for (const name of ["aria-describedby", "aria-labelledby"]) {
            for (const element of [line, ...line.querySelectorAll(`[${name}]`)]) {
                const value = element.getAttribute(name);
                if (value) {
                    element.setAttribute(name, value.replaceAll("__prefix__", rank));
                }
            }
        }
    };

    // Whoever sent a form with mistakes reads first what they are.
    window.addEventListener("load", () => {
        const summary = document.querySelector(".error-summary");
        if (summary) {
            summary.focus();
        }
    });
    // A part that an address names is unfolded.
    const unfold = () => {
        const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        const fold = part && part.querySelector("details");
        if (fold) {
            fold.open = true;
            part.scrollIntoView();
        }
    };
    window.addEventListener("load", unfold);
    window.addEventListener("hashchange", unfold);
    document.addEventListener("formset:added", (event) => renumber(event.target, event.detail.formsetName));
}

// Repairs what the admin's own scripts leave without a name for screen readers.
"use strict";
{
    // The visible label of the <select> that a select2 box stands for.
    const labelOf = (select) => document.querySelector(`label[for="${select.id}"]`);

    const nameBox = (select) => {
        const box = select.nextElementSibling;
        if (!box || !box.classList.contains("select2-container")) {
            return;
        }
        const selection = box.querySelector(".select2-selection");
        const shown = box.querySelector(".select2-selection__rendered");
        const label = labelOf(select);
        shown.removeAttribute("role");
        shown.removeAttribute("aria-readonly");
        if (label) {
            label.id = label.id || `${select.id}_label`;
            selection.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
            label.addEventListener("click", () => selection.focus());
        }
        const help = select.getAttribute("aria-describedby");
        if (help) {
            selection.setAttribute("aria-describedby", help);
        }
    };

    const nameBoxesOf = (root) => root.querySelectorAll("select.admin-autocomplete").forEach(nameBox);

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
    document.addEventListener("formset:added", (event) => {
        renumber(event.target, event.detail.formsetName);
        setTimeout(() => nameBoxesOf(event.target));
    });

    // The calendar and the hours open beside the page, out of its landmarks.
    const nameCalendars = () => {
        document.querySelectorAll(".calendarbox, .clockbox").forEach((box) => {
            box.setAttribute("role", "dialog");
            box.setAttribute("aria-label", gettext(
                box.classList.contains("calendarbox") ? "Choose a Date" : "Choose a Time"
            ));
        });
    };
    window.addEventListener("load", nameCalendars);
    document.addEventListener("formset:added", () => setTimeout(nameCalendars));

    if (window.django && window.django.jQuery) {
        const $ = window.django.jQuery;
        const boxOf = (select) => select.nextElementSibling.querySelector(".select2-selection");
        // After the callbacks that make the boxes: jQuery calls its own in order.
        $(() => nameBoxesOf(document));
        $(document).on("select2:open", (event) => {
            const label = labelOf(event.target);
            const name = label ? label.textContent.trim() : "Choix";
            const dropdown = document.querySelector("body > .select2-container--open");
            const list = dropdown.querySelector(".select2-results__options");
            dropdown.setAttribute("role", "dialog");
            dropdown.setAttribute("aria-label", name);
            dropdown.querySelector(".select2-search__field").setAttribute("aria-label", `Rechercher : ${name}`);
            list.setAttribute("aria-label", name);
            boxOf(event.target).setAttribute("aria-haspopup", "dialog");
            boxOf(event.target).setAttribute("aria-controls", list.id);
        });
        $(document).on("select2:close", (event) => boxOf(event.target).removeAttribute("aria-controls"));
    }
}

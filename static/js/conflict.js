// Whoever completes a text wants it kept: its choice follows.
"use strict";
for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
        const version = event.target.closest(".conflict-mine");
        if (version && event.target.type !== "radio") {
            version.querySelector("input[type=radio]").checked = true;
        }
    });
}

// What a word of a table means is kept as soon as it is chosen; the button says when all is answered.
"use strict";
(() => {
    const form = document.querySelector(".import-words form");
    const state = document.getElementById("gardee");
    if (!form || !state) {
        return;
    }
    let last = Promise.resolve();

    const keep = async (name, value) => {
        const body = new URLSearchParams({
            csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value,
            etape: "mots", garder: "1", [name]: value,
        });
        const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
        if (answer.status !== 204) {
            throw new Error("not kept");
        }
        document.dispatchEvent(new Event("ctg:seen")); // the server has just heard of this reader
    };

    // One after the other: each answer is added to those of before.
    form.addEventListener("change", ({ target }) => {
        if (target.tagName !== "SELECT" || !target.value) {
            return;
        }
        const { name, value } = target;
        state.textContent = "";
        last = last.then(() => keep(name, value)).then(() => {
            state.textContent = "Réponse gardée.";
        }).catch(() => {
            state.textContent = "Cette réponse n’est pas encore gardée : le bouton l’enregistrera.";
        });
    });
})();

// Before a connection ends, its reader is told, and may go on while the hours of a day allow it.
"use strict";
(() => {
    const place = document.getElementById("fin");
    if (!place) {
        return;
    }
    const WARNING = 5 * 60 * 1000;
    const SEEN = "ctg-vu"; // when a page of this browser was last read: other tabs count
    const idle = Number(place.dataset.idle) * 1000;
    const last = Date.now() + Number(place.dataset.left) * 1000;
    let ends = 0;
    let timer = 0;

    const seen = () => {
        ends = Math.min(Date.now() + idle, last);
        try {
            localStorage.setItem(SEEN, String(Date.now()));
        } catch {
            // a browser that keeps nothing counts this page alone
        }
    };

    const seenElsewhere = () => {
        try {
            return Number(localStorage.getItem(SEEN)) || 0;
        } catch {
            return 0;
        }
    };

    const say = (words, label) => {
        const told = document.createElement("p");
        told.className = "notice told-warning";
        told.textContent = words;
        if (label) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "button button-quiet";
            button.textContent = label;
            button.addEventListener("click", goOn);
            told.append(" ", button);
        }
        place.replaceChildren(told);
    };

    const over = () => {
        say("Votre connexion est terminée. Envoyez ce que vous avez écrit : le texte sera gardé, "
            + "et retrouvé après une nouvelle connexion.");
    };

    const check = () => {
        clearTimeout(timer);
        ends = Math.min(Math.max(ends, seenElsewhere() + idle), last);
        const left = ends - Date.now();
        if (left <= 0) {
            over();
        } else if (left > WARNING) {
            timer = setTimeout(check, left - WARNING);
        } else {
            const minutes = Math.max(1, Math.round(left / 60000));
            const when = `dans ${minutes}\u00a0minute${minutes > 1 ? "s" : ""}`;
            if (ends < last) {
                say(`Votre connexion se termine ${when}.`, "Prolonger ma connexion");
            } else {
                say(`Votre connexion se termine ${when}, même si vous continuez. `
                    + "Enregistrez ce que vous écrivez, puis connectez-vous de nouveau.");
            }
            timer = setTimeout(check, left);
        }
    };

    const goOn = async () => {
        try {
            const answer = await fetch(place.dataset.goOn, { headers: { Accept: "application/json" } });
            if (!(await answer.json()).alive) {
                over();
                return;
            }
        } catch {
            say("Le site ne répond pas.", "Prolonger ma connexion");
            return;
        }
        seen();
        check();
        say("Votre connexion est prolongée.");
    };

    document.addEventListener("ctg:seen", () => {
        seen();
        check();
    });
    seen();
    check();
})();

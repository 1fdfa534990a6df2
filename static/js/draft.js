// The draft of an answer is saved while one types: a few seconds after the last key, and on leaving.
"use strict";
(() => {
    const form = document.getElementById("reponse");
    const state = document.getElementById("brouillon");
    const colleague = document.getElementById("collegue");
    const now = document.getElementById("public");
    if (now && matchMedia("(min-width: 62rem)").matches) {
        now.open = true;
    }
    if (!form || !state) {
        return;
    }
    const QUIET = 3000;
    const version = form.elements.namedItem("_version");
    let timer = 0;
    let typed = 0; // rises at each key
    let kept = 0; // the value of `typed` that was answered: not sent again by itself
    let safe = 0; // the value of `typed` that the site holds
    let left = 0; // the value of `typed` sent on leaving
    let sending = null;
    let stopped = false;
    let submitted = false;
    const LONGEST = 60000; // browsers keep alive no more than 64 kB

    const say = (words, kind) => {
        if (state.textContent !== words) {
            state.textContent = words;
        }
        state.dataset.kind = kind;
    };

    const body = (leaving) => {
        const data = new URLSearchParams();
        for (const [name, value] of new FormData(form)) {
            if (typeof value === "string") {
                data.append(name, value);
            }
        }
        data.append("_page", location.pathname);
        if (leaving) {
            data.append("_part", "1"); // nobody will read the answer: keep aside what cannot be saved
        }
        return data;
    };

    // True when the site holds what was sent.
    const told = async (response) => {
        if (response.type === "opaqueredirect") {
            stopped = true;
            say("Votre connexion est terminée. Votre texte est gardé : "
                + "connectez-vous de nouveau pour le retrouver.", "stop");
            offer("Se connecter", `/connexion/?next=${encodeURIComponent(location.pathname)}`);
            return true;
        }
        if (!(response.headers.get("content-type") || "").includes("json")) {
            throw new Error("no answer");
        }
        const answer = await response.json();
        document.dispatchEvent(new Event("ctg:seen")); // the server has just heard of this reader
        say(answer.said, answer.kind);
        if (colleague) {
            const words = answer.colleague ? `${answer.colleague} écrit en ce moment.` : "";
            if (colleague.textContent.trim() !== words) {
                colleague.textContent = words;
            }
        }
        if (answer.kind === "saved") {
            version.value = answer.version;
        } else if (answer.kind === "moved") {
            stopped = true;
            compare();
        } else if (answer.kind === "over") {
            stopped = true;
            offer("Se connecter par code", `/connexion/?next=${encodeURIComponent(location.pathname)}`);
        } else if (answer.kind === "absent") {
            stopped = true;
        }
        return answer.kind === "saved" || answer.kind === "over";
    };

    const offer = (words, address) => {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = words;
        state.append(" ", link);
    };

    const compare = () => {
        const button = document.createElement("button");
        button.type = "submit";
        button.name = "suite";
        button.value = "brouillon";
        button.className = "button button-quiet";
        button.textContent = "Comparer les deux versions";
        state.append(" ", button);
    };

    const send = (leaving) => {
        const content = body(leaving);
        return fetch(form.dataset.draft, {
            method: "POST", body: content, redirect: "manual",
            keepalive: leaving && content.toString().length < LONGEST,
            headers: { Accept: "application/json" },
        });
    };

    // What is on its way may be older than what is typed: the last text goes too, on its own.
    const leave = () => {
        if (submitted || typed === safe || typed === left) {
            return;
        }
        left = typed;
        send(true).catch(() => {});
    };

    const save = async () => {
        clearTimeout(timer);
        if (stopped || sending || typed === kept) {
            return;
        }
        const sent = typed;
        sending = send(false).then(told).then((held) => {
            kept = sent;
            safe = held ? sent : safe;
        }).catch(() => {
            say("Pas enregistré : la connexion ne répond pas. Nouvel essai dans un instant.", "wait");
        });
        await sending;
        sending = null;
        if (typed !== kept) {
            timer = setTimeout(save, QUIET);
        }
    };

    const later = () => {
        typed += 1;
        clearTimeout(timer);
        timer = setTimeout(save, QUIET);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    // What leaves with the form carries the version of the last saving: wait for its answer.
    form.addEventListener("submit", (event) => {
        clearTimeout(timer);
        if (sending) {
            event.preventDefault();
            const button = event.submitter;
            sending.then(() => setTimeout(() => form.requestSubmit(button), 0));
            return;
        }
        stopped = submitted = true;
    });
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") {
            leave();
        }
    });
    addEventListener("pagehide", leave);
    // A browser asks before it leaves what may be lost: a saving that is slow, failed or refused.
    addEventListener("beforeunload", (event) => {
        const doubtful = sending || stopped || state.dataset.kind === "wait"
            || body(true).toString().length >= LONGEST;
        if (!submitted && typed !== safe && doubtful) {
            event.preventDefault();
        }
    });
    // What was typed before this script came is typed too.
    const fields = form.querySelectorAll("textarea, input[type=text], input[type=number]");
    if ([...fields].some((one) => one.value !== one.defaultValue)) {
        later();
    }
    addEventListener("pageshow", (event) => {
        if (event.persisted) {
            location.reload();
        }
    });
})();

// Passkeys: asks the server what to sign, lets the device sign it, sends the answer.
"use strict";
{
    const ask = async (form) => {
        const answer = await fetch(form.dataset.challenge, {
            method: "POST",
            headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        });
        if (!answer.ok) {
            throw new Error(`challenge: ${answer.status}`);
        }
        return answer.json();
    };

    const sign = async (event) => {
        const form = event.target;
        event.preventDefault();
        const error = form.querySelector("[role=alert]");
        error.hidden = true;
        try {
            const key = await window.webauthnJSON[form.dataset.passkey](await ask(form));
            form.elements.credential.value = JSON.stringify(key);
            form.submit();
        } catch {
            error.hidden = false;
        }
    };

    // Without script, or on a device without passkeys, nothing is offered that cannot work.
    if (window.PublicKeyCredential) {
        for (const form of document.querySelectorAll("form[data-passkey]")) {
            form.hidden = false;
            form.addEventListener("submit", sign);
        }
    }
}

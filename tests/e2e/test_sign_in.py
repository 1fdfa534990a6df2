"""Signing in by the pages, as a member of the team does: code, second factor, passkey."""

import copy
import re
import time

import pytest

from demonstration.entrance import SECRET
from partners.sign_in.factors import current_code
from tests.e2e.browser import Watcher, open_context
from tests.e2e.checks import (
    axe_faults,
    keyboard_faults,
    list_faults,
    live_faults,
    name_faults,
    opener_faults,
    reflow_faults,
    structure_faults,
)
from tests.e2e.server import NEWCOMER

SITE_TITLE = "La CTG Tarn-Agout"


@pytest.fixture
def named_site(site):
    """The portal by a name: no passkey belongs to an address made of figures."""
    named = copy.copy(site)
    named.url = site.url.replace("127.0.0.1", "localhost")
    return named


@pytest.fixture
def window(browser, named_site):
    """A page of a new private window, watched like those of `new_window`."""
    context = open_context(browser, named_site)
    watcher = Watcher(context, named_site)
    yield context.new_page()
    context.close()
    assert not watcher.faults, "\n".join(["the browser complains:", *watcher.faults])


def code_for(site, email):
    """The code of the last letter sent to `email`."""
    letter = [letter for letter in site.letters() if letter["To"] == email][-1]
    return re.search(r"\d{4} \d{4}", letter.get_content()).group()


def check_step(window, name):
    """The rules of any page, at each step."""
    faults = structure_faults(window, SITE_TITLE) + reflow_faults(window)
    assert not faults, f"{name}: " + "\n".join(faults)


def figures(secret):
    return current_code(secret, time.time())


STEPS = ["code", "choice", "app", "codes", "factor"]
SETTLER = "etapes-{}@portail.example"


@pytest.mark.parametrize("rank", range(len(STEPS)), ids=STEPS)
def test_each_step_is_for_everybody(rank, new_window, site):
    """Each step is reached anew: axe breaks the policy of the page it reads."""
    email = SETTLER.format(STEPS[rank])
    site.shell(
        "import time; from partners.models import User; from partners.sign_in import factors;"
        f"user = User.objects.create_user({email!r}, role='lecture');"
        + f"code = factors.current_code({SECRET!r}, time.time());"
        + (f"factors.add_app(user, {SECRET!r}, code)" if STEPS[rank] == "factor" else "")
    )
    window = new_window()
    window.goto("/connexion/")
    window.get_by_label("Votre adresse de courriel").fill(email)
    window.get_by_role("button", name="Recevoir un code").click()
    if rank:
        window.get_by_label("Le code reçu").fill(code_for(site, email))
        window.get_by_role("button", name="Me connecter").click()
    if STEPS[rank] in ("app", "codes"):
        window.get_by_role("link", name="Relier une application").click()
    if STEPS[rank] == "codes":
        secret = window.locator("code.secret").inner_text().replace(" ", "")
        window.get_by_label("Le code de votre application").fill(figures(secret))
        window.get_by_role("button", name="Activer l’application").click()
    faults = name_faults(window) + opener_faults(window)
    new_window.stop_watching()

    faults += axe_faults(window) + list_faults(window) + live_faults(window)

    assert not faults, "\n".join(faults)


def test_newcomer_sets_up_an_app_then_a_passkey_and_signs_in_with_it(window, named_site):
    site = named_site
    window.goto("/suivi/lancement/")
    assert window.get_by_role("heading", level=1).inner_text() == "Se connecter"
    window.get_by_label("Votre adresse de courriel").fill(NEWCOMER)
    window.get_by_role("button", name="Recevoir un code").click()
    check_step(window, "code")
    window.get_by_label("Le code reçu").fill(code_for(site, NEWCOMER))
    window.get_by_role("button", name="Me connecter").click()
    check_step(window, "choice")
    window.get_by_role("link", name="Relier une application").click()
    check_step(window, "app")
    drawn = window.locator("img.qr").evaluate("(img) => img.complete && img.naturalWidth")
    assert drawn > 100
    secret = window.locator("code.secret").inner_text().replace(" ", "")
    window.get_by_label("Le code de votre application").fill(figures(secret))
    window.get_by_role("button", name="Activer l’application").click()
    check_step(window, "recovery codes")
    with window.expect_download() as download:
        window.get_by_role("link", name="Téléchargez ces codes").click()
    kept = download.value.path().read_text()
    shown = window.locator(".recovery-codes code").all_inner_texts()
    assert len(shown) == 10
    assert all(code in kept for code in shown)
    window.get_by_role("button", name="Mes codes sont en lieu sûr").click()
    assert window.get_by_role("heading", level=1).inner_text() == "Avant l’ouverture"

    # A passkey, made by a virtual authenticator of the browser.
    devtools = window.context.new_cdp_session(window)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    window.get_by_role("link", name="Mon compte").click()
    check_step(window, "account")
    window.get_by_role("link", name="Créer une clé d’accès").click()
    window.get_by_label("Nom de cette clé").fill("Ordinateur du bureau")
    window.get_by_role("button", name="Créer la clé d’accès").click()
    window.wait_for_url("**/compte/")
    assert "Clé d’accès «\u00a0Ordinateur du bureau\u00a0»" in window.locator("main").inner_text()

    window.get_by_role("button", name="Se déconnecter", exact=True).last.click()
    assert window.get_by_role("heading", level=1).inner_text() == "Votre connexion est terminée"
    window.goto("/connexion/?next=/suivi/lancement/")
    window.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    window.wait_for_url(f"{site.url}/suivi/lancement/")
    assert window.get_by_role("heading", level=1).inner_text() == "Avant l’ouverture"

    # After the code too, the passkey stands for the app.
    window.get_by_role("button", name="Se déconnecter", exact=True).click()
    window.locator("main").get_by_role("link", name="Se connecter").click()
    window.get_by_label("Votre adresse de courriel").fill(NEWCOMER)
    window.get_by_role("button", name="Recevoir un code").click()
    window.get_by_label("Le code reçu").fill(code_for(site, NEWCOMER))
    window.get_by_role("button", name="Me connecter").click()
    check_step(window, "second factor")
    faults = keyboard_faults(window, "contenu", starts_inside=True)
    assert not faults, "\n".join(faults)
    window.get_by_role("button", name="Utiliser ma clé d’accès").click()
    window.wait_for_url(f"{site.url}/suivi/")

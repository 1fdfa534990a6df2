"""The team reviews in a real browser: with a phone, with the keyboard alone, without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.e2e.answers import write_answers
from tests.e2e.browser import PHONE, WIDE, Watcher, open_context
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
from tests.e2e.server import portal_with_demo, sign_in

TITLE = "La CTG Tarn-Agout"
QUEUE = "/suivi/remontees/"


@pytest.fixture(scope="module")
def portal(browser_session, tmp_path_factory):
    """A portal of its own: what is published here would change the pages of other tests."""
    with portal_with_demo(tmp_path_factory.mktemp("review") / "run") as running:
        yield running
        assert running.failures() == []


@pytest.fixture
def desk(portal, browser):
    """`desk(viewport=WIDE, javascript=True)`: a window of the team; its pages do nothing wrong."""
    contexts, watchers = [], []

    def window(viewport=WIDE, javascript=True):
        context = open_context(browser, portal, viewport=viewport, java_script_enabled=javascript)
        contexts.append(context)
        watchers.append(Watcher(context, portal))
        page = context.new_page()
        sign_in(page, portal)
        return page

    window.faults = lambda: [fault for watcher in watchers for fault in watcher.faults]
    window.stop_watching = watchers.clear
    yield window
    faults = window.faults()
    for context in contexts:
        context.close()
    assert faults == []


def press_access_key(window, key):
    """Alt and `key`, as a real keyboard sends them."""
    press = {"type": "keyDown", "modifiers": 1, "key": key, "text": key, "unmodifiedText": key}
    window.context.new_cdp_session(window).send("Input.dispatchKeyEvent", press)


def told(window):
    return window.locator("[role=status]").first.inner_text()


def test_from_the_queue_to_the_public_page_on_a_phone_without_javascript(portal, desk):
    first, second = write_answers(portal, "contenu", "contenu")
    window = desk(viewport=PHONE, javascript=False)
    window.goto(f"{QUEUE}{first}/")
    window.locator("summary", has_text="Modifier avant de publier : Ce qui a été fait").click()
    text = window.locator("[name=done]")
    text.fill("La permanence a ouvert deux jours par semaine.")
    window.get_by_role("button", name="Publier cette réponse").click()

    assert "est publiée" in told(window)
    assert f"{QUEUE}{first}/" not in window.url
    window.goto(f"{QUEUE}{first}/")
    window.locator("summary", has_text="Ce que disait la réponse").first.click()
    assert "Douze familles sont venues" in window.locator("main").inner_text()
    window.get_by_role("link", name="Page publique de l’action").click()
    said = window.locator("main").inner_text().replace("\u00a0", " ")
    for words in ("deux jours par semaine", "45 personnes aidées ou accueillies", "128"):
        assert words in said
    assert "Nous n’avons pas trouvé de salle" not in said
    assert "Douze familles" not in said

    window.goto(f"{QUEUE}{second}/")
    window.get_by_role("button", name="Demander une précision").click()
    assert "Dites ce qu’il faut compléter" in window.locator("#erreurs").inner_text()
    window.locator("[name=comment]").fill("Combien de familles le second mois ?")
    window.get_by_role("button", name="Demander une précision").click()
    assert "est à compléter" in told(window)


def test_the_keyboard_alone_goes_through_the_queue(portal, desk):
    first, second = write_answers(portal, "contenu", "contenu")
    window = desk()
    window.goto(f"{QUEUE}{first}/?nature=contenu")
    with window.expect_navigation():
        press_access_key(window, "s")
    assert window.url.endswith(f"{QUEUE}{second}/?nature=contenu")
    window.locator("summary", has_text="Commenter cette partie : Les chiffres").focus()
    window.keyboard.press("Enter")
    window.locator("[name=comment-values]").focus()
    window.keyboard.type("Et en 2024 ?")
    window.get_by_role("button", name="Demander une précision").focus()
    with window.expect_navigation():
        window.keyboard.press("Enter")

    assert "est à compléter" in told(window)
    assert "nature=contenu" in window.url


def test_what_moved_meanwhile_is_shown_with_what_was_typed(portal, desk):
    (key,) = write_answers(portal, "contenu")
    window = desk()
    window.goto(f"{QUEUE}{key}/")
    window.locator("[name=title]").fill("Mon titre")
    portal.shell(
        f"from reporting.models import Report\n"
        f"Report.objects.filter(pk={key}).update(done='Le partenaire a récrit.')"
    )
    with window.expect_navigation() as sent:
        window.get_by_role("button", name="Publier cette réponse").click()

    assert sent.value.status == 409
    box = window.locator("#erreurs")
    expect(box).to_be_focused()
    assert "La réponse du partenaire a changé." in box.inner_text()
    assert window.locator("[name=title]").input_value() == "Mon titre"
    assert "Le partenaire a récrit." in window.locator("main").inner_text()


def test_quiet_answers_are_published_together(portal, desk):
    write_answers(portal, "rien", "rien")
    window = desk(viewport=PHONE)
    window.goto(QUEUE)
    window.get_by_role("link", name="Publier d’un coup").click()
    boxes = window.locator("table.preview input[type=checkbox]")
    count = boxes.count()
    assert count >= 2
    boxes.first.uncheck()
    window.get_by_role("button", name="Publier les réponses cochées").click()

    words = "réponses sont publiées" if count > 2 else "réponse est publiée"
    assert f"{count - 1} {words}." in told(window)


def test_an_answer_told_by_telephone_is_entered(portal, desk):
    (key,) = write_answers(portal, "attendue")
    window = desk(viewport=PHONE)
    window.goto(f"{QUEUE}{key}/")
    window.get_by_role("link", name="Saisir la réponse pour").click()
    window.get_by_label("Communiqué le").fill("2026-01-05")
    window.get_by_role("button", name="Envoyer à la relecture").click()

    assert "Dites ce qui a été fait" in window.locator("#erreurs").inner_text()
    window.get_by_role("button", name="Rien de nouveau").click()
    assert "Saisie par l’équipe" in window.locator("main").inner_text()


PAGES = {
    "queue": (QUEUE, "", ""),
    "queue-all": (f"{QUEUE}?etat=toutes&organisation=inconnue", "", ""),
    "report": (f"{QUEUE}{{contenu}}/", "", ""),
    "report-errors": (f"{QUEUE}{{contenu}}/", "publier", "title"),
    "quiet": (f"{QUEUE}{{rien}}/", "", ""),
    "together": (f"{QUEUE}rien-de-nouveau/", "", ""),
    "expected": (f"{QUEUE}{{attendue}}/", "", ""),
    "enter": (f"{QUEUE}{{attendue}}/saisir/", "", ""),
    "enter-errors": (f"{QUEUE}{{attendue}}/saisir/", "suite", "told_on"),
    "reopen": (f"{QUEUE}{{attendue}}/rouvrir/", "", ""),
}


@pytest.fixture(scope="module")
def keys(portal):
    kinds = ("contenu", "rien", "attendue")
    return dict(zip(kinds, write_answers(portal, *kinds), strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_review_are_accessible(name, keys, desk):
    path, button, emptied = PAGES[name]
    window = desk()
    window.goto(path.format(**keys))
    if button:
        window.locator(f"[name={emptied}]").fill("")
        window.locator(f"button[name={button}]").last.click()
        assert window.locator("#erreurs").count() == 1

    faults = structure_faults(window, TITLE)
    faults += keyboard_faults(window, "contenu", starts_inside=True)
    faults += name_faults(window) + opener_faults(window)
    window.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    faults += reflow_faults(window)
    assert desk.faults() == []
    desk.stop_watching()
    faults += axe_faults(window) + list_faults(window) + live_faults(window)

    assert not faults, "\n".join(faults)

"""What people come to do, from the first page to the last."""

import re
import time
import zlib

import pytest

from tests.e2e.browser import PHONE
from tests.e2e.checks import OVERFLOW
from tests.e2e.public_pages import FULL_ACTION, PLAN, PLAN_PAGE, visit
from tests.e2e.server import LETTERS_TO, sign_in

WRITING_TIME = 3.2  # seconds; the form refuses whoever writes faster
MOST_TABS = 150


def main_text(window):
    return window.locator("main").inner_text()


def letter_about(site, subject):
    """The only letter whose subject holds `subject`."""
    found = [letter for letter in site.letters() if subject in letter["Subject"]]
    assert len(found) == 1
    return found[0]


def check_message_received(window, site, body):
    """The confirmation gives a reference, the team has the letter; gives that reference."""
    reference = window.locator("main strong").inner_text()
    letter = letter_about(site, reference)
    assert "Question sur l’action" in letter["Subject"]
    assert letter["To"] == LETTERS_TO
    assert letter["Reply-To"] == "habitante@exemple.example"
    assert body in letter.get_content()
    assert "l’action" in letter.get_content()
    return reference


@pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "no-script"])
def test_resident_finds_what_exists_and_asks_a_question(javascript, new_window, site):
    window = new_window(viewport=PHONE, javascript=javascript)
    window.goto("/")

    window.get_by_label("Pour qui").select_option("Parents et familles")
    window.get_by_label("Où").select_option("Lavaur")
    window.get_by_role("button", name="Voir ce qui existe").click()
    results = window.get_by_role(
        "heading", level=2, name=re.compile(r"^\d+ actions? pour vos choix")
    )
    count = int(results.inner_text().split()[0])
    rows = window.locator(".rows > li")
    assert rows.count() == count > 0
    chosen = rows.first.get_by_role("link").first
    title = chosen.inner_text()
    chosen.click()

    assert window.get_by_role("heading", level=1).inner_text() == title
    indicator = window.locator(".indicator").first
    assert indicator.get_by_role("table").get_by_role("row").count() > 1
    assert "Source" in indicator.inner_text()
    window.get_by_role("link", name="Poser une question sur cette action").click()

    assert title in main_text(window)
    window.get_by_label("Votre adresse de courriel").fill("habitante@exemple.example")
    assert window.get_by_label("Sujet").count() == 0
    window.get_by_label("Votre message").fill("Bonjour,\nest-ce ouvert le samedi ?")
    time.sleep(WRITING_TIME)
    window.get_by_role("button", name="Envoyer le message").click()

    assert "Message reçu" in main_text(window)
    reference = check_message_received(window, site, "est-ce ouvert le samedi\u00a0?")
    window.reload()
    letter_about(site, reference)
    staff = new_window(staff=True)
    staff.goto("/admin/contact/contactmessage/")
    assert "Question sur l’action" in main_text(staff)
    assert window.context.cookies() == []


def tab_to(window, name):
    """Press Tab until the focus is on what is called `name`."""
    for _ in range(MOST_TABS):
        window.keyboard.press("Tab")
        found = window.evaluate(
            "() => { const at = document.activeElement;"
            " return (at.labels?.[0] || at).textContent.trim() }"
        )
        if found.startswith(name):
            return
    raise AssertionError(f"« {name} » is not reached with Tab on {window.url}")


def press_and_follow(window, key="Enter"):
    with window.expect_navigation():
        window.keyboard.press(key)


def test_keyboard_alone_leads_from_the_home_page_to_a_question(window, site):
    keyboard = window.keyboard
    window.goto("/")

    tab_to(window, "Aller au contenu")
    keyboard.press("Enter")
    tab_to(window, "Pour qui")
    keyboard.type("Seniors")
    tab_to(window, "Voir ce qui existe")
    press_and_follow(window)
    assert "public=seniors" in window.url
    tab_to(window, "Visites aux personnes âgées")
    press_and_follow(window)
    tab_to(window, "Poser une question")
    press_and_follow(window)
    tab_to(window, "Envoyer le message")
    press_and_follow(window)

    assert "Votre message n’est pas encore envoyé" in main_text(window)
    tab_to(window, "Donnez votre adresse de courriel")
    keyboard.press("Enter")
    keyboard.type("habitante@exemple.example")
    tab_to(window, "Votre message")
    keyboard.type("Comment devenir bénévole ?")
    time.sleep(WRITING_TIME)
    tab_to(window, "Envoyer le message")
    press_and_follow(window)

    check_message_received(window, site, "Comment devenir bénévole\u00a0?")


def test_what_was_typed_is_kept_when_something_is_missing(window):
    window.goto("/contact/")
    window.get_by_label("Votre nom").fill("Dominique")
    window.get_by_label("Votre adresse de courriel").fill("dominique")
    window.get_by_label("Votre message").fill("Une « question » <b>simple</b> 🙂")
    window.get_by_role("button", name="Envoyer le message").click()

    assert re.match(r"Erreur\s:", window.title())
    assert window.get_by_label("Votre nom").input_value() == "Dominique"
    assert window.get_by_label("Votre adresse de courriel").input_value() == "dominique"
    assert window.get_by_label("Votre message").input_value() == "Une « question » <b>simple</b> 🙂"
    window.locator(".errors").get_by_role("link").first.click()
    assert window.evaluate("() => document.activeElement.name") == "email"


NEW_TITLE = "Ouvrir un jardin partagé"
PLACES = ["/actions/", f"{PLAN}/objectifs/", f"{PLAN}/enjeux/4/", "/communes/lavaur/"]


def actions_on_home(site):
    return int(re.search(r"Sur <strong>(\d+)\s+actions?", site.ask("/").text).group(1))


def check_nowhere(site, path):
    for place in PLACES:
        assert NEW_TITLE not in site.ask(place).text, place
    assert path not in site.ask("/sitemap.xml").text
    assert site.ask(path).status == 404


def test_coordinator_publishes_an_action_then_withdraws_it(new_window, site):
    window, visitor = new_window(), new_window()
    before = actions_on_home(site)
    sign_in(window, site)

    # A draft: nobody sees it.
    window.goto("/admin/actions/action/add/")
    enjeu = window.locator("select[name=enjeu] option").filter(has_text="4. ").first
    window.locator("select[name=enjeu]").select_option(enjeu.get_attribute("value"))
    window.locator("[name=code]").fill("4.9.9")
    window.locator("[name=title]").fill("Ouvrir un jardin")
    window.locator("[name=whole_territory]").check()
    window.locator("[name=_save]").click()
    row = window.locator("#result_list tr").filter(has_text="Ouvrir un jardin")
    assert "Brouillon" in row.inner_text()

    # Corrected, then published.
    row.get_by_role("link", name="Ouvrir un jardin").click()
    number = re.match(r"\d+", window.locator(".field-permanent_number .readonly").inner_text())[0]
    path = f"/actions/{number}-ouvrir-un-jardin-partage/"
    check_nowhere(site, path)
    window.locator("[name=title]").fill(NEW_TITLE)
    window.locator("[name=summary]").fill("Un jardin ouvert à tous les habitants.")
    window.locator("[name=is_published]").check()
    window.locator("[name=_continue]").click()
    assert window.locator(".errornote").count() == 0
    for place in PLACES:
        assert NEW_TITLE in site.ask(place).text, place
    assert path in site.ask("/sitemap.xml").text
    assert actions_on_home(site) == before + 1
    visitor.goto(f"/actions/{number}/")
    assert visitor.url == site.url + path
    assert "Un jardin ouvert à tous les habitants." in main_text(visitor)

    # Withdrawn: gone everywhere at the next request.
    window.goto("/admin/actions/action/?q=jardin")
    window.locator("#result_list tbody [name=_selected_action]").check()
    window.locator("select[name=action]").select_option(label="Retirer de la publication")
    window.get_by_role("button", name="Appliquer").click()
    window.locator(".messagelist").get_by_text("Retrait fait").wait_for()
    check_nowhere(site, path)
    assert actions_on_home(site) == before


@pytest.mark.parametrize("page", [FULL_ACTION, PLAN_PAGE], ids=str)
def test_paper_gives_a_clean_sheet(page, window, site):
    visit(window, page, site)
    window.set_viewport_size({"width": 680, "height": 960})  # A4 without its margins
    window.emulate_media(media="print")

    for unwanted in ("header nav", "footer nav", ".skip", ".no-print"):
        for element in window.locator(unwanted).all():
            assert not element.is_visible(), unwanted
    assert window.get_by_role("heading", level=1).is_visible()
    assert window.evaluate(OVERFLOW) == []
    document = window.pdf(format="A4", tagged=True)

    assert document.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in document
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    drawn = b" ".join(inflate(stream) for stream in streams)
    assert len(re.findall(rb"\bT[jJ]\b", drawn)) > 50, "the sheet holds no text"


def inflate(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""

"""Two people on one form, a session that ends while writing, a double click: nothing is lost."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

from demonstration.entrance import SECRET
from partners.sign_in.factors import current_code
from tests.e2e.checks import (
    axe_faults,
    list_faults,
    live_faults,
    name_faults,
    opener_faults,
    reflow_faults,
    structure_faults,
)

SITE_TITLE = "La CTG Tarn-Agout"
SETTINGS = "/suivi/reglages/"
LONG = ("Ce que j’écris depuis une heure. " * 320)[:9_999] + "."
MEMBERS = """
import json, time
from partners.sign_in.session_store import SessionStore
from partners.models import User
from partners.sign_in import factors, sessions
for number in (1, 2):
    email = f"saisie-{mark}-{{number}}@portail.example"
    user = User.objects.create_user(email, full_name=f"Personne {{number}}", role="administration")
    factor = factors.add_app(user, {secret!r}, factors.current_code({secret!r}, time.time()))
    factor.data.pop("used_period")  # the code of now has not served yet
    factor.save()
    if number == 1:
        session, now = SessionStore(), time.time()
        session.update({{
            "_auth_user_id": str(user.pk), "_auth_user_backend": sessions.BACKEND,
            "_auth_user_hash": user.get_session_auth_hash(),
            "entered_at": now, "seen_at": now, "proved_at": now,
        }})
        session.create()
print(session.session_key)
"""
READ = """
import json
from actions.models import Action
from conventions.models import Territory
action = Action.objects.get(pk={pk})
main = Territory.objects.get(is_main=True)
print(json.dumps([action.summary, action.description, main.project_name, main.dpo]))
"""
WRITE = """
import json
from actions.models import Action
from conventions.models import Territory
summary, description, project_name, dpo = json.loads({values!r})
action = Action.objects.get(pk={pk})
action.summary, action.description = summary, description
action.save()
main = Territory.objects.get(is_main=True)
main.project_name, main.dpo = project_name, dpo
main.save()
"""


@pytest.fixture
def sheet(site):
    """The address of one action; the action and the settings are put back in the end."""
    found = site.shell(
        "from actions.models import Action\n"
        "print(Action.objects.filter(title__icontains='permanences').first().pk)"
    )
    pk = int(found)
    before = site.shell(READ.format(pk=pk)).strip()
    yield f"/admin/actions/action/{pk}/change/"
    site.shell(WRITE.format(pk=pk, values=before))


def press(window, name):
    """The answer of the server to the button `name`."""
    with window.expect_navigation() as sent:
        window.get_by_role("button", name=name).first.click()
    return sent.value


def tab_to(window, condition):
    """Press Tab until the focus is where `condition`, a test on `at`, holds."""
    for _ in range(150):
        window.keyboard.press("Tab")
        if window.evaluate(f"() => {{ const at = document.activeElement; return {condition} }}"):
            return
    raise AssertionError(f"Tab never reaches {condition}")


# --- two people --------------------------------------------------------------------------------

FORMS = [
    ("sheet", "summary", "Enregistrer"),
    (SETTINGS, "project_name", "Enregistrer les réglages"),
]


@pytest.mark.parametrize(("path", "field", "button"), FORMS, ids=["sheet", "settings"])
@pytest.mark.parametrize("choice", ["mien", "enregistre"])
def test_second_to_save_chooses_with_the_keyboard(choice, path, field, button, sheet, new_window):
    address = sheet if path == "sheet" else path
    first, second = new_window(staff=True), new_window(staff=True)
    for window, words in ((first, "Écrit par la première."), (second, "Écrit par le second.")):
        window.goto(address)
        window.locator(f"#id_{field}").fill(words)
    assert press(first, button).status == 200

    assert press(second, button).status == 409

    question = second.locator("fieldset.conflict-question", has=second.locator(f"#id_{field}"))
    assert question.count() == 1
    assert "Écrit par la première." in question.inner_text()
    assert second.locator(f"#id_{field}").input_value() == "Écrit par le second."
    expect(second.locator(".conflict-summary")).to_be_focused()
    tab_to(second, f"at.type === 'radio' && at.name === 'choix-{field}'")
    assert second.evaluate("() => document.activeElement.value") == "mien"
    if choice == "enregistre":
        second.keyboard.press("ArrowUp")
        assert second.locator(f"#choix-{field}-enregistre").is_checked()
    tab_to(second, "at.textContent.trim() === 'Enregistrer ces choix'")
    with second.expect_navigation() as sent:
        second.keyboard.press("Enter")
    assert sent.value.status == 200
    second.goto(address)
    kept = {"mien": "Écrit par le second.", "enregistre": "Écrit par la première."}
    assert second.locator(f"#id_{field}").input_value() == kept[choice]


@pytest.mark.parametrize(("path", "field", "button"), FORMS, ids=["sheet", "settings"])
def test_page_of_two_versions_is_for_everybody(path, field, button, sheet, new_window):
    address = sheet if path == "sheet" else path
    first, second = new_window(staff=True), new_window(staff=True)
    for window, words in ((first, "Un mot. " * 15), (second, "Un autre mot. " * 8)):
        window.goto(address)
        window.locator(f"#id_{field}").fill(words)
    press(first, button)
    assert press(second, button).status == 409

    faults = structure_faults(second, SITE_TITLE, admin=path == "sheet") + reflow_faults(second)
    faults += name_faults(second) + opener_faults(second)
    new_window.stop_watching()
    faults += axe_faults(second) + list_faults(second) + live_faults(second)

    assert not faults, "\n".join(faults)


# --- a session that ends -----------------------------------------------------------------------


def figures_for(window):
    """The code of the app, with time left to send it."""
    if time.time() % 30 > 27:
        window.wait_for_timeout(4_000)
    return current_code(SECRET, time.time())


def sign_in_by_the_pages(window, site, email):
    """From the sign-in page to where it leads; return the answer there."""
    window.get_by_label("Votre adresse de courriel").fill(email)
    window.get_by_role("button", name="Recevoir un code").click()
    window.get_by_label("Le code reçu").wait_for()
    letter = [letter for letter in site.letters() if letter["To"] == email][-1]
    code = re.search(r"\d{4} \d{4}", letter.get_content()).group()
    window.get_by_label("Le code reçu").fill(code)
    window.get_by_role("button", name="Me connecter").click()
    window.get_by_role("heading", name="Deuxième étape").wait_for()
    window.locator("#id_code").fill(figures_for(window))
    with window.expect_navigation() as entered:
        window.locator("main form button[type=submit]").first.click()
    return entered.value


LONG_FORMS = [("sheet", "description", "Enregistrer"), (SETTINGS, "dpo", FORMS[1][2])]


@pytest.mark.parametrize("other_first", [False, True], ids=["same person", "another first"])
@pytest.mark.parametrize(("path", "field", "button"), LONG_FORMS, ids=["sheet", "settings"])
def test_session_lost_while_writing(other_first, path, field, button, sheet, site, new_window):
    address = sheet if path == "sheet" else path
    mark = f"{field}-{int(other_first)}"
    session = site.shell(MEMBERS.format(mark=mark, secret=SECRET)).strip().splitlines()[-1]
    me, other = (f"saisie-{mark}-{number}@portail.example" for number in (1, 2))
    window = new_window()
    window.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    window.goto(address)
    before = window.locator(f"#id_{field}").input_value()
    window.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    window.locator(f"#id_{field}").fill(LONG)
    window.context.clear_cookies(name="sessionid")

    press(window, button)

    assert window.get_by_role("heading", level=1).inner_text() == "Se connecter"
    assert "Votre texte est gardé" in window.locator("main").inner_text()
    if other_first:
        assert sign_in_by_the_pages(window, site, other).status == 200
        assert window.locator(f"#id_{field}").input_value() == before
        assert "depuis une heure" not in window.content()
        assert "est retrouvé" not in window.content()
        window.context.clear_cookies(name="sessionid")
        window.goto(address)

    assert sign_in_by_the_pages(window, site, me).status == 200

    assert window.url == f"{site.url}{address}"
    assert window.locator(f"#id_{field}").input_value() == LONG
    said = window.locator("body").inner_text()
    assert "Votre texte est retrouvé. Il n’est pas encore enregistré." in said
    pk = sheet.split("/")[4]
    assert LONG not in json.loads(site.shell(READ.format(pk=pk)))
    press(window, button)
    assert LONG in json.loads(site.shell(READ.format(pk=pk)))
    window.goto(address)
    assert "est retrouvé" not in window.content()


# --- a double click ----------------------------------------------------------------------------


def test_double_click_creates_one_row(site, new_window):
    window = new_window(staff=True)
    window.goto("/admin/actions/audience/add/")
    window.locator("#id_name").fill("Double clic")
    window.locator("#id_slug").fill("double-clic")
    sent = []
    window.on("request", lambda request: sent.append(request.method))
    # Both leave before any answer: a script that stops the second one would not be tested here.
    window.evaluate(
        "() => { const form = document.querySelector('#audience_form');"
        " const body = new URLSearchParams(new FormData(form)); body.append('_save', '1');"
        " window.answers = Promise.all([1, 2].map(() => fetch(form.action || location.href,"
        " { method: 'POST', body }).then((answer) => answer.status))); }"
    )
    assert window.evaluate("() => window.answers") == [200, 200]
    assert sent.count("POST") == 2

    window.goto("/admin/actions/audience/add/")
    window.locator("#id_name").fill("Bénévoles du soir")
    window.locator("#id_slug").fill("benevoles-du-soir")
    window.get_by_role("button", name="Enregistrer").first.dblclick()
    # The second press may drop the page that the first one asked for: only the end counts.
    expect(window).to_have_url(re.compile(r"/audience/$"), timeout=30_000)

    counts = site.shell(
        "from actions.models import Audience\n"
        "print([Audience.objects.filter(name__iexact=name).count()"
        " for name in ('Double clic', 'Bénévoles du soir')])\n"
        "Audience.objects.filter(name__in=['Double clic', 'Bénévoles du soir']).delete()"
    )
    assert counts.strip().splitlines()[-1] == "[1, 1]"

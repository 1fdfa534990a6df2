"""The team's pages of a campaign in a real browser: rules of every page, keyboard, a phone."""

import pytest

from tests.e2e.browser import PHONE
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
from tests.e2e.server import portal_with_demo

TITLE = "La CTG Tarn-Agout"
BASE = "/suivi/campagnes/"
PAGES = {
    "list": "",
    "add": "nouvelle/",
    "trial": "essai/",
    "prepared": "{draft}/",
    "edit": "{draft}/modifier/",
    "open": "{draft}/ouvrir/",
    "discard": "{draft}/abandonner/",
    "draft-reminders": "{draft}/rappels/",
    "followed": "{open}/?choix=sans-reponse",
    "texts": "{open}/lettres/",
    "text": "{open}/lettres/ouverture/",
    "reminders": "{open}/rappels/",
    "write": "{open}/ecrire/",
    "close": "{open}/fermer/",
    "history": "{open}/historique/",
    "version": "{draft}/historique/{stamp}/",
    "edit-earlier": "{draft}/modifier/?version={stamp}",
}


@pytest.fixture(scope="module")
def site(browser_session, tmp_path_factory):
    """A portal of its own: elsewhere somebody may answer for those who have not."""
    with portal_with_demo(tmp_path_factory.mktemp("campaigns") / "run") as running:
        yield running
        assert running.failures() == []


@pytest.fixture(scope="module")
def staff_session():
    """Nobody has signed in there yet."""
    return {}


@pytest.fixture(scope="module")
def campaigns(site):
    """Keys of a campaign in preparation and of an open one: of this file, the demonstration's."""
    code = """
import datetime as dt
from django.utils import timezone
from conventions.models import Convention
from records.history.timeline import Timeline, stamp_of
from reporting.campaigns import campaigns
from reporting.models import Campaign
on = timezone.localdate()
draft = Campaign.objects.create(
    convention=Convention.objects.for_staff().first(), title="Campagne à relire", opens_on=on,
    due_on=on + dt.timedelta(21), closes_on=on + dt.timedelta(35), figures_on=on,
)
campaigns.prepare(draft)
stamp = stamp_of(Timeline(Campaign, draft.pk).latest)
draft.title, draft.intro = "Campagne à bien relire", "Deux phrases de plus. Et la deuxième."
draft.save()
print(stamp, draft.pk, Campaign.objects.open_on(on).get(is_demo=True).pk)
"""
    stamp, draft, opened = site.shell(code).split()[-3:]
    return {"draft": draft, "open": opened, "stamp": stamp}


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_the_rules_of_every_page(name, campaigns, new_window):
    window = new_window(staff=True)
    answer = window.goto(BASE + PAGES[name].format(**campaigns))
    assert answer.status == 200

    faults = keyboard_faults(window, "contenu", starts_inside=True)
    faults += name_faults(window) + opener_faults(window)
    window.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    faults += structure_faults(window, TITLE) + reflow_faults(window)
    new_window.stop_watching()
    faults += axe_faults(window) + list_faults(window) + live_faults(window)

    assert not faults, "\n".join(faults)


def test_mistakes_are_said_and_reached(campaigns, new_window):
    """Three forms at fault: the title says so, the summary has the focus, axe finds nothing."""
    window = new_window(staff=True)
    faults = []
    for path, button in (
        ("nouvelle/", "Enregistrer la campagne"),
        ("{open}/lettres/rappel/", "Enregistrer ce texte"),
        ("{open}/rappels/", "Ajouter ce rappel"),
        ("{open}/ecrire/", "Voir ce qui va partir"),
    ):
        window.goto(BASE + path.format(**campaigns))
        for field in window.locator("[name=title], [name=subject], [name=body]").all():
            field.fill("")
        window.get_by_role("button", name=button).click()
        assert window.title().startswith("Erreur\u00a0: "), path
        assert window.evaluate("() => document.activeElement.id") == "erreurs", path
        faults += [f"{path}: {fault}" for fault in structure_faults(window, TITLE)]

    assert not faults, "\n".join(faults)


def test_what_will_leave_is_read_first(campaigns, new_window):
    """The people that a form would ask, then the letters that a word would be: nothing leaves."""
    window = new_window(staff=True)
    faults = []
    for path, button in (
        ("nouvelle/", "Voir qui est concerné"),
        ("{open}/ecrire/?choix=sans-reponse", "Voir ce qui va partir"),
    ):
        window.goto(BASE + path.format(**campaigns))
        window.locator("[name=title], [name=subject]").first.fill("Un mot")
        window.get_by_role("button", name=button).click()
        assert not window.title().startswith("Erreur"), path
        faults += structure_faults(window, TITLE) + reflow_faults(window)
    new_window.stop_watching()
    faults += axe_faults(window) + list_faults(window) + live_faults(window)

    assert window.get_by_role("button", name="Envoyer ces").is_visible()
    assert not faults, "\n".join(faults)


def test_a_reminder_is_set_aside_and_put_back_by_keyboard_without_script(campaigns, new_window):
    window = new_window(staff=True, viewport=PHONE, javascript=False)
    window.goto(f"{BASE}{campaigns['draft']}/rappels/")
    first = window.locator(".reminder").first
    told = first.inner_text()
    assert "ce texte\u00a0: «\u00a0Rappel\u00a0»" in told

    for name, words in (
        ("Annuler ce rappel", "Annulé par l’équipe"),
        ("Rétablir ce rappel", "ce texte\u00a0: «\u00a0Rappel\u00a0»"),
    ):
        first.get_by_role("button", name=name).focus()
        with window.expect_navigation():
            window.keyboard.press("Enter")
        assert words in first.inner_text()
    assert first.inner_text() == told


def test_the_letter_laid_out_is_accessible_and_fits_a_phone(campaigns, new_window):
    window = new_window(staff=True)
    window.goto(f"{BASE}{campaigns['open']}/lettres/ouverture/apercu/")

    faults = reflow_faults(window)
    sheet = "() => getComputedStyle(document.querySelector('main')).borderTopWidth"
    assert window.evaluate(sheet) == "6px"  # the content policy lets its own style sheet through
    new_window.stop_watching()
    faults += axe_faults(window) + list_faults(window) + live_faults(window)

    assert not faults, "\n".join(faults)

"""A coordinator's morning in a real browser: the board, a filter, many actions changed at once."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PHONE, WIDE
from tests.e2e.checks import page_faults
from tests.e2e.server import portal_with_demo

TITLE = "La CTG Tarn-Agout"


@pytest.fixture(scope="module")
def site(browser_session, tmp_path_factory):
    """A portal of its own: other tests add actions to what is counted here."""
    with portal_with_demo(tmp_path_factory.mktemp("board") / "run") as running:
        yield running
        assert running.failures() == []


@pytest.fixture(scope="module")
def staff_session():
    """Nobody has signed in there yet."""
    return {}


def choose_silent_actions(window):
    """From the board to the form that changes the actions without news."""
    window.goto("/suivi/")
    window.get_by_role("link", name="sans nouvelles depuis plus de").click()
    count = window.locator("#resultats").inner_text().split()[0]
    assert window.locator("table.work tbody tr").count() == int(count)
    window.get_by_role("link", name=f"Modifier ces {count} actions").click()
    return int(count)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_the_board_to_the_public_page_without_javascript(viewport, new_window):
    window = new_window(staff=True, viewport=viewport, javascript=False)
    count = choose_silent_actions(window)
    date = "2027-03-31" if viewport == WIDE else "2027-06-30"
    window.get_by_label("Fin prévue le").fill(date)
    window.get_by_role("button", name="Voir ce qui va changer").click()

    assert "dites pourquoi" in window.locator("#erreurs").inner_text()
    assert window.get_by_label("Fin prévue le").input_value() == date
    window.get_by_label("Pourquoi ce changement").fill("Décidé en comité technique")
    window.get_by_role("button", name="Voir ce qui va changer").click()

    boxes = window.locator("table.preview input[type=checkbox]")
    assert boxes.count() == count
    kept = window.locator("table.preview tbody tr").first
    title = kept.locator("label").inner_text()
    boxes.nth(1).uncheck()
    window.get_by_role("button", name="Appliquer ces changements").click()

    told = window.locator("[role=status]").inner_text()
    assert f"{count - 1} actions sont modifiées." in told
    words = title.split(" ", 1)[1].replace("publiée", "").strip()
    window.get_by_role("row", name=words).get_by_role("link", name="Voir").click()
    said = window.locator("main").inner_text()
    assert ("31 mars 2027" if viewport == WIDE else "30 juin 2027") in said


def test_two_people_change_the_same_actions_and_nothing_is_lost(new_window):
    first, second = new_window(staff=True), new_window(staff=True)
    for window, lead in ((first, "aucun"), (second, "")):
        choose_silent_actions(window)
        if lead:
            window.get_by_label("Pilote", exact=True).select_option(lead)
        else:
            window.get_by_label("Publics concernés").select_option("ajouter")
            window.locator("[name=audiences]").first.check()
        window.get_by_role("button", name="Voir ce qui va changer").click()
    first.get_by_role("button", name="Appliquer ces changements").click()

    with second.expect_navigation() as sent:
        second.get_by_role("button", name="Appliquer ces changements").click()

    assert sent.value.status == 409
    said = second.locator("#erreurs")
    assert "Modifiée par quelqu’un d’autre" in said.inner_text()
    expect(said).to_be_focused()
    second.get_by_role("button", name="Appliquer ces changements").click()
    assert "modifiées." in second.locator("[role=status]").inner_text()


def test_the_preview_is_accessible(new_window):
    window = new_window(staff=True)
    window.goto("/suivi/actions/modifier/?etat=en_cours")
    window.get_by_label("Marquer ces actions comme vérifiées").check()
    window.get_by_role("button", name="Voir ce qui va changer").click()

    faults = page_faults(new_window, window, TITLE, starts_inside=True)

    assert not faults, "\n".join(faults)


def test_the_keyboard_alone_changes_a_state(new_window):
    window = new_window(staff=True)
    window.goto("/suivi/actions/modifier/?q=cartographier")
    window.get_by_label("Marquer ces actions comme vérifiées").focus()
    window.keyboard.press("Space")
    for name in ("Voir ce qui va changer", "Appliquer ces changements"):
        window.get_by_role("button", name=name).focus()
        with window.expect_navigation():
            window.keyboard.press("Enter")

    assert "1 action est modifiée." in window.locator("[role=status]").inner_text()

"""The ten commonest tasks of a week, from the board: how many interactions each takes.

An interaction is a click (or a tap), a choice in a list, or one field filled, however long the
text. Every task starts on the board, signed in.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PHONE, WIDE
from tests.e2e.server import portal_with_demo

TOLD = "#messages, .told p, p.notice"  # where a page says what was saved
AT_MOST = 4
CODE, TITLE = "1.1.2", "Recenser et faire connaître les aides contre l’illectronisme"
DRAFT = """
from actions.models import Action
one = Action.objects.get(code={code!r}, convention__slug="2023-2026")
Action.objects.filter(pk=one.pk).update(is_published=False)
print(one.number)
"""
HELD = """
import datetime as dt
from django.utils import timezone
from conventions.models import Committee, Meeting
on = timezone.now() - dt.timedelta(days=7)
given = {"title": "Comité de la semaine passée", "committee": Committee.objects.first()}
Meeting.objects.update_or_create(**given, defaults={"starts_at": on, "minutes": ""})
"""


@pytest.fixture(scope="module")
def site(browser_session, tmp_path_factory):
    """A portal of its own: each task writes in it."""
    with portal_with_demo(tmp_path_factory.mktemp("tasks") / "run") as running:
        yield running
        assert running.failures() == []


@pytest.fixture(scope="module")
def staff_session():
    """Nobody has signed in there yet."""
    return {}


class Hand:
    """Somebody in front of the board, whose interactions are counted."""

    def __init__(self, window):
        self.window, self.count = window, 0
        window.goto("/suivi/")

    def press(self, name, role="button"):
        self.count += 1
        self.window.get_by_role(role, name=name, exact=True).first.click()

    def follow(self, name):
        self.press(name, "link")

    def fill(self, label, text):
        self.count += 1
        self.window.get_by_label(label, exact=True).first.fill(text)

    def write(self, name, text):
        """Fill a field whose label says more than its name: « facultatif »."""
        self.count += 1
        self.window.locator(f"[name={name}]").fill(text)

    def choose(self, label, choice):
        self.count += 1
        self.window.get_by_label(label, exact=True).select_option(label=choice)

    def go(self, words, act):
        """The action that `words` name, by the board."""
        self.fill("Son code, son numéro ou des mots de son titre", words)
        self.press(act)

    def told(self):
        return self.window.locator("[role=status]").first.inner_text().replace("\u00a0", " ")


@pytest.fixture(
    params=[(WIDE, True), (PHONE, True), (PHONE, False)], ids=["wide", "phone", "without-script"]
)
def hand(request, new_window):
    viewport, has_script = request.param
    return Hand(new_window(staff=True, viewport=viewport, javascript=has_script))


def test_state(hand):
    hand.go(CODE, "Modifier l’avancement")
    is_done = hand.window.get_by_label("Avancement", exact=True).input_value() == "realisee"
    hand.choose("Avancement", "En cours" if is_done else "Réalisée")
    hand.press("Enregistrer l’avancement")

    assert "déclaré le" in hand.told()
    expect(hand.window.get_by_role("heading", level=1)).to_have_text("Tableau de bord")
    assert hand.count <= AT_MOST


def test_news(hand):
    hand.go(CODE, "Écrire une actualité")
    hand.fill("Ce qui a été fait", "Trois ateliers ont ouvert. Vingt personnes y viennent.")
    hand.press("Publier cette actualité")

    assert "« Trois ateliers ont ouvert » est publiée" in hand.told()
    assert hand.count <= AT_MOST


def test_value(hand):
    hand.go(CODE, "Saisir des valeurs")
    cell = hand.window.locator(".values-grid input[inputmode=decimal]").last
    hand.count += 1
    cell.fill("7" if cell.input_value() != "7" else "8")
    hand.press("Enregistrer ces valeurs")

    assert "1 valeur est enregistrée" in hand.told()
    assert hand.count <= AT_MOST


def test_publish(hand, site):
    site.shell(DRAFT.format(code="1.2.1"))
    hand.go("1.2.1", "Publier ou retirer du site")
    hand.press("Publier cette action")

    assert "publiée." in hand.told()
    assert hand.count <= AT_MOST


def test_typing_mistake(hand):
    hand.go(CODE, "Modifier la fiche")
    title = hand.window.locator("#id_title")
    hand.count += 1
    title.fill(f"{title.input_value()} !")
    hand.press("Enregistrer")

    assert "a été modifié" in hand.window.locator(TOLD).first.inner_text()
    assert hand.count <= AT_MOST


def test_new_partner(hand, request):
    names = {"wide": "Atelier des quais", "phone": "Jardin du lac", "without-script": "Ciné-club"}
    hand.follow("Ajouter une organisation")
    hand.fill("Nom", names[request.node.callspec.id])
    hand.press("Enregistrer")
    if hand.window.locator(".error-summary").count():
        pytest.fail(hand.window.locator(".error-summary").inner_text())

    assert hand.count <= AT_MOST


def test_new_contact(hand, request):
    hand.fill("Son nom ou son sigle", "CAF du Tarn")
    hand.press("Inviter un contact")
    hand.fill("Son adresse de courriel", f"{request.node.callspec.id}@portail.example")
    hand.press("Envoyer l’invitation")

    assert "L’invitation part pour" in hand.told()
    assert hand.count <= AT_MOST


def test_meeting_with_minutes(hand):
    hand.follow("Ajouter une réunion et son compte rendu")
    committee = hand.window.locator("[name=committee] option:checked").inner_text()
    hand.fill("Date", "2026-06-01")  # its committee and its hour are those of the last time
    hand.write("minutes", "Le plan est adopté.")
    hand.press("Enregistrer")

    assert committee.split(" · ")[-1] in hand.window.locator(TOLD).first.inner_text()
    assert hand.count <= AT_MOST


def test_minutes_of_a_planned_meeting(site, hand):
    site.shell(HELD)
    hand.window.reload()
    title = "Comité de la semaine passée"
    hand.follow(title)
    hand.write("minutes", "Le plan est adopté.")
    hand.press("Enregistrer")

    assert title in hand.window.locator(TOLD).first.inner_text()
    assert hand.count <= AT_MOST


def test_table_for_the_committee(hand):
    with hand.window.expect_download() as received:
        hand.count += 1
        hand.window.get_by_role("link", name="Tableau pour le comité (XLSX)").evaluate(
            "link => link.click()"
        )

    assert received.value.suggested_filename.endswith(".xlsx")
    assert hand.count <= AT_MOST


def test_who_has_been_silent(hand):
    hand.follow("Actions sans nouvelles")

    expect(hand.window.get_by_role("heading", level=1)).to_contain_text("Actions")
    assert hand.window.locator("table.work tbody tr").count() > 0
    assert hand.count <= AT_MOST


def test_the_menu_of_the_team_holds_on_one_line(new_window):
    window = new_window(staff=True, viewport=WIDE)
    window.goto("/suivi/")

    tops = window.locator("nav[aria-label=Principale] a").evaluate_all(
        "links => [...new Set(links.map(link => Math.round(link.getBoundingClientRect().top)))]"
    )
    assert len(tops) == 1
    window.get_by_role("link", name="Importer un tableau", exact=True).click()
    expect(window.get_by_role("heading", level=1)).to_have_text("Importer un tableau")

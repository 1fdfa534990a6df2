"""From a campaign to the public page, as its people live it, on a phone.

The team opens a campaign, a letter arrives on a real mail server, the partner answers by its link,
the team sends the answer back once, then publishes it. With the keyboard alone, then without
JavaScript.
"""

import json
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PHONE
from tests.e2e.campaign_hands import enter_by, letters_to, send
from tests.e2e.hands import Keyboard, Pointer
from tests.e2e.server import Portal
from tests.smtp_server import mail_server

# An action of our own: the other tests of this portal count on theirs.
PREPARE = """
import json
from actions.models import Action, Indicator
from conventions.models import Convention
from partners.models import Membership, Organisation, User
convention = Convention.objects.current()
town = Organisation.objects.create(
    name="{name}", slug="{slug}", short_name="{name}", is_published=True
)
person = User.objects.create_user("{slug}@partenaire.example", full_name="Maya Essai")
Membership.objects.create(user=person, organisation=town)
action = Action.objects.create(
    number=Action.objects.next_number(), convention=convention, enjeu=convention.enjeux.first(),
    code="9.9.{rank}", title="Prêter des livres ({slug})", summary="Un kiosque prête des livres.",
    avancement="en_cours", avancement_on="2024-01-15", lead=town, is_published=True,
)
Indicator.objects.create(action=action, label="Livres prêtés", unit="livres")
Indicator.objects.create(action=action, label="Lecteurs inscrits", counts_people=True)
print(json.dumps({{"email": person.email, "action": action.number, "title": action.title}}))
"""
REMOVE = """
from actions.models import Action
Action.objects.filter(number={action}).update(is_published=False)
"""


@dataclass
class Story:
    """The people and the things of one journey."""

    site: Portal
    hands: type
    name: str
    email: str
    action: int
    title: str

    def letters(self, server):
        return letters_to(self.email, self.site, server)


@pytest.fixture(params=["keyboard", "no script"])
def story(request, site):
    rank, hands = (1, Keyboard) if request.param == "keyboard" else (2, Pointer)
    name = f"Kiosque numéro {rank}"
    code = PREPARE.format(name=name, slug=f"kiosque-{rank}", rank=rank)
    found = json.loads(site.shell(code).strip().splitlines()[-1])
    yield Story(site, hands, name, **found)
    site.shell(REMOVE.format(action=found["action"]))


def open_campaign(hands, story):
    window = hands.window
    window.goto("/suivi/campagnes/nouvelle/")
    hands.write(window.locator("#id_title"), f"Nouvelles de l’hiver, {story.name}")
    hands.choose(window.locator("#id_pilote"), story.name)
    hands.follow(window.get_by_role("button", name="Enregistrer la campagne"))
    hands.follow(window.get_by_role("link", name="Voir qui reçoit quoi, puis ouvrir la campagne"))
    expect(window.locator("main")).to_contain_text("Maya Essai")
    hands.follow(window.get_by_role("button", name="Ouvrir la campagne et envoyer 1 courriel"))
    expect(window.get_by_role("status").first).to_contain_text("ouverte")


def review(hands, story):
    """Open the answer from the queue of the team."""
    window = hands.window
    window.goto("/suivi/remontees/")
    hands.follow(window.get_by_role("link", name=story.title).first)
    expect(window.get_by_role("heading", level=1)).to_have_text(story.title)


def test_from_the_campaign_to_the_public_page(story, new_window):
    script = story.hands is Keyboard
    team = story.hands(new_window(PHONE, javascript=script, staff=True))
    partner = story.hands(new_window(PHONE, javascript=script))
    with mail_server() as server:
        open_campaign(team, story)
        [opening] = story.letters(server)
        assert story.title in opening.get_body(("plain",)).get_content()

        enter_by(opening, partner, story.title)
        window = partner.window
        partner.follow(window.get_by_role("link", name=f"Répondre : {story.title}"))
        partner.write(window.locator("#id_done"), "Le kiosque a ouvert le samedi.")
        partner.write(window.locator("#id_values-0-typed"), "1 234")
        partner.write(window.locator("#id_values-1-typed"), "87")
        partner.unfold("Une difficulté")
        partner.write(window.locator("#id_difficulties"), "Le toit fuit.")
        send(partner)

        review(team, story)
        assert "Le toit fuit." in team.window.locator("main").inner_text()
        team.write(team.window.locator("#id_comment"), "Depuis quel mois ?")
        team.follow(team.window.get_by_role("button", name="Demander une précision"))

        letters = story.letters(server)
        assert "Depuis quel mois\u00a0?" in letters[-1].get_body(("plain",)).get_content()
        enter_by(letters[-1], partner, story.title)
        partner.follow(window.get_by_role("link", name=f"Compléter : {story.title}"))
        assert "Depuis quel mois\u00a0?" in window.locator("main").inner_text()
        partner.write(window.locator("#id_done"), "Le kiosque a ouvert le samedi, en mars.")
        send(partner)

        review(team, story)
        team.follow(team.window.get_by_role("button", name="Publier"))
        letters = story.letters(server)

    resident = new_window(PHONE, javascript=script)
    resident.goto(f"/actions/{story.action}/")
    page = resident.locator("main").inner_text()
    history = resident.locator(".history").inner_text()
    assert "Le kiosque a ouvert le samedi, en mars." in history
    assert story.name in history
    assert re.search(r"1\s234", page) and "87" in page
    assert "Vérifiée le" in page
    assert "Le toit fuit." not in resident.content()
    assert "Depuis quel mois" not in resident.content()
    marks = [letter["Message-ID"] for letter in letters]
    assert len(set(marks)) == len(marks) == 5  # opened, received, sent back, received, published
    assert letters[-1]["Subject"] == "Votre réponse est publiée"

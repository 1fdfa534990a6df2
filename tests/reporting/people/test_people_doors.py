"""Invitations, « ce n’est plus moi », my organisation, my data: every address × person × method."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import Invitation, MemberRole, Membership, User
from reporting import workflow
from reporting.answers.link_session import SESSION
from reporting.models import Letter
from reporting.report.links import token_of
from tests.factories import (
    InvitationFactory,
    KeptFormFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.partners.steps import with_app
from tests.reading import main_of, text_of
from tests.reporting_factories import LetterFactory, PersonalLinkFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post")
OPEN, FULL, DESK = "whoever holds the token", "signed in", "signed in or by a link"
DOORS = {
    "not-me": OPEN,
    "reminders-off": OPEN,
    "invitation": OPEN,
    "space-not-me": DESK,
    "account-data": FULL,
    "space-organisation": FULL,
}
PEOPLE = [
    "nobody", "mine", "by link", "another organisation", "revoked", "closed", "lecture",
    "administration",
]  # fmt: skip


class World:
    """One organisation, its référent, a link, an invitation, and browsers of everybody."""

    def __init__(self):
        self.mine = Speaker(full_name="Léa Martin")
        Membership.objects.update(role=MemberRole.REFERENT)
        self.link = PersonalLinkFactory(person=self.mine.person)
        self.invitation = InvitationFactory(organisation=self.mine.organisation)

    def address(self, name):
        token = token_of(self.invitation if name == "invitation" else self.link)
        args = {
            "not-me": [token],
            "reminders-off": [token],
            "invitation": [token],
            "space-organisation": [self.mine.organisation.slug],
        }
        return reverse(name, args=args.get(name, []))

    def browser(self, who):
        if who == "nobody":
            return Client()
        if who == "mine":
            return sign_in_as(self.mine.person)
        if who == "by link":
            return desk(self.link)
        if who == "revoked":
            link = PersonalLinkFactory(person=self.mine.person, revoked_at=timezone.now())
            return desk(link)
        if who == "closed":
            user = UserFactory()
            browser = sign_in_as(user)
            User.objects.filter(pk=user.pk).update(is_active=False)
            return browser
        role = who if who in ("lecture", "administration") else ""
        member = MembershipFactory(user=UserFactory(role=role), referent=True)
        return sign_in_as(member.user)


def desk(link):
    browser, now = Client(), time.time()
    session = browser.session
    session[SESSION] = {"link": link.pk, "token": token_of(link), "at": now, "seen": now}
    session.save()
    return browser


def expected(name, who):
    """« in », « sign-in » or « not found »."""
    kind = DOORS[name]
    if kind == OPEN:
        return "in"
    if who in ("nobody", "revoked", "closed"):
        return "sign-in"
    if who == "by link":
        return "in" if kind == DESK else "sign-in"
    if name == "space-organisation":
        return "in" if who == "mine" else "not found"
    return "in"


def told(answer):
    if answer.status_code == 302 and answer.url.startswith("/connexion/?next="):
        return "sign-in"
    return "not found" if answer.status_code == 404 else "in"


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", sorted(DOORS))
def test_every_door(name, who):
    world = World()
    before = snapshot()

    for method in METHODS:
        answer = getattr(world.browser(who), method)(world.address(name))
        wanted = expected(name, who)
        if name == "space-organisation" and wanted == "in" and method == "post":
            wanted = "not found"  # a POST that names no act
        assert told(answer) == wanted, (method, answer.status_code)

    assert snapshot() == before


def snapshot():
    """What no empty form may change."""
    return (
        list(Membership.objects.exclude(ended_on=None)),
        list(Invitation.objects.exclude(accepted_at=None, declined_at=None, cancelled_at=None)),
        list(User.objects.exclude(reminders_off_on=None)),
        list(Letter.objects.all()),
    )


# --- my organisation -------------------------------------------------------------------------


@pytest.fixture
def world(db):
    return World()


def acts(world, colleague):
    return [
        {"form": "inviter", "email": "a@example.org", "role": "contributeur"},
        {"form": "renvoyer", "ligne": world.invitation.pk,
         "sent": world.invitation.sent_at.isoformat()},
        {"form": "annuler", "ligne": world.invitation.pk},
        {"form": "terminer", "ligne": colleague.pk},
    ]  # fmt: skip


def test_a_contributor_only_reads(world):
    colleague = MembershipFactory(organisation=world.mine.organisation)
    browser = sign_in_as(colleague.user)
    before = snapshot()

    page = text_of(main_of(browser.get(world.address("space-organisation"))))
    answers = [
        browser.post(world.address("space-organisation"), act).status_code
        for act in acts(world, world.mine.membership)
    ]

    assert "Léa Martin" in page and world.mine.person.email not in page
    assert answers == [403, 403, 403, 403]
    assert snapshot() == before


def test_a_referent_cannot_name_a_row_of_another_organisation(world):
    theirs, invited = MembershipFactory(), InvitationFactory()
    browser = world.browser("mine")
    address = world.address("space-organisation")

    for act in (
        {"form": "renvoyer", "ligne": invited.pk, "sent": invited.sent_at.isoformat()},
        {"form": "annuler", "ligne": invited.pk},
        {"form": "terminer", "ligne": theirs.pk},
        {"form": "terminer", "ligne": world.mine.membership.pk},
        {"form": "terminer", "ligne": "1 OR 1=1"},
        {"form": "effacer"},
    ):
        assert browser.post(address, act).status_code == 404, act
    assert snapshot()[0] == [] and not Letter.objects.exists()


def test_a_referent_invites_and_ends_a_colleague(world):
    colleague = MembershipFactory(organisation=world.mine.organisation)
    browser, address = world.browser("mine"), world.address("space-organisation")
    key = browser.get(address).content.decode().split('name="_cle" value="')[1].split('"')[0]

    page = browser.post(address, {"form": "inviter", "email": "pas une adresse", "_cle": key})
    assert "incomplète" in text_of(main_of(page))
    given = {"form": "inviter", "email": "a@example.org", "role": "contributeur", "_cle": key}
    page = browser.post(address, given, follow=True)
    browser.post(address, {"form": "terminer", "ligne": colleague.pk})

    assert "L’invitation part pour a@example.org" in page.content.decode()
    assert "compte existe" not in page.content.decode()
    colleague.refresh_from_db()
    assert colleague.end_reason == "Retrait par une personne référente de l’organisation."
    assert colleague.history.first().history_user == world.mine.person


def test_a_referent_does_not_learn_who_has_an_account(world):
    UserFactory(email="a@example.org", full_name="Secret")
    browser, address = world.browser("mine"), world.address("space-organisation")
    key = browser.get(address).content.decode().split('name="_cle" value="')[1].split('"')[0]

    page = browser.post(
        address,
        {"form": "inviter", "email": "a@example.org", "role": "contributeur", "_cle": key},
        follow=True,
    )

    assert "Secret" not in page.content.decode()


def test_invitations_of_a_referent_are_limited(world):
    browser, address = world.browser("mine"), world.address("space-organisation")
    codes = [browser.post(address, {"form": "inviter", "email": "x"}).status_code for _ in "x" * 21]

    assert codes[-1] == 429 and 429 not in codes[:20]


# --- my data ---------------------------------------------------------------------------------


def test_own_data_hold_what_is_mine_and_nothing_of_others(world):
    report = ReportFactory(organisation=world.mine.organisation, draft=True)
    workflow.note_writing(report, by=world.mine.person, at=timezone.now())
    workflow.submit(report, by=world.mine.person, at=timezone.now())
    secret = ReportFactory(draft=True, done="Secret d’une autre organisation")
    workflow.note_writing(secret, by=Speaker(secret.organisation).person, at=timezone.now())

    answer = world.browser("mine").get("/compte/donnees.json")
    found = json.loads(answer.content)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert found["compte"]["nom"] == "Léa Martin"
    assert found["organisations"][0]["organisation"] == world.mine.organisation.name
    assert [event["acte"] for event in found["reponses"]] == ["write", "submit"]
    assert found["reponses"][1]["ce_que_disait_la_reponse"]["done"] == "La permanence a ouvert."
    assert found["courriels"][0]["objet"]
    assert found["liens_personnels"]
    text = answer.content.decode()
    assert (
        "Secret" not in text and world.link.nonce not in text and token_of(world.link) not in text
    )


def test_own_data_hold_how_i_sign_in_and_what_i_was_typing(world):
    person = world.mine.person
    with_app(person)
    KeptFormFactory(user=person, path="/espace/", data='[["done", ["Une phrase coupée"]]]')
    KeptFormFactory(data='[["done", ["Celle d’une autre"]]]')
    row = InvitationFactory(email=person.email, user=person)
    LetterFactory(to=row.email, invitation=row, subject="Invitation d’avant le compte")
    Authenticator.objects.update(data={"secret": "SECRETDELAPPLI"})

    answer = sign_in_as(person).get("/compte/donnees.json")
    found, text = json.loads(answer.content), answer.content.decode()

    assert [one["nom"] for one in found["connexion"]["seconds_facteurs"]] == [
        "Application d’authentification"
    ]
    assert len(found["connexion"]["connexions_ouvertes"]) == 1
    assert found["saisies_interrompues"][0]["saisie"] == [["done", ["Une phrase coupée"]]]
    assert "Invitation d’avant le compte" in [one["objet"] for one in found["courriels"]]
    assert "SECRETDELAPPLI" not in text and "Celle d’une autre" not in text


def test_who_publishes_does_not_take_away_the_difficulties_of_partners():
    staff, speaker = UserFactory(publishing=True), Speaker()
    report = ReportFactory(organisation=speaker.organisation, draft=True, difficulties="Secret")
    workflow.note_writing(report, by=speaker.person, at=timezone.now())
    workflow.submit(report, by=speaker.person, at=timezone.now())
    workflow.send_back(report, by=staff, at=timezone.now(), comment="Combien de familles ?")

    text = sign_in_as(staff).get("/compte/donnees.json").content.decode()

    assert "Combien de familles" in text and "Secret" not in text


def test_who_left_does_not_download_what_others_wrote_since(world):
    report = ReportFactory(organisation=world.mine.organisation, draft=True)
    workflow.note_writing(report, by=world.mine.person, at=timezone.now())
    world.mine.membership.ended_on = timezone.localdate()
    world.mine.membership.save()
    report.done = "Écrit par la personne suivante"
    report.save()

    text = world.browser("mine").get("/compte/donnees.json").content.decode()

    assert "personne suivante" not in text


def test_an_organisation_that_is_archived_takes_no_invitation(world):
    OrganisationFactory()
    organisation = world.mine.organisation
    organisation.archived_on, organisation.archive_reason = timezone.localdate(), "Fusion"
    organisation.is_published = False
    organisation.save()

    assert Client().get(world.address("invitation")).status_code == 410

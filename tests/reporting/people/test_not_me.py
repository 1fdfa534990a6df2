"""« Ce n’est plus moi » and reminders off: what a letter's link may do, what machines may not."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import Invitation, MemberRole, Membership
from reporting.answers.link_session import SESSION
from reporting.letters.send_guards import stop_of
from reporting.models import Letter, LetterKind, LetterState, PersonalLink
from reporting.report.links import link_for, token_of
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.reading import find, main_of, text_of
from tests.reporting_factories import (
    CampaignFactory,
    LetterFactory,
    PersonalLinkFactory,
    ReportFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
KNOWN = {"follows": "connu", "full_name": "Paul Durand", "email": "paul@example.org"}
UNKNOWN = {"follows": "inconnu"}


@pytest.fixture
def link(db):
    """The personal link of the référent of one organisation, in a campaign."""
    speaker = Speaker(full_name="Léa Martin", email="lea@example.org")
    Membership.objects.update(role=MemberRole.REFERENT)
    return PersonalLinkFactory(person=speaker.person)


def address(link, name="not-me"):
    return reverse(name, args=[token_of(link)])


def blind(client, path):
    """A scanner: it reads the page, then sends each form with what its inputs hold, unticked."""
    page = main_of(client.get(path))
    client.head(path)
    for form in find(page, "form"):
        fields = [field for field in find(form, "input") if field.get("type") not in (
            "radio", "checkbox", "submit",
        )]  # fmt: skip
        client.post(path, {field.get("name"): field.get("value") or "x" for field in fields})


def test_a_scanner_changes_nothing(link, reader):
    for name in ("not-me", "reminders-off"):
        blind(reader, address(link, name))

    member = Membership.objects.get()
    link.refresh_from_db()
    assert (member.ended_on, link.revoked_at, member.user.reminders_off_on) == (None, None, None)
    assert not Letter.objects.exists() and not Invitation.objects.exists()


def test_unknown_successor_ends_everything_and_tells_the_team(link, reader):
    UserFactory(publishing=True)
    LetterFactory(person=link.person)
    browser = sign_in_as(link.person)

    page = reader.post(address(link), UNKNOWN)

    member = Membership.objects.get()
    assert (member.ended_on, member.end_reason) == (
        timezone.localdate(),
        "A dit « ce n’est plus moi ».",
    )
    assert member.history.first().history_user == link.person
    link.refresh_from_db()
    assert link.revoked_at
    assert browser.get("/compte/").status_code == 302
    waiting = Letter.objects.filter(state=LetterState.WAITING).get()
    assert (waiting.kind, waiting.to) == (LetterKind.NOT_ME, "ctg@example.org")
    assert "Léa Martin (lea@example.org)" in waiting.text
    assert f"/suivi/contacts/{member.organisation.slug}/" in waiting.text
    assert "Vous n’êtes plus un contact" in text_of(main_of(page))


def test_a_successor_is_invited_as_contributor_by_a_link(link, reader):
    reader.post(address(link), KNOWN)

    row = Invitation.objects.get()
    assert (row.email, row.full_name, row.role, row.invited_by) == (
        "paul@example.org",
        "Paul Durand",
        MemberRole.CONTRIBUTOR,
        link.person,
    )
    assert Letter.objects.filter(kind=LetterKind.INVITATION, to="paul@example.org").exists()


def test_a_referent_signed_in_hands_the_role_over(link):
    browser = sign_in_as(link.person)

    answer = browser.post(reverse("space-not-me"), KNOWN)

    assert answer.status_code == 200
    assert Invitation.objects.get().role == MemberRole.REFERENT
    assert browser.get("/compte/").status_code == 302


def test_from_the_desk_of_a_link_the_desk_closes(link):
    browser = Client()
    session = browser.session
    now = time.time()
    session[SESSION] = {"link": link.pk, "token": token_of(link), "at": now, "seen": now}
    session.save()
    assert browser.get(reverse("space-not-me")).status_code == 200

    browser.post(reverse("space-not-me"), UNKNOWN)

    assert browser.get(reverse("space-not-me")).status_code == 302


def test_a_link_forwarded_afterwards_opens_nothing(link, reader):
    token = token_of(link)
    reader.post(address(link), UNKNOWN)

    page = reader.get(address(link))
    again = reader.post(address(link), KNOWN)

    assert (page.status_code, again.status_code) == (410, 410)
    assert "Ce lien ne sert plus" in text_of(main_of(page))
    assert not Invitation.objects.exists()
    # Back as a contact: new letters hold a new link, the former one stays dead.
    MembershipFactory(user=link.person)
    renewed = link_for(link.person, link.campaign)
    assert renewed.pk == link.pk and token_of(renewed) != token
    assert reader.get(reverse("not-me", args=[token])).status_code == 404


def test_one_of_two_organisations_leaves_the_other(link, reader):
    kept, left = OrganisationFactory(name="Gardée"), Membership.objects.get().organisation
    MembershipFactory(user=link.person, organisation=kept)

    nothing = reader.post(address(link), UNKNOWN)
    assert "Cochez au moins une organisation" in text_of(main_of(nothing))
    page = reader.post(address(link), UNKNOWN | {"places": [left.slug]})

    current = Membership.objects.current().get()
    link.refresh_from_db()
    assert (current.organisation, link.revoked_at) == (kept, None)
    assert "Vous restez un contact de « Gardée »" in text_of(main_of(page))


def test_someone_elses_organisation_cannot_be_named(link, reader):
    other = MembershipFactory().organisation
    MembershipFactory(user=link.person)

    page = reader.post(address(link), UNKNOWN | {"places": [other.slug]})

    assert "Cette organisation n’est pas la vôtre" in text_of(main_of(page))
    assert not Membership.objects.exclude(ended_on=None).exists()


def test_a_successor_needs_a_name_and_an_address(link, reader):
    page = text_of(main_of(reader.post(address(link), {"follows": "connu"})))

    assert "Donnez le nom de la personne" in page and "Donnez l’adresse de la personne" in page
    assert Membership.objects.current().exists()


@pytest.mark.parametrize("name", ["http://piege.example", "www.piege.example", "a@b.example"])
def test_no_letter_carries_an_address_typed_as_a_name(name, link, reader):
    page = reader.post(address(link), KNOWN | {"full_name": name})

    assert "Écrivez un nom, sans adresse" in text_of(main_of(page))
    assert not Letter.objects.exists()


def test_what_was_typed_when_the_session_ended_is_found_again(link):
    browser = sign_in_as(link.person)
    path = reverse("space-not-me")
    key = find(main_of(browser.get(path)), "input")
    sent = {field.get("name"): field.get("value") for field in key if field.get("name") == "_cle"}
    browser.logout()

    answer = browser.post(path, KNOWN | sent)

    assert answer.url.startswith("/connexion/") and not Invitation.objects.exists()
    page = sign_in_as(link.person).get(path)
    assert "Paul Durand" in page.content.decode()
    assert "Votre texte est retrouvé" in text_of(main_of(page))


def test_a_successor_who_is_already_a_contact_is_said_to_the_team(link, reader):
    UserFactory(publishing=True)
    paul = UserFactory(email="paul@example.org", full_name="Paul Durand")
    MembershipFactory(user=paul, organisation=Membership.objects.get().organisation)

    reader.post(address(link), KNOWN)

    told = Letter.objects.get(kind=LetterKind.NOT_ME).text
    assert "déjà un contact" in told
    assert not Invitation.objects.exists()


def test_staff_keep_their_session(reader):
    member = MembershipFactory(user=UserFactory(editing=True))
    browser = sign_in_as(member.user)

    reader.post(address(link_for(member.user, CampaignFactory(open=True))), UNKNOWN)

    assert browser.get("/suivi/").status_code == 200


def test_one_click_of_mail_readers_stops_reminders(link):
    robot = Client(enforce_csrf_checks=True)

    answer = robot.post(address(link, "reminders-off"), {"List-Unsubscribe": "One-Click"})

    link.person.refresh_from_db()
    assert (answer.status_code, link.person.reminders_off_on) == (200, timezone.localdate())
    robot.post(address(link, "reminders-off"), {"acte": "reprendre"})
    link.person.refresh_from_db()
    assert link.person.reminders_off_on is None


def test_only_reminders_stop_and_the_page_says_what_may_still_come(link, reader):
    about = {"campaign": link.campaign, "person": link.person, "to": link.person.email}
    ReportFactory(campaign=link.campaign, organisation=Membership.objects.get().organisation)
    letters = [LetterFactory(kind=kind, **about) for kind in LetterKind]

    def stopped():
        link.person.refresh_from_db()
        found = Letter.objects.filter(pk__in=[one.pk for one in letters])
        return {one.kind for one in found if stop_of(one, [], timezone.now()) is not None}

    before = stopped()
    page = reader.post(address(link, "reminders-off"), {"acte": "arreter"}, follow=True)

    assert stopped() - before == {LetterKind.REMINDER}
    said = text_of(main_of(page))
    assert "ouverture d’une campagne, question sur une réponse, message personnel" in said
    assert not {LetterKind.OPENING, LetterKind.STAFF_WORD} & stopped()


@pytest.mark.parametrize("name", ["not-me", "reminders-off", "invitation"])
@pytest.mark.parametrize("token", ["1", "1-" + "0" * 40, "x" * 300, "0-" + "f" * 40])
def test_a_made_up_token_is_not_found(name, token, link, reader):
    for method in ("get", "head", "post"):
        assert getattr(reader, method)(reverse(name, args=[token])).status_code == 404


def test_the_token_of_an_invitation_opens_no_link(link, reader):
    PersonalLink.objects.filter(pk=link.pk).update(nonce="0" * 32)
    row = Invitation.objects.create(
        pk=link.pk, organisation=OrganisationFactory(), email="a@example.org", nonce="0" * 32
    )

    assert reader.get(reverse("not-me", args=[token_of(row)])).status_code == 404


def test_withdrawn_links_stop_reminders_and_lead_nowhere_dead(link, reader):
    rappels = reverse("reminders-off", args=[token_of(link)])
    assert address(link) in reader.get(rappels).text
    PersonalLink.objects.update(revoked_at=timezone.now())

    page = reader.get(rappels)

    assert address(link) not in page.text
    assert "Les liens de ce courriel ont été retirés" in text_of(main_of(page))


def test_what_is_refused_when_empty_was_not_said_optional(link, reader):
    page = text_of(main_of(reader.get(address(link))))
    refused = reader.post(address(link), {"follows": "connu", "full_name": "", "email": ""})

    for label in ("Son prénom et son nom", "Son adresse de courriel"):
        assert label in page and f"{label} (facultatif)" not in page
    assert "Nécessaire si vous connaissez cette personne." in page
    assert "Donnez le nom de la personne, ou « je ne sais pas »." in text_of(main_of(refused))

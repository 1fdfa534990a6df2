"""People are found by key, never by words: neither too little is forgotten nor too much."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from partners.models import Invitation, User
from reporting import workflow
from reporting.letters import people as team_letters
from reporting.models import Letter, LetterKind, PersonalLink
from reporting.people import invitations, offboarding
from reporting.people.purging import anonymise, empty
from reporting.report.links import link_for
from tests.factories import InvitationFactory, UserFactory
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting_factories import CampaignTextFactory, LetterFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def all_said():
    return " ".join(f"{one.subject} {one.text} {one.html}" for one in Letter.objects.all())


# --- neither too little ---------------------------------------------------------------------------


def test_the_letter_that_told_a_declined_invitation_goes_with_the_invitation():
    UserFactory(publishing=True)
    row = InvitationFactory(full_name="Paul Durand", email="paul@example.org")
    invitations.decline(row, at=NOW, instead="Zoé Petit, zoe@example.org")
    assert "Paul Durand" in all_said() and "Zoé Petit" in all_said()

    row.refresh_from_db()
    empty(row)

    assert "Paul" not in all_said() and "paul@" not in all_said() and "Zoé" not in all_said()


def test_the_successor_named_while_leaving_goes_with_their_account():
    UserFactory(publishing=True)
    speaker = Speaker(full_name="Léa Martin")
    successor = {"full_name": "Zoé Petit", "email": "zoe@example.org"}
    offboarding.leave_organisations(
        speaker.person, [speaker.organisation.pk], at=NOW, successor=successor
    )
    member = invitations.accept(Invitation.objects.get(), at=NOW)
    assert "Zoé Petit" in all_said()

    anonymise(member.user, NOW)

    assert "Zoé" not in all_said() and "zoe@" not in all_said()
    assert not Invitation.objects.filter(full_name__contains="Zoé").exists()


def test_a_trial_letter_that_showed_somebody_goes_with_them(signed_in):
    editor = UserFactory(publishing=True)
    report = ReportFactory(organisation=(speaker := Speaker(full_name="Léa Martin")).organisation)
    text = CampaignTextFactory(campaign=report.campaign, body="Bonjour {personne}")
    address = reverse("campaign-text-test", args=[report.campaign_id, text.kind])
    client = signed_in(editor)
    page = client.get(reverse("campaign-text", args=[report.campaign_id, text.kind]))
    client.post(address, {"_cle": typed(page)["_cle"]})
    assert Letter.objects.get().kind == LetterKind.TEST and "Léa Martin" in all_said()

    anonymise(speaker.person, NOW)

    assert "Léa Martin" not in all_said()


# --- nor too much ---------------------------------------------------------------------------------


def test_anne_is_forgotten_and_anne_marie_is_not():
    UserFactory(publishing=True)
    anne, marie = Speaker(full_name="Anne"), Speaker(full_name="Anne-Marie")
    for one in (anne, marie):
        team_letters.departure(one.person, [one.membership], "Personne n’est nommé.")
    Letter.objects.in_outbox().update(state="partie", sent_at=NOW)

    anonymise(anne.person, NOW)

    assert [letter.text != "" for letter in Letter.objects.order_by("pk")] == [False, True]
    assert "Anne-Marie" in Letter.objects.latest("pk").subject


def test_a_namesake_in_free_text_is_left_and_offered_for_erasure_by_hand(signed_in, capsys):
    user = UserFactory(full_name="Anne Petit", last_login=NOW - dt.timedelta(days=900))
    User.objects.update(date_joined=NOW - dt.timedelta(days=900), is_active=False)
    said = {"told_on": dt.date(2026, 1, 5), "draft": True}
    told = ReportFactory(told_by="anne petit", **said)
    other = ReportFactory(told_by="Anne Petit-Jean", **said)

    call_command("purge_accounts")

    user.refresh_from_db()
    told.refresh_from_db()
    assert (user.full_name, told.told_by) == ("Ancien contact", "anne petit")
    out = capsys.readouterr().out
    assert told.reference in out and other.reference not in out
    reviewer, here = signed_in(UserFactory(publishing=True)), f"/suivi/remontees/{told.pk}/"
    assert "Effacer ce nom" in text_of(main_of(reviewer.get(here)))
    reviewer.post(f"{here}effacer-nom/")
    told.refresh_from_db()
    assert told.told_by == "Ancien contact"


def test_an_address_that_served_somebody_else_shows_and_erases_nothing_of_theirs():
    former = UserFactory(email="accueil@example.org")
    LetterFactory(person=former, to="accueil@example.org", subject="À la première", text="Bonjour")
    InvitationFactory(email="accueil@example.org", user=former, full_name="La première")
    User.objects.filter(pk=former.pk).update(email="partie@example.org")
    new = UserFactory(email="accueil@example.org")

    data = sign_in_as(new).get("/compte/donnees.json").json()
    assert data["courriels"] == data["invitations"]["recues"] == []
    anonymise(new, NOW)

    assert Letter.objects.get().text == "Bonjour"
    assert Invitation.objects.get().full_name == "La première"


# --- an account in use ----------------------------------------------------------------------------


@pytest.mark.parametrize("use", ["link", "answer", ""])
def test_who_answered_by_link_is_closed_and_not_deleted(use, signed_in):
    speaker = Speaker(full_name="Léa Martin")
    report = ReportFactory(organisation=speaker.organisation)
    if use == "link":
        link_for(speaker.person, report.campaign)
        PersonalLink.objects.update(used_at=NOW)
    elif use == "answer":
        workflow.say_nothing_new(report, by=speaker.person, at=NOW)
    admin = signed_in(UserFactory(administration=True))

    answer = admin.get(f"/admin/partners/user/{speaker.person.pk}/delete/")

    assert answer.status_code == (403 if use else 200)

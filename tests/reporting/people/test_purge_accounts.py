"""Two years of silence: told at 23 months, « ancien contact » at 24, nothing personal left."""

import datetime as dt
import json

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from actions.months import months_before
from partners.models import Invitation, Membership, User
from records.french import full_date
from reporting import workflow
from reporting.letters import people as team_letters
from reporting.models import Letter, LetterKind, LetterState, PersonalLink, Report, ReportEvent
from reporting.people import invitations, purging
from reporting.people.purging import anonymise, purge_accounts
from tests.factories import InvitationFactory, KeptFormFactory, MembershipFactory, UserFactory
from tests.partners.steps import with_app
from tests.reporting_factories import LetterFactory, PersonalLinkFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def ago(months, days=0):
    """The datetime so many months, then days, before now."""
    day = months_before(TODAY, months) - dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def silent(months, days=0, **values):
    """An account that last served so long ago."""
    user = UserFactory(full_name="Léa Martin", last_login=ago(months, days), **values)
    User.objects.filter(pk=user.pk).update(date_joined=ago(60))
    return user


def test_told_at_23_months_once(db):
    person, recent = silent(23), silent(22)

    first, second = purge_accounts(NOW), purge_accounts(NOW + dt.timedelta(days=1))

    assert (first.warned, first.anonymised) == ([person.pk], [])
    assert (second.warned, second.anonymised) == ([], [])
    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == (LetterKind.CLOSING_ACCOUNT, person.email)
    recent.refresh_from_db()
    assert recent.warned_on is None


def test_nobody_is_anonymised_without_a_month_of_notice():
    person = silent(40)

    assert purge_accounts(NOW).anonymised == []
    letter = Letter.objects.get()
    assert full_date(TODAY + dt.timedelta(days=31)) in letter.text
    gone()
    assert purge_accounts(NOW + dt.timedelta(days=30)).anonymised == []
    assert purge_accounts(NOW + dt.timedelta(days=31)).anonymised == [person.pk]
    assert purge_accounts(NOW + dt.timedelta(days=32)).anonymised == []


def gone(state=LetterState.SENT):
    """The letters leave, or not."""
    Letter.objects.all().in_outbox().update(state=state, sent_at=NOW)


@pytest.mark.parametrize("state", [LetterState.WAITING, LetterState.FAILED, LetterState.CANCELLED])
def test_who_was_never_told_is_told_again(state):
    person = silent(40)
    purge_accounts(NOW)
    gone(state)

    done = purge_accounts(NOW + dt.timedelta(days=31))

    assert (done.warned, done.anonymised) == ([person.pk], [])
    assert Letter.objects.count() == 2


def test_who_signs_in_during_the_run_is_kept(monkeypatch):
    person = silent(40)
    purge_accounts(NOW)
    gone()
    read = purging.last_used

    def then_signs_in(users):
        found = read(users)
        User.objects.filter(pk=person.pk).update(last_login=NOW)
        return found

    monkeypatch.setattr(purging, "last_used", then_signs_in)
    assert purge_accounts(NOW + dt.timedelta(days=31)).anonymised == []
    person.refresh_from_db()
    assert person.anonymised_on is None


@pytest.mark.parametrize("use", ["sign-in", "link", "answer", "contact again"])
def test_using_the_account_keeps_it(use):
    speaker = Speaker(last_login=ago(40))
    person = speaker.person
    User.objects.filter(pk=person.pk).update(date_joined=ago(60), warned_on=ago(1).date())
    Membership.objects.update(since=ago(60).date())
    if use == "sign-in":
        User.objects.filter(pk=person.pk).update(last_login=NOW)
    elif use == "link":
        PersonalLinkFactory(person=person, used_at=NOW)
    elif use == "contact again":
        MembershipFactory(user=person, since=TODAY)
    else:
        report = ReportFactory(organisation=speaker.organisation)
        workflow.say_nothing_new(report, by=person, at=NOW)

    done = purge_accounts(NOW)

    person.refresh_from_db()
    assert (done.warned, done.anonymised, person.warned_on) == ([], [], None)


def test_the_last_administrator_is_kept_and_said(capsys):
    only = silent(40, administration=True)
    call_command("purge_accounts")
    assert "seul compte qui administre" in capsys.readouterr().out

    UserFactory(administration=True)
    assert purge_accounts(NOW).warned == [only.pk]


def test_an_address_that_does_not_receive_waits_its_month_without_a_letter():
    person = silent(24, mail_fault="revenu")

    assert purge_accounts(NOW).warned == [person.pk] and not Letter.objects.exists()
    assert purge_accounts(NOW + dt.timedelta(days=31)).anonymised == [person.pk]


def test_a_closed_account_is_not_written_to():
    person = silent(25, is_active=False)

    done = purge_accounts(NOW)

    assert done.anonymised == [person.pk]
    assert not Letter.objects.exists()


def everything_in_the_database():
    """The text of every row of every table, the tables of the framework included."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found += [json.dumps(row, default=str, ensure_ascii=False) for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_personal_is_left_and_content_stays():
    staff = UserFactory(publishing=True)
    speaker = Speaker(full_name="Léa Martin", email="lea.martin@example.org")
    person = with_app(speaker.person)
    browser = sign_in_as(person)
    report = ReportFactory(organisation=speaker.organisation, draft=True)
    workflow.note_writing(report, by=person, at=NOW)
    link = PersonalLinkFactory(person=person)
    LetterFactory(person=person, to=person.email, subject="Léa Martin, où en sont vos actions ?")
    team_letters.departure(person, [speaker.membership], "Personne ne lui succède.")
    Letter.objects.filter(kind=LetterKind.NOT_ME).update(state=LetterState.SENT, sent_at=NOW)
    KeptFormFactory(user=person, data="lea.martin@example.org")
    asked = invitations.invite(
        speaker.organisation, email="autre@example.org", by=staff, at=NOW, full_name=""
    )
    Invitation.objects.filter(pk=asked.pk).update(
        email="lea.martin@example.org", full_name="Léa Martin", user=person
    )
    assert "Léa Martin" in everything_in_the_database()

    anonymise(person, NOW)
    anonymise(person, NOW)

    left = everything_in_the_database()
    assert "Léa Martin" not in left
    assert "lea.martin@example.org" not in left
    person.refresh_from_db()
    assert (person.full_name, person.email, person.is_active, person.anonymised_on) == (
        "Ancien contact", f"ancien-contact-{person.pk}@anonyme.invalid", False, TODAY,
    )  # fmt: skip
    assert Membership.objects.get(user=person).ended_on == TODAY
    link.refresh_from_db()
    assert link.revoked_at
    assert not Authenticator.objects.filter(user=person).exists()
    assert browser.get("/compte/").status_code == 302
    assert Report.objects.get(pk=report.pk).done == "La permanence a ouvert."
    event = ReportEvent.objects.get()
    assert (event.by, event.by_label, event.verb) == (person, "Ancien contact", "write")
    assert not Letter.objects.filter(to__contains="lea").exists()
    assert not Letter.objects.filter(person=person, state=LetterState.WAITING).exists()


def test_events_still_refuse_any_other_change():
    report = ReportFactory(draft=True)
    workflow.note_writing(report, by=UserFactory(editing=True), at=NOW)

    with pytest.raises(TypeError):
        ReportEvent.objects.update(by_label="Autre")
    with pytest.raises(TypeError):
        ReportEvent.objects.all().update(verb="publish")


def test_only_the_events_of_that_person_lose_their_name():
    report = ReportFactory(draft=True)
    kept, gone = UserFactory(editing=True, full_name="Reste"), silent(30, editing=True)
    workflow.note_writing(report, by=kept, at=NOW)
    workflow.note_writing(report, by=gone, at=NOW)

    anonymise(gone, NOW)

    labels = set(ReportEvent.objects.values_list("by_label", flat=True))
    assert labels == {"Reste", "Ancien contact"}


def test_old_invitations_forget_who_was_invited():
    old = InvitationFactory(sent_at=ago(24), full_name="Paul Durand", declined_for="Sa cheffe")
    recent = InvitationFactory(sent_at=ago(24, -1))
    LetterFactory(invitation=old, to=old.email, text="Bonjour Paul Durand")

    assert purge_accounts(NOW).invitations == 1
    assert purge_accounts(NOW).invitations == 0

    old.refresh_from_db()
    assert (old.email, old.full_name, old.declined_for) == (
        f"invitation-{old.pk}@anonyme.invalid", "", "",
    )  # fmt: skip
    letter = Letter.objects.get()
    assert (letter.to, letter.text) == (old.email, "")
    assert Invitation.objects.get(pk=recent.pk).email == recent.email


def test_the_demonstration_is_left_alone():
    silent(40, is_demo=True)
    MembershipFactory()

    done = purge_accounts(NOW)

    assert (done.warned, done.anonymised) == ([], [])
    assert not PersonalLink.objects.exists()

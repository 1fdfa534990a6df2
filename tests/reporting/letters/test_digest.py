"""The digest of the team: at most one a day, never empty, never twice the same."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from partners.models import MailFault
from reporting.letters.digest import send_digest
from reporting.models import Letter, LetterState
from tests.factories import UserFactory
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    LetterFactory,
    MembershipFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 9, 7, 30, tzinfo=dt.UTC)


def days(count):
    return MONDAY + dt.timedelta(days=count)


@pytest.fixture
def reviewer():
    return UserFactory(publishing=True)


def test_digest_tells_what_waits_and_nothing_else(reviewer):
    campaign = CampaignFactory(
        opened_at=days(-7), opens_on=days(-7), due_on=days(7), closes_on=days(20)
    )
    ReportFactory(sent=True, submitted_at=days(-3), campaign=campaign)
    ReportFactory(sent=True, submitted_at=days(-1), campaign=campaign)
    ReportFactory(campaign=campaign, organisation=None)
    ReportFactory(campaign=campaign, organisation=MembershipFactory().organisation)
    over = CampaignFactory(
        opened_at=days(-60), opens_on=days(-60), due_on=days(-30), closes_on=days(-1)
    )
    ReportFactory(campaign=over)
    LetterFactory(state=LetterState.FAILED)
    LetterFactory(state=LetterState.FAILED, handled_at=days(-1))
    InvitationFactory(sent_at=days(-8))
    InvitationFactory(sent_at=days(-6))
    InvitationFactory(sent_at=days(-9), accepted_at=days(-8))

    assert send_digest(MONDAY) == 1

    letter = Letter.objects.get(kind="resume")
    lines = [line for line in letter.text.split("\n") if line.startswith("- ")]
    assert lines == [
        "- 2 réponses de partenaires à relire, la plus ancienne depuis le 6 mars 2026",
        "- 1 réponse à saisir pour une organisation sans contact",
        "- 1 courriel n’est pas arrivé",
        "- 1 invitation expirée sans réponse",
    ]
    assert letter.to == reviewer.email
    assert "http://127.0.0.1:8000/suivi/" in letter.text


def test_digest_is_never_empty(reviewer):
    assert send_digest(MONDAY) == 0


def test_digest_goes_to_those_who_may_review_and_can_be_reached():
    LetterFactory(state=LetterState.FAILED)
    UserFactory(editing=True)
    UserFactory()
    UserFactory(publishing=True, is_active=False)
    UserFactory(publishing=True, mail_fault=MailFault.BOUNCED)
    UserFactory(publishing=True, is_demo=True)
    reached = {UserFactory(publishing=True).email, UserFactory(administration=True).email}

    assert send_digest(MONDAY) == 2
    assert set(Letter.objects.filter(kind="resume").values_list("to", flat=True)) == reached


def test_digest_leaves_once_a_day_and_again_only_when_something_moved(reviewer):
    LetterFactory(state=LetterState.FAILED)
    sent = []
    for day in range(11):
        if day == 3:
            LetterFactory(state=LetterState.FAILED)
        at = days(day)
        count = send_digest(at) + send_digest(at + dt.timedelta(hours=5))
        Letter.objects.filter(once__contains=f"{at:%Y-%m-%d}").update(created_at=at)
        sent += [day] * count

    # Monday; Thursday, something more; the next Thursday, a week without a change.
    assert sent == [0, 3, 10]
    assert Letter.objects.exclude(text="").count() == 3


def test_no_digest_at_the_week_end(reviewer):
    LetterFactory(state=LetterState.FAILED)

    assert [send_digest(days(count)) for count in (5, 6)] == [0, 0]


def test_command_says_how_many(reviewer, capsys, monkeypatch):
    LetterFactory(state=LetterState.FAILED)
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)

    call_command("send_digest")
    call_command("send_digest")

    assert capsys.readouterr().out == "Résumés écrits : 1.\nRésumés écrits : 0.\n"

"""Letters that are overtaken by events before they leave."""

import datetime as dt

import pytest
from django.utils import timezone

from letters import sending
from letters.sending import send_due
from partners.models import MailFault
from reporting.closing import close
from reporting.letters import send_guards
from reporting.models import LetterKind, LetterState, ReportState
from reporting.report.links import link_for, revoke_links, token_of
from tests.reporting.posting import written
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    ReportFactory,
    Speaker,
)
from tests.smtp_server import mail_to

pytestmark = pytest.mark.django_db
SENT, FAILED, CANCELLED = LetterState.SENT, LetterState.FAILED, LetterState.CANCELLED


@pytest.fixture
def smtp(settings):
    with mail_to(settings) as server:
        yield server


def asked(kind=LetterKind.REMINDER, **campaign):
    """(letter, speaker, report) of a campaign: what is asked of whom."""
    speaker = Speaker()
    report = ReportFactory(
        organisation=speaker.organisation, campaign=CampaignFactory(open=True, **campaign),
        state=ReportState.RETURNED if kind == LetterKind.SENT_BACK else ReportState.TODO,
    )  # fmt: skip
    return written(speaker, kind, report.campaign, report=report), speaker, report


def change(row, **values):
    type(row)._base_manager.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("kind", [LetterKind.OPENING, LetterKind.REMINDER, LetterKind.SENT_BACK])
def test_what_is_asked_leaves_while_nothing_changed(kind, smtp):
    asked(kind)

    assert send_due() == {SENT: 1}


TODAY, NOW = timezone.localdate, timezone.now
REOPENED = LetterKind.REOPENED


def later():
    return NOW() + dt.timedelta(days=1)


OPENING, REMINDER = LetterKind.OPENING, LetterKind.REMINDER
SENT_BACK, PUBLISHED = LetterKind.SENT_BACK, LetterKind.PUBLISHED
# What happens to (letter, speaker, report) meanwhile, and what becomes of a letter of each kind.
EVENTS = {
    "closed": (
        lambda _, who, report: change(report.campaign, closed_at=NOW()),
        (REMINDER, CANCELLED, send_guards.NOT_OPEN),
        (LetterKind.STAFF_WORD, CANCELLED, send_guards.NOT_OPEN),
        (SENT_BACK, CANCELLED, send_guards.TOO_LATE),
        (REOPENED, CANCELLED, send_guards.TOO_LATE),
    ),
    "answered": (
        lambda _, who, report: change(report, state=ReportState.SUBMITTED, submitted_at=NOW()),
        (OPENING, CANCELLED, send_guards.ANSWERED),
        (REMINDER, CANCELLED, send_guards.ANSWERED),
        (SENT_BACK, CANCELLED, send_guards.COMPLETED),
        (REOPENED, CANCELLED, send_guards.COMPLETED),
    ),
    "asked-again": (
        lambda _, who, report: written(
            who, SENT_BACK, report.campaign, report=report, once=f"again:{report.pk}", at=later()
        ),
        (SENT_BACK, CANCELLED, send_guards.REPLACED),
        (REOPENED, CANCELLED, send_guards.REPLACED),
    ),
    "reminders-off": (
        lambda _, who, report: change(who.person, reminders_off_on=TODAY()),
        (REMINDER, CANCELLED, send_guards.REMINDERS_OFF),
    ),
    "left": (
        lambda _, who, report: change(who.membership, ended_on=TODAY()),
        (OPENING, CANCELLED, send_guards.ANSWERED),
        (PUBLISHED, CANCELLED, send_guards.LEFT),
        (SENT_BACK, FAILED, send_guards.NO_CONTACT),
    ),
    "revoked": (
        lambda _, who, report: revoke_links(who.person),
        (OPENING, CANCELLED, send_guards.REVOKED),
    ),
    "account-closed": (
        lambda _, who, report: change(who.person, is_active=False),
        (PUBLISHED, CANCELLED, send_guards.CLOSED),
    ),
    "anonymised": (
        lambda _, who, report: change(who.person, anonymised_on=TODAY()),
        (PUBLISHED, CANCELLED, send_guards.CLOSED),
    ),
    "unreachable": (
        lambda _, who, report: change(who.person, mail_fault=MailFault.BOUNCED),
        (PUBLISHED, FAILED, send_guards.UNREACHABLE),
    ),
    "unknown": (
        lambda letter, who, report: change(letter, person=None),
        (PUBLISHED, CANCELLED, send_guards.NOBODY),
    ),
    "erased": (
        lambda letter, who, report: change(letter, text=""),
        (PUBLISHED, FAILED, sending.NO_TEXT),
    ),
    "old": (
        lambda letter, who, report: change(
            letter, next_try_at=NOW() - dt.timedelta(days=3, minutes=1)
        ),
        (PUBLISHED, FAILED, sending.TOO_OLD),
    ),
}


@pytest.mark.parametrize("event", EVENTS)
def test_letter_overtaken_by_events_does_not_leave(event, smtp):
    happens, *expected = EVENTS[event]
    for kind, state, words in expected:
        letter, speaker, report = asked(kind)

        happens(letter, speaker, report)

        assert send_due() == {state: 1}
        letter.refresh_from_db()
        assert (letter.fault, smtp.letters) == (words, [])


@pytest.mark.parametrize(
    "over", [{"accepted_at": 0}, {"declined_at": 0}, {"cancelled_at": 0}, {"sent_at": 8}, {}]
)
def test_invitation_that_is_over_does_not_leave(over, smtp):
    days = {name: timezone.now() - dt.timedelta(days=ago) for name, ago in over.items()}
    invitation = InvitationFactory(**{"sent_at": timezone.now()} | days)
    body = f"http://127.0.0.1:8000/invitation/[[invitation:{invitation.pk}]]/"
    written(
        Speaker(), LetterKind.INVITATION, to=invitation.email, person=None, invitation=invitation,
        body=body, unsubscribe="",
    )  # fmt: skip

    assert send_due() == ({CANCELLED: 1} if over else {SENT: 1})
    if not over:
        text = smtp.letters[0].get_body(("plain",)).get_content()
        assert f"/invitation/{token_of(invitation)}/" in text


def test_person_who_is_back_gets_a_link_that_the_former_one_does_not_open():
    speaker = Speaker()
    former = token_of(link_for(speaker.person))
    revoke_links(speaker.person)

    again = link_for(speaker.person)

    assert (again.revoked_at, token_of(again) == former) == (None, False)


def test_what_is_to_complete_in_a_closed_convention_is_not_told_to_reopen(smtp):
    letter, _speaker, report = asked(LetterKind.SENT_BACK)
    close(report.campaign.convention, by=None)

    send_due()

    letter.refresh_from_db()
    assert (letter.state, letter.fault) == (CANCELLED, send_guards.NOT_OPEN)

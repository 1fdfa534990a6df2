"""Which letters an event stops, kind by kind; the others leave."""

import datetime as dt

import pytest
from django.utils import timezone

from reporting.letters.send_guards import stop_of
from reporting.models import LetterKind, LetterState, ReportState
from tests.reporting_factories import CampaignFactory, LetterFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db
OPENING, REMINDER, SENT_BACK, REOPENED, RECEIVED, PUBLISHED = KINDS = (
    *(LetterKind.OPENING, LetterKind.REMINDER, LetterKind.SENT_BACK, LetterKind.REOPENED),
    *(LetterKind.RECEIVED, LetterKind.PUBLISHED),
)
FAILED, CANCELLED = LetterState.FAILED, LetterState.CANCELLED


def nothing(speaker, report):
    pass


def closed(speaker, report):
    report.campaign.closed_at = timezone.now()
    report.campaign.save()


def answered(speaker, report):
    report.state, report.submitted_at = ReportState.SUBMITTED, timezone.now()
    report.save()


def the_day_said_is_past(speaker, report):
    campaign = CampaignFactory(over=True)
    report.campaign = campaign
    report.reopened_until = timezone.localdate() - dt.timedelta(days=1)
    report.save()


def archived(speaker, report):
    report.action.is_published = False
    report.action.archived_on, report.action.archive_reason = timezone.localdate(), "Fusionnée."
    report.action.save()


def no_more_reminders(speaker, report):
    speaker.person.reminders_off_on = timezone.localdate()
    speaker.person.save()


def left(speaker, report):
    speaker.membership.ended_on = timezone.localdate()
    speaker.membership.save()


def account_closed(speaker, report):
    speaker.person.is_active = False
    speaker.person.save()


def anonymised(speaker, report):
    speaker.person.anonymised_on = timezone.localdate()
    speaker.person.save()


def an_example(speaker, report):
    speaker.person.is_demo = True
    speaker.person.save()


STOPS = {
    nothing: {},
    # What was sent back or reopened may come after the closing, until the day that was said.
    closed: {OPENING: CANCELLED, REMINDER: CANCELLED},
    answered: dict.fromkeys((OPENING, REMINDER, SENT_BACK, REOPENED), CANCELLED),
    archived: dict.fromkeys((OPENING, REMINDER, SENT_BACK, REOPENED), CANCELLED),
    the_day_said_is_past: dict.fromkeys((OPENING, REMINDER, SENT_BACK, REOPENED), CANCELLED),
    no_more_reminders: {REMINDER: CANCELLED},
    left: dict.fromkeys(KINDS, CANCELLED) | {SENT_BACK: FAILED, REOPENED: FAILED},
    account_closed: dict.fromkeys(KINDS, CANCELLED),
    anonymised: dict.fromkeys(KINDS, CANCELLED),
    an_example: dict.fromkeys(KINDS, CANCELLED),
}


@pytest.mark.parametrize("happens", STOPS, ids=lambda event: event.__name__)
def test_what_an_event_stops(happens):
    speaker = Speaker()
    report = ReportFactory(
        organisation=speaker.organisation, returned=True, reopened_until=timezone.localdate()
    )
    letters = [
        LetterFactory(
            kind=kind, person=speaker.person, to=speaker.person.email,
            campaign=report.campaign, report=report,
        )
        for kind in KINDS
    ]  # fmt: skip

    happens(speaker, report)

    stops = {letter.kind: stop_of(letter, [], timezone.now()) for letter in letters}
    assert {kind: stop.state for kind, stop in stops.items() if stop} == STOPS[happens]


@pytest.mark.parametrize(
    ("fault", "to", "stopped"),
    [("revenue", None, True), ("", None, False), ("revenue", "ancienne@example.org", False)],
)
def test_an_address_that_no_longer_works_waits_for_the_team(fault, to, stopped):
    person = Speaker(mail_fault=fault).person
    letter = LetterFactory(kind=RECEIVED, person=person, to=to or person.email.upper())

    stop = stop_of(letter, [], timezone.now())

    assert (stop.state == FAILED if stop else False) is stopped


@pytest.mark.parametrize(("text", "stopped"), [("Voici [[lien:12]]", True), ("Bonjour", False)])
def test_a_letter_to_nobody_leaves_without_a_personal_link(text, stopped):
    letter = LetterFactory(kind=RECEIVED, person=None, text=text)

    assert bool(stop_of(letter, [], timezone.now())) is stopped

"""A campaign counts from the first day it names to its last one included, unless closed before."""

import datetime as dt

import pytest
from django.utils import timezone

from reporting import workflow
from reporting.models import Campaign, Letter, Report, ReportState
from reporting.review.queue import counts
from tests.factories import UserFactory
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 3, 2), dt.date(2026, 3, 20)
DAYS = (FIRST - DAY, FIRST, LAST, LAST + DAY)


def noon(day):
    return dt.datetime.combine(day, dt.time(12), timezone.get_current_timezone())


def campaign(**fields):
    dates = {"opens_on": FIRST, "due_on": FIRST, "closes_on": LAST, "opened_at": noon(FIRST - DAY)}
    return CampaignFactory(**(dates | fields))


def answer(**fields):
    """(report, who speaks), in that campaign."""
    speaker = Speaker()
    given = {"campaign": campaign(), "organisation": speaker.organisation} | fields
    return ReportFactory(**given), speaker.person


def reviewer():
    return UserFactory(publishing=True)


# --- a campaign -----------------------------------------------------------------------------------


def test_answers_are_taken_from_the_first_day_to_the_last():
    found = campaign()

    assert [found.is_open(day) for day in DAYS] == [False, True, True, False]
    assert [Campaign.objects.open_on(day).exists() for day in DAYS] == [False, True, True, False]
    assert [found.state(day)[0] for day in DAYS[1:]] == ["ouverte", "ouverte", "fermee"]


@pytest.mark.parametrize(
    ("fields", "state"),
    [({"closed_at": noon(FIRST)}, "fermee"), ({"opened_at": None}, "preparation")],
)
def test_none_is_taken_before_it_opens_nor_after_it_is_closed_early(fields, state):
    found = campaign(**fields)

    assert not found.is_open(LAST)
    assert not Campaign.objects.open_on(LAST).exists()
    assert found.state(LAST)[0] == state


def test_nothing_is_still_asked_once_it_is_closed_early():
    """Neither of the partner, nor of the team: queue, board, digest and space agree."""
    row, _person = answer(organisation=None)
    late, to_enter = "en-retard", "a-saisir"

    def waiting(day):
        found = counts(Report.objects.all(), day)
        return found[to_enter], found[late], Report.objects.for_staff_to_enter(day).count()

    assert [waiting(day) for day in (FIRST, LAST, LAST + DAY)] == [(1, 0, 1), (1, 1, 1), (0, 0, 0)]
    Campaign.objects.filter(pk=row.campaign_id).update(closed_at=noon(FIRST))
    assert waiting(LAST) == (0, 0, 0)


# --- an answer ------------------------------------------------------------------------------------


def test_an_answer_taken_back_after_the_closing_would_be_lost():
    row, person = answer(sent=True)

    with pytest.raises(workflow.Refused, match="fermée"):
        workflow.take_back(row, by=person, at=noon(LAST + DAY))
    row.refresh_from_db()
    assert row.state == ReportState.SUBMITTED
    workflow.take_back(row, by=person, at=noon(LAST))

    row.refresh_from_db()
    assert row.state == ReportState.DRAFT


@pytest.mark.parametrize("verb", ["submit", "say_nothing_new"])
def test_an_answer_reopened_may_leave_until_the_day_said_included(verb):
    until = LAST + 10 * DAY
    row, person = answer(draft=True, reopened_until=until)

    with pytest.raises(workflow.Refused, match="fermée"):
        getattr(workflow, verb)(row, by=person, at=noon(until + DAY))
    getattr(workflow, verb)(row, by=person, at=noon(until))

    row.refresh_from_db()
    assert row.state == ReportState.SUBMITTED


def test_an_answer_is_reopened_from_today_on():
    row, _person = answer()
    by, at = reviewer(), noon(LAST + DAY)

    with pytest.raises(workflow.Refused, match="à venir"):
        workflow.reopen(row, by=by, at=at, until=LAST)
    workflow.reopen(row, by=by, at=at, until=LAST + DAY)

    row.refresh_from_db()
    assert row.reopened_until == LAST + DAY


def test_what_is_sent_back_late_without_a_date_may_come_back_for_two_weeks():
    row, _person = answer(sent=True)

    workflow.send_back(row, by=reviewer(), at=noon(LAST + DAY), comment="Précisez.")

    row.refresh_from_db()
    assert row.reopened_until == LAST + 15 * DAY


def test_nothing_can_be_asked_nor_said_of_an_archived_action():
    archived = {"archived_on": FIRST, "archive_reason": "Fusionnée", "published": False}
    fields = {f"action__{name}": value for name, value in archived.items()}
    (row, _), (sent, person) = answer(**fields), answer(sent=True, **fields)
    by, at = reviewer(), noon(FIRST)

    for verb, given in (
        (workflow.reopen, {"report": row, "by": by, "until": LAST}),
        (workflow.send_back, {"report": sent, "by": by, "comment": "Précisez."}),
        (workflow.take_back, {"report": sent, "by": person}),
    ):
        with pytest.raises(workflow.Refused, match="archivée"):
            verb(at=at, **given)
    assert not Letter.objects.exists()


def test_words_written_again_are_no_longer_nothing_new():
    """« Rien de nouveau », taken back, then written: the draft says something."""
    row, person = answer()
    workflow.say_nothing_new(row, by=person, at=noon(FIRST))
    workflow.take_back(row, by=person, at=noon(FIRST))

    workflow.note_writing(row, by=person, at=noon(FIRST))

    row.refresh_from_db()
    assert (row.state, row.nothing_new) == (ReportState.DRAFT, False)


def test_the_first_words_of_each_round_are_told_once():
    row, person = answer()

    def write():
        for _ in range(2):
            workflow.note_writing(row, by=person, at=noon(FIRST))
        return row.events.filter(verb="write").count()

    assert write() == 1
    workflow.say_nothing_new(row, by=person, at=noon(FIRST))
    workflow.send_back(row, by=reviewer(), at=noon(FIRST), comment="Précisez.")
    assert write() == 2


def test_an_answer_of_one_told_by_phone_then_sent_by_the_partner_was_told_by_nobody():
    row, person = answer(draft=True)
    told = workflow.Told(FIRST, "Mme Exemple", "téléphone")
    workflow.submit(row, by=reviewer(), at=noon(LAST), told=told)
    workflow.take_back(row, by=person, at=noon(LAST))

    workflow.submit(row, by=person, at=noon(LAST))

    row.refresh_from_db()
    assert (row.told_on, row.told_by, row.told_how) == (None, "", "")
    assert row.answered_on == LAST

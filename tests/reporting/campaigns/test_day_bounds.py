"""The days that a campaign, its reminders and its groups begin and end with."""

import datetime as dt

import pytest
from django.utils import timezone

from ctg_portal.board.campaigns import campaign_lines
from reporting.campaigns import reminder_schedule
from reporting.campaigns.campaigns import CannotOpen, open_campaign, run
from reporting.campaigns.reminder_recipients import reminder_calendar
from reporting.models import Campaign, Letter, ReportState, TextKind
from reporting.people.contacts import asked_actions
from reporting.report.partner_summary import group_of
from tests.factories import ActionFactory, ConventionFactory, UserFactory
from tests.reporting_factories import CampaignFactory, ReminderFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FIRST, DUE, LAST = dt.date(2026, 3, 2), dt.date(2026, 3, 12), dt.date(2026, 3, 20)


def noon(day):
    return dt.datetime.combine(day, dt.time(12), timezone.get_current_timezone())


def campaign(**fields):
    dates = {"opens_on": FIRST, "due_on": DUE, "closes_on": LAST, "opened_at": noon(FIRST)}
    return CampaignFactory(**(dates | fields))


@pytest.mark.parametrize(
    ("due_on", "closes_on", "day", "words"),
    [
        (DUE, DUE, DUE, ""),
        (DUE, LAST, DUE + DAY, "attendues est passée"),
        (DUE, DUE, DUE + DAY, "fermeture est passée"),
    ],
)
def test_a_campaign_opens_until_its_due_day_included(due_on, closes_on, day, words):
    found = campaign(due_on=due_on, closes_on=closes_on, opened_at=None)
    ActionFactory(convention=found.convention, published=True, ongoing=True)
    by = UserFactory(publishing=True)

    if words:
        with pytest.raises(CannotOpen, match=words):
            open_campaign(found, by=by, at=noon(day))
    else:
        open_campaign(found, by=by, at=noon(day))

    assert found.reports.exists() is (words == "")


@pytest.mark.parametrize(
    ("day", "on", "words"),
    [
        (DUE, DUE, ""),
        (DUE, DUE + DAY, "ce jour est passé"),
        (FIRST + DAY, FIRST, ""),
        (FIRST, FIRST, "après l’ouverture"),
        (LAST, DUE, ""),
        (LAST + DAY, DUE, "aucun rappel ne part ensuite"),
    ],
)
def test_a_reminder_is_planned_from_the_day_after_the_opening_to_the_last(day, on, words):
    found, by = campaign(), UserFactory(editing=True)

    def add():
        reminder_schedule.add_reminder(found, day, TextKind.REMINDER, by=by, on=on)

    if words:
        with pytest.raises(reminder_schedule.CannotPlan, match=words):
            add()
    else:
        add()
        assert found.reminders.get().on == day


def test_none_is_planned_once_it_is_closed_early():
    found, by = campaign(closed_at=noon(FIRST)), UserFactory(editing=True)

    with pytest.raises(reminder_schedule.CannotPlan, match="aucun rappel ne part ensuite"):
        reminder_schedule.add_reminder(found, DUE, TextKind.REMINDER, by=by, on=FIRST)


@pytest.mark.parametrize(("late", "letters"), [(0, 1), (3, 1), (4, 0)])
def test_a_reminder_of_the_last_days_leaves_until_the_closing(late, letters):
    found = campaign(closes_on=LAST)
    ReportFactory(campaign=found, organisation=Speaker().organisation)
    reminder = ReminderFactory(campaign=found, days=(LAST - DUE).days - late)

    assert run(noon(LAST)) == letters
    assert Letter.objects.count() == letters
    reminder.refresh_from_db()
    assert (reminder.skipped_at is None) is bool(letters)


def test_a_reminder_planned_for_the_closing_is_told_as_one_to_come():
    today = timezone.localdate()
    found = CampaignFactory(open=True, due_on=today, closes_on=today)
    ReportFactory(campaign=found, organisation=Speaker().organisation)
    ReminderFactory(campaign=found, days=0)
    assert [one.state for one in reminder_calendar(found, today)] == ["prevu"]
    assert [one.state for one in reminder_calendar(found, today + DAY)] == ["apres"]
    Campaign.objects.update(closed_at=timezone.now())
    found.refresh_from_db()
    assert [one.state for one in reminder_calendar(found, today)] == ["apres"]


def test_one_whose_day_comes_back_today_leaves_after_all():
    found = campaign()
    reminder = ReminderFactory(campaign=found, days=0, ran_at=noon(FIRST), skipped_at=noon(FIRST))

    reminder_schedule.revive(found, on=DUE + DAY)
    reminder.refresh_from_db()
    assert reminder.ran_at is not None
    reminder_schedule.revive(found, on=DUE)

    reminder.refresh_from_db()
    assert (reminder.ran_at, reminder.skipped_at) == (None, None)


def test_the_board_offers_to_open_it_from_its_first_day_to_its_last():
    campaign(opened_at=None)

    assert [bool(campaign_lines(day)) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("state", "day", "group"),
    [
        (ReportState.TODO, DUE - 8 * DAY, "a-dire"),
        (ReportState.TODO, DUE - 7 * DAY, "bientot"),
        (ReportState.DRAFT, DUE, "bientot"),
        (ReportState.DRAFT, DUE + DAY, "en-retard"),
        (ReportState.TODO, LAST, "en-retard"),
        (ReportState.TODO, LAST + DAY, "sans-reponse"),
        (ReportState.DRAFT, LAST + DAY, "trop-tard"),
        (ReportState.RETURNED, LAST, "a-reprendre"),
        (ReportState.RETURNED, LAST + DAY, "a-rouvrir"),
    ],
)
def test_the_groups_of_a_partner_change_on_their_day(state, day, group):
    assert group_of(ReportFactory(campaign=campaign(), state=state), day) == group


def test_news_are_expected_until_the_last_day_of_the_convention():
    convention = ConventionFactory(public=True)
    ActionFactory(convention=convention, published=True, ongoing=True)
    last = convention.ends_on

    assert [asked_actions(day).exists() for day in (last, last + DAY)] == [True, False]

"""Reminders when dates move, and when two campaigns are open: the calendar tells the truth."""

import datetime as dt

import pytest
from django.utils import timezone

from reporting.campaigns import reminder_schedule
from reporting.campaigns.campaigns import run, run_reminder
from reporting.campaigns.reminder_recipients import reminder_calendar
from reporting.models import Reminder, TextKind
from tests.factories import UserFactory
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.campaign import BASE, DAY
from tests.reporting_factories import CampaignFactory, ReminderFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db


def noon(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def waiting_for(speaker, due_in=20):
    """An open campaign in which `speaker` owes an answer, asked long ago."""
    on = timezone.localdate()
    campaign = CampaignFactory(
        open=True, opens_on=on - 30 * DAY, due_on=on + due_in * DAY, closes_on=on + 60 * DAY
    )
    ReportFactory(campaign=campaign, organisation=speaker.organisation)
    return campaign


def move(client, campaign, due_on):
    edit = f"{BASE}{campaign.pk}/modifier/"
    response = client.post(edit, typed(client.get(edit)) | {"due_on": due_on.isoformat()})
    assert response.status_code == 302


def test_reminder_missed_by_a_mistaken_date_leaves_on_its_real_day(staff_client):
    campaign, on = waiting_for(Speaker()), timezone.localdate()
    reminder = ReminderFactory(campaign=campaign, days=-7)
    real = campaign.due_on

    move(staff_client, campaign, on + 2 * DAY)
    assert run(noon(on)) == 0
    reminder.refresh_from_db()
    assert reminder.skipped_at is not None
    move(staff_client, campaign, real)

    assert [one.state for one in reminder_calendar(campaign, on)] == ["prevu"]
    assert run_reminder(campaign, at=noon(real - 7 * DAY)) == 1


def test_reminder_set_aside_by_the_team_stays_so_when_dates_move(staff_client):
    campaign = waiting_for(Speaker())
    reminder = ReminderFactory(campaign=campaign, days=-7, skipped_at=timezone.now())

    move(staff_client, campaign, campaign.due_on + DAY)

    reminder.refresh_from_db()
    assert reminder.skipped_at is not None and reminder.ran_at is None


def test_what_has_left_holds_no_day_once_the_date_moved(staff_client):
    campaign, on = waiting_for(Speaker(), due_in=7), timezone.localdate()
    ReminderFactory(campaign=campaign, days=-7)
    assert run(noon(on)) == 1
    move(staff_client, campaign, on + 20 * DAY)
    campaign.refresh_from_db()

    reminder_schedule.add_reminder(
        campaign, on + 13 * DAY, TextKind.REMINDER, by=UserFactory(editing=True), on=on
    )

    told = [(one.state, one.day) for one in reminder_calendar(campaign, on)]
    assert told == [("parti", on), ("prevu", on + 13 * DAY)]
    assert Reminder.objects.filter(campaign=campaign, days=-7).count() == 2


def test_calendar_counts_what_the_other_open_campaign_will_have_sent():
    speaker, on = Speaker(), timezone.localdate()
    first, second = waiting_for(speaker, due_in=10), waiting_for(speaker, due_in=11)
    for campaign in (first, second):
        ReminderFactory(campaign=campaign, days=-7)

    told = {one.pk: reminder_calendar(one, on)[0] for one in (first, second)}

    assert [one.person for one in told[first.pk].receives] == [speaker.person]
    assert told[second.pk].receives == []
    assert told[second.pk].others[0].why_not == "aura reçu un courriel moins de 5 jours avant"
    assert [run(noon(on + days * DAY)) for days in range(3, 5)] == [1, 0]


def test_reminder_that_reached_nobody_says_so(staff_client):
    campaign = waiting_for(Speaker(reminders_off_on=timezone.localdate()), due_in=0)
    ReminderFactory(campaign=campaign, days=0)
    run(noon(timezone.localdate()))

    page = staff_client.get(f"{BASE}{campaign.pk}/rappels/")

    assert "Aucun courriel ce jour-là" in text_of(main_of(page))


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(0, 400, "un an au plus"), (800, 830, "vérifiez l’année"), (-800, -700, "vérifiez l’année")],
)
def test_years_typed_by_mistake_are_refused(opens, closes, words, staff_client):
    campaign, on = CampaignFactory(), timezone.localdate()
    edit = f"{BASE}{campaign.pk}/modifier/"
    dates = {"opens_on": opens, "due_on": opens + 10, "closes_on": closes}
    data = typed(staff_client.get(edit)) | {
        name: (on + days * DAY).isoformat() for name, days in dates.items()
    }

    response = staff_client.post(edit, data)

    assert response.status_code == 200
    assert words in text_of(main_of(response))

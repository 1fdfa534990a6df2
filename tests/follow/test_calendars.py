"""Calendars, read back by the library that writes them and by another one."""

import datetime as dt

import icalendar
import pytest
import vobject
from django.utils import timezone

from actions.models import Avancement
from tests.factories import ActionFactory, CommitteeFactory, MeetingFactory, MilestoneFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def events(client, address="/agenda.ics"):
    """Dict title → event of the calendar at `address`."""
    read = icalendar.Calendar.from_ical(client.get(address).content)
    return {str(event["summary"]): event for event in read.walk("VEVENT")}


def meeting(**fields):
    committee = CommitteeFactory(public=True)
    return MeetingFactory(
        **{"committee": committee, "is_published": True, "is_open": True} | fields
    )


@pytest.mark.parametrize(
    ("day", "hour", "offset"),
    [
        ((2027, 3, 27), 10, 1),
        ((2027, 3, 28), 10, 2),
        ((2027, 10, 30), 10, 2),
        ((2027, 10, 31), 10, 1),
    ],
)
def test_hours_are_those_of_paris_in_summer_and_winter(reader, day, hour, offset):
    starts = dt.datetime(*day, hour - offset, tzinfo=dt.UTC)
    meeting(title="Forum", starts_at=starts, ends_at=starts + dt.timedelta(hours=2))

    content = reader.get("/agenda.ics").content
    found = events(reader)["Forum"]
    other = vobject.readOne(content.decode()).vevent

    stamp = "".join(f"{part:02}" for part in day)
    assert f"DTSTART;TZID=Europe/Paris:{stamp}T{hour}0000".encode() in content
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Paris" in content
    assert found.start == starts
    assert found.end - found.start == dt.timedelta(hours=2)
    assert other.dtstart.value.astimezone(dt.UTC) == starts
    assert other.dtstart.value.hour == hour


@pytest.mark.parametrize(
    "day", [dt.date(2027, 3, 28), dt.date(2027, 10, 31), dt.date(2027, 12, 31)]
)
def test_step_is_one_whole_day_whose_end_is_excluded(reader, day):
    action = ActionFactory(public=True)
    MilestoneFactory(action=action, title="Ouverture", planned_on=day)

    content = reader.get(f"/actions/{action.number}/agenda.ics").content.decode()
    found = vobject.readOne(content).vevent

    assert (found.dtstart.value, found.dtend.value) == (day, day + DAY)
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\n" in content
    assert f"DTEND;VALUE=DATE:{day + DAY:%Y%m%d}\r\n" in content


def test_only_what_the_agenda_shows(reader):
    soon = timezone.now() + 3 * DAY
    meeting(title="Ouverte", starts_at=soon)
    meeting(title="Fermée", starts_at=soon, is_open=False)
    meeting(title="Fermée passée", starts_at=timezone.now() - 3 * DAY, is_open=False)
    meeting(title="Brouillon", starts_at=soon, is_published=False)
    day = timezone.localdate() + DAY
    MilestoneFactory(action=ActionFactory(public=True), title="Étape", planned_on=day)
    MilestoneFactory(action=ActionFactory(public=True), title="Sans date")
    hidden = MilestoneFactory(title="Cachée", planned_on=day)
    dropped = ActionFactory(
        public=True,
        avancement=Avancement.DROPPED,
        avancement_reason="Non.",
        avancement_on=timezone.localdate(),
    )
    MilestoneFactory(action=dropped, title="Abandonnée", planned_on=day)

    assert set(events(reader)) == {"Ouverte", "Étape"}
    assert reader.get(f"/actions/{hidden.action.number}/agenda.ics").status_code == 404


def test_change_keeps_the_name_and_raises_the_sequence(reader):
    row = meeting(title="Forum", starts_at=timezone.now() + 3 * DAY)
    before = events(reader)["Forum"]

    row.is_cancelled = True
    row.save()
    after = events(reader)["Forum"]

    assert before["uid"] == after["uid"]
    assert before["sequence"] < after["sequence"]
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert before["last-modified"].dt <= after["last-modified"].dt == after["dtstamp"].dt


def test_two_readings_are_the_same_bytes(reader):
    meeting(starts_at=timezone.now() + 3 * DAY)
    first, second = (reader.get("/agenda.ics") for _ in range(2))

    assert first.content == second.content
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert not first.cookies


def test_texts_are_escaped_and_lines_folded(reader):
    title = "Fête ; « crèche », jeux \\ " + "é" * 100
    meeting(title=title, starts_at=timezone.now() + DAY, place="Ici, là", agenda="Un\r\nDeux\x0b")

    content = reader.get("/agenda.ics").content
    other = vobject.readOne(content.decode()).vevent

    assert events(reader)[title]["description"].splitlines() == ["Un", "Deux"]
    assert other.summary.value == title
    assert other.location.value == "Ici, là"
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_empty_calendar_is_read(reader):
    assert events(reader) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["\r", "\r\n", "\n", "\x0b", "\x85", "\u2028"])
def test_lines_typed_in_any_way_stay_lines(end, reader):
    action = ActionFactory(public=True, ongoing=True)
    MilestoneFactory(action=action, title=f"Une{end}étape", planned_on=timezone.localdate())

    answer = reader.get(f"/actions/{action.number}/agenda.ics")
    assert answer.status_code == 200
    assert b"SUMMARY:Une\\n" in answer.content

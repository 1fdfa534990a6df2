"""Calendars: meetings open to residents and steps of actions, as iCalendar files (RFC 5545)."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, Timezone

from actions.coming_dates import agenda_meetings
from actions.models import Action, Milestone
from conventions.models import Convention, Meeting
from follow.names import clean, site_host
from records.archive import public_or_gone

PARIS = ZoneInfo("Europe/Paris")
# As rules, the way calendars write it: a list of days, which the library makes, was read by
# another parser as winter all year.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
MOST_STEPS = 200  # of each kind: to come, late, done
DAY = dt.timedelta(days=1)
# The change of a row whose history was never written: it must not move between two readings.
NEVER_CHANGED = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


def changes_of(model, rows):
    """Dict key → (number of versions, moment of the last) of the fetched `rows`: one query."""
    versions = model.history.filter(id__in=[row.pk for row in rows]).order_by().values("id")
    told = versions.annotate(count=Count("pk"), last=Max("history_date"))
    return {row["id"]: (row["count"], row["last"]) for row in told}


def event(name, title, changes, url):
    """An event without its dates; `changes` are those of its row in history, or None."""
    count, last = changes or (1, NEVER_CHANGED)
    last = last.astimezone(dt.UTC).replace(microsecond=0)
    made = Event()
    made.add("uid", f"{name}@{site_host()}")
    made.add("dtstamp", last)
    made.add("last-modified", last)
    made.add("sequence", count - 1)
    made.add("summary", clean(title))
    made.add("url", url)
    return made


def meeting_event(meeting, changes, url):
    """A meeting: at its hours in Paris; without an end when nobody told one."""
    made = event(f"reunion-{meeting.pk}", meeting.title, changes, url)
    made.add("dtstart", meeting.starts_at.astimezone(PARIS))
    if meeting.ends_at:
        made.add("dtend", meeting.ends_at.astimezone(PARIS))
    if meeting.place:
        made.add("location", clean(meeting.place))
    if meeting.agenda:
        made.add("description", clean(meeting.agenda))
    made.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    return made


def step_event(step, changes, url):
    """A step: one whole day, that of its doing once it is done; nobody is kept busy by it."""
    day = step.done_on or step.planned_on
    made = event(f"etape-{step.pk}", step.title, changes, url)
    made.add("dtstart", day)
    made.add("dtend", day + DAY)  # excluded by the standard
    made.add("description", clean(step.action.title))
    made.add("transp", "TRANSPARENT")
    made.add("status", "CONFIRMED")
    return made


def calendar_answer(request, title, meetings, steps):
    """The file of the fetched rows, soonest first."""
    made = Calendar()
    made.add("prodid", f"-//{site_host()}//agenda//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", " ".join(clean(title).split()))  # one line, never escaped
    made.add("x-wr-timezone", PARIS.key)
    made.add_component(Timezone.from_ical(ZONE))
    of_meetings, of_steps = changes_of(Meeting, meetings), changes_of(Milestone, steps)
    agenda = request.build_absolute_uri(reverse("agenda"))
    for row in sorted(meetings, key=lambda row: (row.starts_at, row.pk)):
        made.add_component(meeting_event(row, of_meetings.get(row.pk), agenda))
    for row in sorted(steps, key=lambda row: (row.done_on or row.planned_on, row.pk)):
        page = request.build_absolute_uri(row.action.get_absolute_url())
        made.add_component(step_event(row, of_steps.get(row.pk), page))
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def dated_steps(steps, today):
    """The steps that the agenda shows: to come, late, done; fetched, each once."""
    steps = steps.select_related("action")
    kinds = (steps.upcoming(today), steps.overdue(today), steps.past(today))
    return list({row.pk: row for kind in kinds for row in kind[:MOST_STEPS]}.values())


@require_safe
def agenda(request):
    """What `/agenda/` announces and keeps: open meetings, steps of the convention of today."""
    meetings = [row for rows in agenda_meetings(timezone.now()) for row in rows if row.is_open]
    steps = Milestone.objects.of(Convention.objects.current())
    title = "Agenda de la convention territoriale globale"
    return calendar_answer(request, title, meetings, dated_steps(steps, timezone.localdate()))


@require_safe
def action_agenda(request, number):
    """The steps of one action."""
    action = public_or_gone(Action.objects.public(), number=number)
    steps = dated_steps(Milestone.objects.filter(action=action), timezone.localdate())
    return calendar_answer(request, action.title, [], steps)

"""The next dates that residents may note: open meetings and steps, soonest first."""

from dataclasses import dataclass

from django.utils import timezone

from conventions.models import Meeting

AGENDA_SHOWN = 15  # lines of each list of the agenda


def agenda_meetings(at):
    """(coming meetings that residents may attend, past ones), as querysets, at the datetime `at`.

    Nothing but these is public of the meetings, and of a coming one not its minutes.
    """
    rows = Meeting.objects.public().select_related("committee__convention")
    coming = rows.upcoming(at).filter(is_open=True)
    return coming[:AGENDA_SHOWN], rows.past(at)[:AGENDA_SHOWN]


@dataclass(frozen=True)
class ComingDate:
    """A line of « Prochaines dates »."""

    on: object
    title: str
    note: str
    url: str


def coming_dates(meetings, steps):
    """The fetched meetings and steps as ComingDate rows, soonest first."""
    rows = [
        ComingDate(
            timezone.localdate(meeting.starts_at),
            meeting.title,
            ", ".join(filter(None, ("réunion ouverte à tous", meeting.place))),
            "",
        )
        for meeting in meetings
        if not meeting.is_cancelled
    ]
    rows += [
        ComingDate(step.planned_on, step.title, step.action.title, step.action.get_absolute_url())
        for step in steps
    ]
    return sorted(rows, key=lambda row: row.on)

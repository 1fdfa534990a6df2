"""What partners read before they write: what is public of an action, what their answer says.

Plain values for templates, from rows already fetched or fetched here; nothing is written.
"""

import datetime as dt

from django.utils import timezone

from actions.action_page import indicator_views, steps_by_state
from actions.models import Update
from reporting.report.sections import SECTIONS

WRITES_NOW = dt.timedelta(minutes=2)
SMALL = 5


def public_now(action, at):
    """What residents read of `action` at the datetime `at`: a dict for _public_now.html."""
    indicators = action.indicators.prefetch_related("measures")
    latest = Update.objects.published(at).filter(action=action).first()
    people = latest.people_reached if latest else None
    return {
        "action": action,
        "latest": latest,
        "people": "moins de 5" if people and people < SMALL else people,
        "steps": steps_by_state(action.milestones.all()),
        "indicators": indicator_views(indicators),
    }


def summary(report):
    """{"public": […], "private": […]}: what `report` says, as Summary, empty ones left out."""
    found = {"public": [], "private": []}
    for section in SECTIONS.values():
        one = section.summary(report)
        if one.text or one.items:
            found["private" if section.is_private else "public"].append(one)
    return found


def writes_now(report, person, at):
    """Who else than `person` writes `report` at the datetime `at`: a name, or ""."""
    if report.writer is None or report.writer == person or report.written_at is None:
        return ""
    return str(report.writer) if at - report.written_at < WRITES_NOW else ""


def clock_words(at):
    """« 10 h 12 » in Paris."""
    local = timezone.localtime(at)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"


def next_to_say(desk, on, but=None):
    """The reports that still wait for an answer at this desk on the date `on`, `but` left out."""
    waiting = desk.reports().unanswered().select_related("action", "campaign")
    if but is not None:
        waiting = waiting.exclude(pk=but.pk)
    return [report for report in waiting.order_by("action__number") if report.takes_answers(on)]

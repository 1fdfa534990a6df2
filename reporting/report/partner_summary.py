"""What partners read before they write: what is public of an action, what their answer says.

Plain values for templates, from rows already fetched or fetched here; nothing is written.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from actions.action_page import indicator_views, steps_by_state
from actions.models import Update
from records.french import full_date
from reporting.report.reading import files_of, steps_of, values_of
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


@dataclass(frozen=True)
class Said:
    """One part of an answer in words: `text` (a long one), or `items`."""

    title: str
    text: str = ""
    items: list = field(default_factory=list)


def avancement_said(report):
    before = report.action.get_avancement_display()
    now = report.get_avancement_display() or before
    told = now if now == before else f"{before} → {now}"
    return f"{told} : {report.avancement_reason}" if report.avancement_reason else told


def value_said(value):
    """« Familles accueillies : 45 », as typed."""
    label = value.indicator.label
    if value.is_unavailable:
        return f"{label} : non disponible" + (f" ({value.why})" if value.why else "")
    return f"{label} : {value.typed or value.text or 'rien encore'}"


def step_said(step):
    """« Ouverture : faite le 21 mars 2026 »."""
    when = f" le {full_date(step.done_on)}" if step.done_on else ""
    return f"{step.milestone.title} : faite{when}"


def summary(report):
    """{"public": […], "private": […]}: what `report` says, as Said, empty parts left out."""
    steps = [step for step in steps_of(report) if step.is_done]
    values = values_of(report)
    public = [
        Said(SECTIONS["avancement"], avancement_said(report)),
        Said(SECTIONS["done"], report.done),
        Said(SECTIONS["next_steps"], report.next_steps),
        Said(SECTIONS["steps"], items=[step_said(step) for step in steps]),
        Said(SECTIONS["values"], items=[value_said(value) for value in values]),
        Said(SECTIONS["people_reached"], report.people_reached),
        Said(SECTIONS["files"], items=[str(one) for one in files_of(report)]),
    ]
    private = [Said(SECTIONS[name], getattr(report, name)) for name in ("difficulties", "message")]
    return {
        "public": [part for part in public if part.text or part.items],
        "private": [part for part in private if part.text],
    }


def writes_now(report, person, at):
    """Who else than `person` writes `report` at the datetime `at`: a name, or ""."""
    if report.writer is None or report.writer == person or report.written_at is None:
        return ""
    return str(report.writer) if at - report.written_at < WRITES_NOW else ""


def clock_said(at):
    """« 10 h 12 » in Paris."""
    local = timezone.localtime(at)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"


def next_to_say(desk, on, but=None):
    """The reports that still wait for an answer at this desk on the date `on`, `but` left out."""
    waiting = desk.reports().unanswered().select_related("action", "campaign")
    if but is not None:
        waiting = waiting.exclude(pk=but.pk)
    return [report for report in waiting.order_by("action__number") if report.takes_answers(on)]

"""What a publication changed: the public side before and after it, kept with its event."""

from actions.models import Update
from records.french import figure, full_date
from reporting.report.public_side import (
    Part,
    PartLine,
    difference,
    files_part,
    measure_at,
    measure_words,
)
from reporting.report.reading import steps_of, values_of
from reporting.report.sections import NEVER_PUBLIC, SECTIONS


def public_words(report, public):
    """Dict section → what residents read of it in the PublicSide `public`, as plain values."""
    latest, action = public.latest or Update(), public.action
    return {
        "avancement": [action.avancement, action.avancement_reason],
        "done": latest.body,
        "next_steps": latest.next_steps,
        "people_reached": figure(latest.people_reached),
        "steps": [
            [str(step), step_words(public.milestones.get(step.milestone_id))]
            for step in steps_of(report)
        ],
        "values": [
            [str(value), measure_words(measure_at(report, public, value), value.indicator.unit)]
            for value in values_of(report)
        ],
    }


def step_words(milestone):
    """« Faite, le 5 janvier 2026 »; "" without a step."""
    if milestone is None:
        return ""
    words = milestone.get_state_display()
    return f"{words}, le {full_date(milestone.done_on)}" if milestone.done_on else words


def parts(report):
    """The Parts of a published `report`, before → published; [] when that was not kept."""
    event = report.events.filter(verb="publish").order_by("-at", "-pk").first()
    before, after = (event.said.get(name) if event else None for name in ("before", "after"))
    if not before or not after:
        return []
    found = []
    for name, label in SECTIONS.items():
        part = Part(name, label, is_published=True)
        if name in NEVER_PUBLIC:
            part.secret, part.proposed = True, getattr(report, name)
        elif name == "files":
            part.lines = files_part(report, None, None)
        elif name == "avancement":
            part.public_state, part.public = before[name]
            part.proposed_state, part.proposed = after[name]
        elif name in ("steps", "values"):
            part.lines = [
                PartLine(line, was, now)
                for (line, was), (_line, now) in zip(before[name], after[name], strict=True)
                if name == "values" or was != now
            ]
        else:
            part.public, part.proposed = before[name], after[name]
            part.pieces = difference(part.public, part.proposed)
        if part.lines or part.proposed or part.proposed_state:
            found.append(part)
    return found

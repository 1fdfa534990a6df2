"""The steps of a year: kept, late, dropped."""

import datetime as dt

from django.db.models import Q

from actions.models import Avancement, Milestone
from reviews.figures.shapes import StepLine, Steps


def planned_before(convention, year):
    """Key of a step → the day planned when `year` began, for those that history remembers."""
    first = dt.date(year, 1, 1)
    rows = Milestone.history.filter(
        action__convention=convention, history_date__date__lt=first
    ).order_by("history_date", "history_id")
    return dict(rows.values_list("id", "planned_on"))


def steps_of(convention, year, ends):
    """The Steps of `year`; `ends` gives the state of each public action, by its key, at its end.

    A step is of the year when it was planned in it, or done in it. Two queries.
    """
    before = planned_before(convention, year)
    moved = [key for key, day in before.items() if day and day.year == year]
    asked = Q(planned_on__year=year) | Q(done_on__year=year) | Q(pk__in=moved)
    rows = Milestone.objects.of(convention).filter(asked).select_related("action").order_by("pk")
    last = dt.date(year, 12, 31)
    found = {"kept": [], "late": [], "dropped": []}
    for row in rows:
        # Told done after the end of the year: it was not, when the year ended.
        done_on = row.done_on if row.done_on and row.done_on <= last else None
        was = before.get(row.pk)
        promised = min(filter(None, (was if was and was.year == year else None, row.planned_on)),
                       default=None)  # fmt: skip
        if done_on and done_on.year < year:
            continue  # promised for this year, and kept before
        if kind := kind_of(promised, done_on, last, ends.get(row.action_id)):
            found[kind].append(step_line(row, promised, done_on))
    by_day = {kind: sorted(lines, key=day_of) for kind, lines in found.items()}
    return Steps(**{kind: tuple(lines) for kind, lines in by_day.items()})


def kind_of(promised, done_on, last, end):
    """ "kept", "late" or "dropped" on the date `last`, "" when nothing was to be done yet; `end` is
    the state of its action that day."""
    if done_on:
        return "kept" if promised is None or done_on <= promised else "late"
    if end == Avancement.DROPPED:
        return "dropped"
    return "" if promised is None or promised > last else "late"


def step_line(row, promised, done_on):
    """The StepLine of a fetched Milestone, promised for a day and done on one (or None)."""
    return StepLine(
        title=row.title,
        action=row.action.number,
        action_code=row.action.code,
        action_title=row.action.title,
        planned_on=promised,
        done_on=done_on,
        moved=bool(row.planned_on and promised and row.planned_on > promised),
    )


def day_of(line):
    """The day of a StepLine in the order of the year: both databases rank what has none apart."""
    return line.planned_on or line.done_on

"""Indicators up to a day: baseline, values, goal, and the drawing of their way."""

import datetime as dt

from django.db.models import Prefetch

from actions.action_page import indicator_view
from actions.models import Indicator, Measure
from reviews.figures.shapes import FigureLine, ValueLine


def told_until(convention, last):
    """(indicator, its view) of each that told something up to the date `last`, in their order.

    Of public actions, which are at hand: two queries.
    """
    until = Measure.objects.filter(on__lte=last).order_by("on", "pk")
    rows = (
        Indicator.objects.filter(action__is_published=True, action__convention=convention)
        .select_related("action")
        .prefetch_related(Prefetch("measures", until))
    )
    views = ((indicator, indicator_view(indicator)) for indicator in rows)
    return [(indicator, view) for indicator, view in views if view["readings"]]


def figures_of(convention, year):
    """Dict key of a public action → its FigureLine, in their order: two queries.

    A count of people too small to be published is said « moins de 5 » and is not drawn.
    """
    found = {}
    for indicator, view in told_until(convention, dt.date(year, 12, 31)):
        found.setdefault(indicator.action_id, []).append(line_of(indicator, view, year))
    return found


def line_of(indicator, view, year):
    return FigureLine(
        action=indicator.action.number,
        action_title=indicator.action.title,
        label=indicator.label,
        unit=indicator.unit,
        in_words=view["in_words"],
        has_value=any(measure.on.year == year for measure in indicator.measures.all()),
        way=view["way"],
        readings=values_of(view),
        path=view["path"],
    )


def values_of(view):
    """The ValueLine of each reading of the `view` of an indicator."""
    return tuple(ValueLine(one.role, one.on, one.value, one.said) for one in view["readings"])

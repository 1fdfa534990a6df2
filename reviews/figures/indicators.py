"""Indicators up to the end of a year: baseline, values, goal, and the drawing of their way."""

import datetime as dt

from django.db.models import Prefetch

from actions.action_page import indicator_view
from actions.models import Indicator, Measure
from reviews.figures.shapes import FigureLine, ValueLine


def figures_of(convention, year):
    """Dict key of a public action → its FigureLine, in their order: two queries.

    A count of people too small to be published is said « moins de 5 » and is not drawn.
    """
    until = Measure.objects.filter(on__lte=dt.date(year, 12, 31)).order_by("on", "pk")
    rows = (
        Indicator.objects.filter(action__is_published=True, action__convention=convention)
        .select_related("action")
        .prefetch_related(Prefetch("measures", until))
    )
    found = {}
    for indicator in rows:
        view = indicator_view(indicator)
        if view["readings"]:
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
        readings=tuple(
            ValueLine(one.role, one.on, one.value, one.said) for one in view["readings"]
        ),
        path=view["path"],
    )

"""Parts of the page of one action, as plain values, from rows already fetched."""

from dataclasses import dataclass
from decimal import Decimal

from actions.charts import indicator_path
from actions.models import IndicatorKind, MilestoneState

SMALL = "moins de 5"


@dataclass(frozen=True)
class Reading:
    """One line of an indicator's table."""

    role: str
    on: object
    value: object  # Decimal to be formatted, or None when `words` says it
    words: str
    note: str
    source: str

    @property
    def said(self):
        """The words inside a sentence: without their own full stop."""
        return self.words.rstrip(". ")


@dataclass(frozen=True)
class IndicatorView:
    indicator: object
    readings: list
    latest: Reading | None
    rate: int | None
    path: object

    @property
    def in_words(self):
        return self.indicator.kind == IndicatorKind.QUALITATIVE


def reading(indicator, role, on, value, words="", note="", source=""):
    """A Reading in which small counts of people are never told."""
    if indicator.is_small(value):
        return Reading(role, on, None, SMALL, note, source)
    return Reading(role, on, value, words, note, source)


def indicator_view(indicator):
    """What the page shows of an indicator (its measures prefetched, oldest first)."""
    measures = list(indicator.measures.all())
    values = [
        reading(
            indicator,
            "Valeur",
            measure.on,
            measure.value,
            "non disponible" if measure.is_unavailable else measure.text,
            measure.comment,
            measure.source or indicator.source,
        )
        for measure in measures
    ]
    readings = list(values)
    if indicator.baseline_value is not None:
        start = reading(indicator, "Départ", indicator.baseline_on, indicator.baseline_value)
        readings.insert(0, start)
    if indicator.target_value is not None:
        goal = reading(indicator, "But", indicator.target_on, indicator.target_value)
        readings.append(goal)
    elif indicator.target_text:
        readings.append(Reading("But", indicator.target_on, None, indicator.target_text, "", ""))
    latest_value = measures[-1].value if measures else None
    return IndicatorView(
        indicator=indicator,
        readings=readings,
        latest=values[-1] if values else None,
        rate=indicator.rate(latest_value),
        path=indicator_path(indicator, measures),
    )


def indicator_views(indicators):
    return [indicator_view(indicator) for indicator in indicators]


def steps_by_state(milestones):
    """Dict state name → milestones, for « ce qui est fait / se fait / reste »."""
    names = {
        MilestoneState.DONE: "done",
        MilestoneState.ONGOING: "ongoing",
        MilestoneState.TODO: "todo",
    }
    found = {name: [] for name in names.values()}
    for milestone in milestones:
        found[names[milestone.state]].append(milestone)
    return found


def money_rows(fundings):
    """Lines of the funding table and its totals in euros; None without any line."""
    rows = list(fundings)
    if not rows:
        return None
    planned = [row.planned for row in rows if row.planned is not None]
    actual = [row.actual for row in rows if row.actual is not None]
    return {
        "rows": rows,
        "planned": sum(planned, Decimal(0)) if planned else None,
        "actual": sum(actual, Decimal(0)) if actual else None,
    }

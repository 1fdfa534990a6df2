"""Parts of the page of one action, as plain values, from rows already fetched."""

from dataclasses import dataclass

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


def reading(indicator, role, on, value, words="", note="", source=""):
    """A Reading in which small counts of people are never told."""
    if indicator.is_small(value):
        value, words = None, SMALL
    return Reading(role, on, value, words, note, source)


def indicator_view(indicator):
    """What the page shows of an indicator (its measures prefetched, oldest first)."""
    measures = list(indicator.measures.all())
    readings = [
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
    latest = readings[-1] if readings else None
    start, goal = indicator.baseline_value, indicator.target_value
    if start is not None:
        readings.insert(0, reading(indicator, "Départ", indicator.baseline_on, start))
    if goal is not None or indicator.target_text:
        words = indicator.target_text if goal is None else ""
        readings.append(reading(indicator, "But", indicator.target_on, goal, words))
    return {
        "indicator": indicator,
        "in_words": indicator.kind == IndicatorKind.QUALITATIVE,
        "readings": readings,
        "latest": latest,
        "way": indicator.way(measures[-1].value if measures else None),
        "path": indicator_path(indicator, measures),
    }


def indicator_views(indicators):
    return [indicator_view(indicator) for indicator in indicators]


def steps_by_state(milestones):
    """Dict state name → milestones, for « ce qui est fait / se fait / reste »."""
    return {
        state.name.lower(): [step for step in milestones if step.state == state]
        for state in MilestoneState
    }


def money_rows(fundings):
    """Lines of the funding table and its totals in euros; None without any line."""
    rows = list(fundings)
    if not rows:
        return None

    def total(name):
        amounts = [getattr(row, name) for row in rows if getattr(row, name) is not None]
        return sum(amounts) if amounts else None

    return {"rows": rows, "planned": total("planned"), "actual": total("actual")}

"""Parts of the page of one action, as plain values; all but `modified_on` from fetched rows."""

from dataclasses import dataclass

from actions.charts import indicator_path
from actions.models import (
    ActionPartner,
    Funding,
    Indicator,
    IndicatorKind,
    Measure,
    Milestone,
    MilestoneState,
    Place,
)
from actions.models.practical import PRACTICAL_FIELDS
from records.history.told import lines_told_on, told_on

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


# The columns of an action that its page prints; its links come with them.
PRINTED = (
    *("enjeu_id", "objective_id", "code", "title", "summary", "context", "description"),
    *("expected_results", "perspectives", "human_means", "avancement", "avancement_reason"),
    *("avancement_on", "avancement_by_id", "starts_on", "ends_on", "is_permanent", "lead_id"),
    *("whole_territory", "successor_id", "kind", *PRACTICAL_FIELDS),
)
OF_THE_END = ("outcome", "outcome_reason")


def modified_on(action, *, is_over=False):
    """When what the page of `action` says last changed: its text, its links or its lines.

    What becomes of it is read once its convention `is_over`, and changes nothing before.

    Its news are dated by themselves; verifying, publishing or ordering it changes nothing read.
    """
    mine = Indicator.objects.filter(action=action).values("pk")
    lines = [
        *(
            model.history.filter(action_id=action.pk)
            for model in (ActionPartner, Milestone, Funding, Indicator, Place)
        ),
        Measure.history.filter(indicator_id__in=mine),
    ]
    printed = (*PRINTED, *OF_THE_END) if is_over else PRINTED
    found = [told_on(action, printed), lines_told_on(lines)]
    return max(filter(None, found), default=action.modified_on)


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

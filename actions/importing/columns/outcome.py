"""Columns of what becomes of an action, and what they imply together.

An empty cell changes nothing: the table that residents download says nothing of it before the end,
and must not clear it when somebody imports it again.
"""

from collections.abc import Callable
from typing import Any

from actions.importing.columns.base import COLOUR, PlanColumn
from actions.importing.columns.fields import TextColumn
from actions.importing.columns.lists import OUTCOMES
from actions.importing.name_matching import says_nothing
from actions.models import Action, ActionOutcome, Avancement, WordKind
from actions.models.outcome import decided
from tables.cells import Coloured, cell_text

SAYS_WHY = "Dites pourquoi cette action est « {} » : ce sera visible sur le site."
OF_AN_OUTCOME = "Ces mots expliquent une suite : écrivez-la dans « Suite donnée »."


class OutcomeColumn(PlanColumn):
    """The label of an outcome; an empty cell, or a word that staff leave out, changes nothing."""

    width = 16
    choices = OUTCOMES
    may_be_emptied = False

    def is_empty(self, cell: Any) -> bool:
        return says_nothing(cell_text(cell))

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        return self.is_empty(cell)

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str:
        text = cell_text(cell)
        if isinstance(cell, Coloured):
            vocabulary.note(COLOUR.format(self.heading))
        found = None if says_nothing(text) else vocabulary.one(WordKind.OUTCOME, text)
        return found or (self.current(action) if action else "")

    def show(self, value: Any, vocabulary: Any) -> str:
        return str(ActionOutcome(value).label) if value else ""

    def export(self, action: Action) -> str:
        return self.show(action.outcome, None)


class OutcomeReasonColumn(TextColumn):
    """Why, in words that residents will read."""

    may_be_emptied = False

    def is_empty(self, cell: Any) -> bool:
        return says_nothing(cell_text(cell))

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        return self.is_empty(cell)

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str:
        if self.is_empty(cell):  # a dash is no reason
            return self.current(action) if action else ""
        return super().parse(cell, action, vocabulary)


def settle_outcome(values: dict[str, Any], action: Action | None) -> None:
    """Add to the `values` of `action` (None: a new one) what a new outcome brings along.

    An action that stops and is already said to be dropped stops for the same reason.
    """
    row = action or Action()

    def now(key: str) -> Any:
        return values[key] if key in values else getattr(row, key)

    if values.get("outcome_reason") == row.outcome_reason:
        values.pop("outcome_reason", None)  # the file says no other: it told of the former outcome
    values.update(decided(row.outcome, values))
    stops = now("outcome") == ActionOutcome.STOPPED and not now("outcome_reason")
    if stops and now("avancement") == Avancement.DROPPED:
        values["outcome_reason"] = now("avancement_reason")


def judge_outcome(
    reader: Any, values: dict[str, Any], now: Callable[[str], Any], typed: str
) -> None:
    """Note in `reader` the outcome that lacks its reason, and the reason without an outcome.

    `now` gives what the action will hold with its `values`; `typed` is the reason that staff gave
    on the page, when no column says it.
    """
    outcome, reason = now("outcome"), now("outcome_reason")
    if reader.bad & {"outcome", "outcome_reason", "avancement", "avancement_reason"}:
        return
    if reason and not outcome:
        reader.fault("outcome_reason", reason, OF_AN_OUTCOME)
    elif outcome == ActionOutcome.STOPPED and not reason:
        if typed:
            values["outcome_reason"] = typed
            return
        label, told = str(ActionOutcome.STOPPED.label), "outcome_reason" in reader.mapping
        key, text = ("outcome_reason", "") if told else ("outcome", label)
        reader.fault(key, text, SAYS_WHY.format(label), asks_reason=not told)

"""What a column of the plan table is, whatever it holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from actions.importing.columns.lists import ListOfChoices
from actions.models import Action, ActionPartner
from records.changes.plan import RowChange

if TYPE_CHECKING:
    from actions.exporting.linked_names import LinkedNames
    from actions.importing.resolution import Vocabulary


class BadCell(Exception):
    """The cell cannot be read; `str()` is what was expected, `value` the part at fault."""

    def __init__(self, expected: str, value: str = "") -> None:
        super().__init__(expected)
        self.value = value


@dataclass
class Existing:
    """An action of the convention; `links` is column → targets (primary keys as text)."""

    action: Action
    links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    partners: list[ActionPartner] = field(default_factory=list)


@dataclass(frozen=True)
class CellContext:
    """Around a cell being read: its line, the action it is about, what words stand for."""

    line: int
    existing: Existing | None
    vocabulary: Vocabulary


@dataclass(frozen=True)
class PlanColumn:
    """One column: how it is headed, explained, read, compared, told, written and exported.

    `key` names it in mappings, and the field of Action where there is one. `words` are its other
    headings, separated by middle dots. `help` and `example` are the notice of the blank table.
    A value is a str, a date, a bool, an int or None, the target of a row (its key as text), or a
    list of targets. `is_read_alone` is False for those that RowReader reads together.
    """

    key: str
    heading: str
    words: str = ""
    help: str = ""
    example: str = ""
    required: bool = False
    width: int = 30  # in characters
    choices: ListOfChoices | None = None
    is_read_alone: bool = True

    @property
    def synonyms(self) -> list[str]:
        """Other headings that mean this column."""
        return self.words.split(" · ") if self.words else []

    def current(self, existing: Existing) -> Any:
        """The value that the action has now."""
        return getattr(existing.action, self.key)

    def is_as_exported(self, cell: Any, context: CellContext) -> bool:
        """True when the cell holds what the exports write of this action."""
        return False

    def parse(self, cell: Any, context: CellContext) -> Any:
        """The value that a cell says; raise BadCell."""
        raise NotImplementedError

    def differs(self, before: Any, after: Any) -> bool:
        return before != after

    def show(self, value: Any, vocabulary: Vocabulary) -> str:
        """The value as people read it, "" when it is empty."""
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        return "" if value is None else str(value)

    def assign(self, change: RowChange, value: Any, vocabulary: Vocabulary) -> None:
        """Set `value` in the row of `change`, and note there what is to be written."""
        setattr(change.row, self.key, value)
        change.fields.add(self.key)

    def export(self, action: Action, linked: LinkedNames) -> Any:
        """What the cell of `action` holds: a text, a date, a whole number or None."""
        return getattr(action, self.key)

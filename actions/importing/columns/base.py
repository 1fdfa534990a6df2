"""What a column of the plan table is, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from actions.importing.columns.lists import ListOfChoices
from actions.models import Action
from records.changes.plan import RowChange
from tables.cells import cell_text

if TYPE_CHECKING:
    from actions.importing.resolution import Vocabulary

COLOUR = "La couleur de la case « {} » n’est pas lue : écrivez un mot."


class BadCell(Exception):
    """The cell cannot be read; `str()` is what was expected, `value` the part at fault."""

    def __init__(self, expected: str, value: str = "") -> None:
        super().__init__(expected)
        self.value = value


@dataclass(frozen=True, eq=False)
class PlanColumn:
    """One column: how it is headed, explained, read, compared, told, written and exported.

    `key` names it in mappings, and the field of Action where there is one. `words` are its other
    headings. `help` and `example` are the notice of the blank table. A value is a str, a date, a
    bool, an int or None, the target of a row (its key as text), or a list of targets.
    """

    key: str
    heading: str
    words: list[str]
    help: str
    example: str
    required: bool = False

    width: ClassVar[int] = 30  # in characters
    choices: ClassVar[ListOfChoices | None] = None
    may_be_emptied: ClassVar[bool] = True
    is_read_alone: ClassVar[bool] = True  # False for those that LineReader reads together
    is_exported: ClassVar[bool] = True  # False for those that real tables have, and ours have not

    def current(self, action: Action) -> Any:
        """The value that the action has now."""
        return getattr(action, self.key)

    def is_empty(self, cell: Any) -> bool:
        """True when the cell says nothing: in a table of others, what is there then stays."""
        return not cell_text(cell)

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        """True when the cell holds what the exports write of this action."""
        return False

    def parse(self, cell: Any, action: Action | None, vocabulary: Vocabulary) -> Any:
        """The value that a cell says of `action`, None for a new one; raise BadCell.

        Not asked of the columns that LineReader reads together (`is_read_alone`).
        """
        raise NotImplementedError(f"« {self.key} » is read with other columns")

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

    def export(self, action: Action) -> Any:
        """What the cell of `action` holds: a text, a date, a whole number or None."""
        return getattr(action, self.key)

"""What would change in what hangs on an action, to be made a part of the change of the action."""

from dataclasses import dataclass, field

from django.db.models import Model

from records.changes.plan import RowChange
from records.history.diff import FieldChange


@dataclass
class AttachedChange:
    """What would be added to an action, edited in what hangs on it, and the same in words."""

    lines: list[Model] = field(default_factory=list)
    edited: list[Model] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    needs_reason: bool = False

    def __bool__(self) -> bool:
        return bool(self.changes)

    def add_to(self, row: RowChange) -> None:
        """Make it a part of the change of the action."""
        row.lines += self.lines
        row.edited += self.edited
        row.changes += self.changes
        row.needs_reason |= self.needs_reason

"""The lines of a plan: the columns of the import, filled from the database."""

from collections.abc import Iterator
from typing import Any

from actions.exporting.linked_names import LinkedNames
from actions.importing.columns import COLUMNS
from tables.output import OutputColumn, OutputSheet

CHUNK = 500


class PlanRows:
    """The lines of the queryset `actions`, in its order: five queries whatever its size."""

    def __init__(self, actions: Any) -> None:
        self.actions = actions

    def __iter__(self) -> Iterator[list]:
        linked = LinkedNames(self.actions)
        actions = self.actions.select_related("enjeu", "objective", "lead", "avancement_by")
        for action in actions.iterator(chunk_size=CHUNK):
            yield [column.export(action, linked) for column in COLUMNS]


def plan_sheet(actions: Any, title: str) -> OutputSheet:
    """The sheet of the queryset `actions`, read when it is written."""
    columns = tuple(OutputColumn(column.heading, column.width) for column in COLUMNS)
    return OutputSheet(title, columns, PlanRows(actions))

"""The lines of a plan: the columns of the import, filled from the database."""

from collections.abc import Iterator
from typing import Any

from actions.importing.columns import COLUMNS
from actions.importing.columns.rows import LINKED
from tables.output import OutputColumn, OutputSheet
from tables.sheet_limits import MAX_LINES


def plan_rows(actions: Any) -> Iterator[list]:
    """The lines of the queryset `actions`, in its order: five queries for what a file may hold."""
    rows = actions.select_related("enjeu", "objective", "lead", "avancement_by")
    for action in rows.prefetch_related(*LINKED).iterator(chunk_size=MAX_LINES):
        yield [column.export(action) for column in COLUMNS]


def plan_sheet(actions: Any, title: str) -> OutputSheet:
    """The sheet of the queryset `actions`, read when it is written."""
    columns = tuple(OutputColumn(column.heading, column.width) for column in COLUMNS)
    return OutputSheet(title, columns, plan_rows(actions))

"""The lines of a plan: the columns of the import, filled from the database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from actions.importing.columns import COLUMNS
from actions.importing.columns.rows import LINKED
from tables.output import OutputColumn, OutputSheet
from tables.sheet_limits import MAX_LINES


def plan_rows(actions: Any, public_on: date | None) -> Iterator[list]:
    """The lines of the queryset `actions`, in its order: five queries for what a file may hold.

    On the date `public_on`, those that residents may read: what becomes of an action is told once
    its convention is over. None: the whole, for the team.
    """
    rows = actions.select_related("enjeu", "objective", "lead", "avancement_by", "convention")
    for action in rows.prefetch_related(*LINKED).iterator(chunk_size=MAX_LINES):
        if public_on and not action.public_outcome(public_on):
            action.outcome = action.outcome_reason = ""
        yield [column.export(action) for column in COLUMNS]


def plan_sheet(actions: Any, title: str, *, public_on: date | None = None) -> OutputSheet:
    """The sheet of the queryset `actions`, read when it is written; `public_on` as `plan_rows`."""
    columns = tuple(OutputColumn(column.heading, column.width) for column in COLUMNS)
    return OutputSheet(title, columns, plan_rows(actions, public_on))

"""What is closed is read, and no longer changes. The one place of the rule (decision 0059).

A model says by `closed_with` which foreign key leads to the row that closes it, or to a row that is
closed with it. A row that closes others has `is_read_only` and `closed_words`, the sentence that
says what to do. The doors that write ask here: forms (`records/editing/form_page.py`), screens
(`records/admin/`), change plans (`records/changes/`), history (`records/history/revert.py`).
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any


def closed_by(row: Any) -> Any:
    """The row that keeps `row` from changing, or None."""
    name = getattr(type(row), "closed_with", None)
    if name is None or getattr(row, f"{name}_id") is None:
        return None
    owner = getattr(row, name)
    if hasattr(owner, "is_read_only"):
        return owner if owner.is_read_only else None
    return closed_by(owner)


def closed_words(row: Any) -> str:
    """The sentence that refuses a change of `row`, "" when it may change."""
    found = closed_by(row) if row is not None else None
    return found.closed_words if found else ""


def closed_among(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    """(row, why) of those of the `rows`, in memory and maybe not written, that cannot change: a
    query per step towards what closes them, whatever their number."""
    owners = defaultdict(list)
    for row in rows:
        name = getattr(type(row), "closed_with", None)
        if name is not None and getattr(row, f"{name}_id") is not None:
            owners[type(row)._meta.get_field(name).related_model].append(
                (row, getattr(row, f"{name}_id"))
            )
    found = []
    for model, led in owners.items():
        there = model._base_manager.in_bulk({key for _row, key in led})
        closes = hasattr(model, "is_read_only")
        refused = (
            {row: row.closed_words for row in there.values() if row.is_read_only}
            if closes
            else dict(closed_among(there.values()))
        )
        for row, key in led:
            if words := refused.get(there.get(key)):
                found.append((row, words))
    return found

"""What may be said once of an action: money of a year and a funder, a place of a commune."""

from typing import Any

from actions.importing.columns.fields import compared
from actions.models import Funding, Place


def identity_of(row: Any) -> tuple[Any, ...] | None:
    """That of an existing `row`, as `identity_told` says it; None for what may be said twice."""
    if isinstance(row, Funding):
        return Funding, row.year, target(row.funder_id)
    if isinstance(row, Place):
        return Place, compared(row.name), target(row.commune_id)
    return None


def identity_told(model: Any, values: dict[str, Any]) -> tuple[Any, ...] | None:
    """That of a row to add, from what a table says of it."""
    if model is Funding:
        return Funding, values["year"], values["funder"]
    if model is Place:
        return Place, compared(values["name"]), values.get("commune")
    return None


def of_same_commune(rows: list[Any], values: dict[str, Any]) -> list[Any]:
    """Those of the places `rows` in the commune told: « Mairie » is the name of many."""
    return [row for row in rows if target(row.commune_id) == values.get("commune")]


def may_be_meant(row: Any, values: dict[str, Any], taken: set[Any], key: str) -> bool:
    """Whether the line that says `values` may be about `row`, whose field `key` it names again."""
    if isinstance(row, Funding):
        return row.year == values.get("year") and (row.pk, key) not in taken
    if isinstance(row, Place):
        same = compared(row.name) == compared(values.get("name", ""))
        return same and (row.pk, key) not in taken
    return True


def target(key: Any) -> str | None:
    """A foreign key as wishes say it."""
    return None if key is None else str(key)

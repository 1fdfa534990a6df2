"""The last version of many rows at once, and whether it says what the rows say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model, OuterRef, Subquery

from records.history.bulk import chunks
from records.history.diff import link_fields
from records.history.versions import links_of


def values_of(row: Model) -> dict[str, Any]:
    """Column → value of `row`, as the database keeps it."""
    return {
        field.attname: field.get_prep_value(getattr(row, field.attname))
        for field in row._meta.concrete_fields
    }


def last_versions(
    model: Any, keys: Iterable, *, at: datetime | None = None, before: int | None = None
) -> dict[Any, Any]:
    """Key of a row → its last version, those dated after `at` left out; one query for 200 rows.

    `before` leaves out the versions written from this one on, by their `history_id`.
    """
    history = model.history.model.objects
    of_row = history.filter(id=OuterRef("id"))
    if at is not None:
        of_row = of_row.filter(history_date__lte=at)
    if before is not None:
        of_row = of_row.filter(history_id__lt=before)
    latest = of_row.order_by("-history_date", "-history_id").values("history_id")[:1]
    found: dict[Any, Any] = {}
    for some in chunks(list(keys)):
        versions = history.filter(id__in=some, history_id=Subquery(latest))
        found |= {version.id: version for version in versions}
    return found


def version_links(model: type[Model], versions: Iterable) -> dict[int, dict[str, frozenset]]:
    """`history_id` → name of a link → keys that it led to, for the `versions` of `model`."""
    found: dict[int, dict[str, frozenset]] = {one.history_id: {} for one in versions}
    history: Any = model.history.model  # type: ignore[attr-defined]
    for field in link_fields(model):
        for some in chunks(list(found)):
            keys = links_of(history, field, some)
            for version in some:
                found[version][field.name] = keys.get(version, frozenset())
    return found

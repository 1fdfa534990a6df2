"""When what a row tells last changed, read from its history: saving it again says nothing new."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Max, Model, QuerySet

from records.history.versions import version_links

READ_AT_ONCE = 10  # versions, with their long texts: the change looked for is often the last


def told_on(row: Model, names: tuple[str, ...]) -> datetime | None:
    """When one of the columns `names` of `row`, or one of its links, last changed.

    None for a row without history. Four queries or so: one per table of links, more only when
    many versions in a row say the same.
    """
    model: Any = type(row)
    history = model.history.filter(id=row.pk).order_by("-history_date", "-history_id")
    rows, start, oldest = history.only("history_id", "history_date", *names), 0, None
    while versions := list(rows[start : start + READ_AT_ONCE + 1]):
        links = version_links(model, versions)

        def said(version: Any, links: Any = links) -> list:
            return [*(getattr(version, name) for name in names), links[version.history_id]]

        for newer, older in pairwise(versions):
            if said(newer) != said(older):
                return newer.history_date
        oldest = versions[-1].history_date
        start += READ_AT_ONCE
        if len(versions) <= READ_AT_ONCE:
            break
    return oldest


def lines_told_on(histories: list[QuerySet]) -> datetime | None:
    """When the last version of any of the `histories`, querysets, was written: one query."""
    first, *rest = (
        rows.order_by().values("history_type").annotate(at=Max("history_date")).values_list("at")
        for rows in histories
    )
    return max((at for (at,) in first.union(*rest)), default=None)

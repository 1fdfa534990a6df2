"""What was deleted from a screen, read from the history: the corbeille.

No column says that a row is deleted: the last version of what is gone is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.text import capfirst

from records.history.recording import DELETED, owner_field
from records.history.timeline import author_name
from records.history.versions import VersionReader


@dataclass(frozen=True)
class DeletedRow:
    """A deleted row, in words. `label` and `version` make its address."""

    label: str
    version: int
    kind: str
    title: str
    at: datetime
    who: str
    reason: str


def deletions(models: Iterable[type[Model]]) -> list[tuple[Any, int]]:
    """(model, version) of the deletions of `models`, newest first; lines stay with their owner.

    Only what tells them apart is read: `load` gives the versions of a page.
    """
    gone = {model: last_deletions(model) for model in models}
    left = {(model, key): at for model, found in gone.items() for at, _, key, _ in found}
    alone = []
    for model, found in gone.items():
        owner = owner_field(model)
        for at, version, _key, owner_key in found:
            if owner is None or left.get((owner.related_model, owner_key)) != at:
                alone.append((at, version, model))
    alone.sort(key=lambda one: one[:2], reverse=True)
    return [(model, version) for _at, version, model in alone]


def last_deletions(model: Any) -> list[tuple]:
    """(date, version, key, key of the owner) of each row of `model` whose key no row has today."""
    owner = owner_field(model)
    rows = (
        model.history.filter(history_type=DELETED)
        .exclude(id__in=model._base_manager.values("pk"))
        .order_by("history_date", "history_id")
        .values_list("history_date", "history_id", "id", owner.attname if owner else "id")
    )
    return list({key: (at, version, key, owned) for at, version, key, owned in rows}.values())


def load(found: Iterable[tuple[Any, int]]) -> list[Any]:
    """The versions that `found`, a part of `deletions`, names, in its order."""
    wanted = defaultdict(list)
    for model, version in found:
        wanted[model].append(version)
    rows = {model: model.history.in_bulk(keys) for model, keys in wanted.items()}
    return [rows[model][version] for model, version in found]


def describe(versions: list[Any]) -> list[DeletedRow]:
    """The DeletedRow of each deletion: the number of queries depends on their models only."""
    reader = VersionReader(versions)
    people = get_user_model().objects.in_bulk({one.history_user_id for one in versions} - {None})
    return [
        DeletedRow(
            one.instance_type._meta.label_lower,
            one.history_id,
            capfirst(str(one.instance_type._meta.verbose_name)),
            str(reader.instance(one)),
            one.history_date,
            author_name(people.get(one.history_user_id), one.history_user_id, reasons=[]),
            one.history_change_reason or "",
        )
        for one in versions
    ]

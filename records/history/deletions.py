"""What was deleted from a screen, read from the history: the corbeille.

No column says that a row is deleted: the last version of what is gone is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.text import capfirst

from records.history.recording import DELETED, owner_field
from records.history.timeline import author_name
from records.history.versions import VERSION_COLUMNS, LoadedVersions, VersionRef


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


def deletions(models: Iterable[type[Model]]) -> list[VersionRef]:
    """Deletions of `models`, newest first; lines that left with their owner stay with it."""
    gone = {model: last_deletions(model) for model in models}
    left: dict[tuple, datetime] = {
        (ref.model, ref.pk): ref.at for found in gone.values() for ref, _owner in found
    }
    alone = []
    for model, found in gone.items():
        owner = owner_field(model)
        for ref, owner_key in found:
            if owner is None or left.get((owner.related_model, owner_key)) != ref.at:
                alone.append(ref)
    return sorted(alone, key=lambda ref: (ref.at, ref.version), reverse=True)


def last_deletions(model: type[Model]) -> list[tuple[VersionRef, int | None]]:
    """(deletion, key of the owner) of each row of `model` whose key no row has today."""
    owner = owner_field(model)
    names = [*VERSION_COLUMNS, *([owner.attname] if owner else [])]
    rows = (
        model.history.filter(history_type=DELETED)  # type: ignore[attr-defined]
        .exclude(id__in=model._base_manager.values("pk"))
        .order_by("history_date", "history_id")
        .values_list(*names)
    )
    found = {}
    for values in rows:
        ref = VersionRef(model, *values[: len(VERSION_COLUMNS)])
        found[ref.pk] = (ref, values[-1] if owner else None)
    return list(found.values())


def describe(refs: Iterable[VersionRef]) -> list[DeletedRow]:
    """The DeletedRow of each deletion: the number of queries depends on their models only."""
    refs = list(refs)
    versions = LoadedVersions(refs)
    people = get_user_model().objects.in_bulk({ref.by for ref in refs} - {None})
    return [
        DeletedRow(
            ref.model._meta.label_lower,
            ref.version,
            capfirst(str(ref.model._meta.verbose_name)),
            str(versions.instance(ref)),
            ref.at,
            author_name(people.get(ref.by), ref.by, reasons=[]),
            versions.version(ref).history_change_reason or "",
        )
        for ref in refs
    ]

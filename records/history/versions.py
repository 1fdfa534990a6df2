"""The versions of recorded rows, read in a few queries, with their links and the names around."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Field, Model
from django.utils.text import capfirst
from simple_history.utils import get_m2m_reverse_field_name

from records.history.diff import (
    FieldChange,
    Names,
    field_label,
    link_fields,
    said,
    shown_fields,
)


@dataclass(frozen=True)
class VersionRef:
    """One row of the history of `model`, without its values; `pk` is the key of the row it tells.

    `by` is the key of a person, `kind` one of CREATED, CHANGED and DELETED.
    """

    model: type[Model]
    version: int
    pk: int
    at: datetime
    by: int | None
    kind: str


VERSION_COLUMNS = ("history_id", "id", "history_date", "history_user_id", "history_type")


def version_refs(model: type[Model], rows) -> list[VersionRef]:
    """The VersionRefs of `rows`, a queryset of the history of `model`, oldest first. One query."""
    ordered = rows.order_by("history_date", "history_id")
    return [VersionRef(model, *values) for values in ordered.values_list(*VERSION_COLUMNS)]


class LoadedVersions:
    """The versions `refs` with their links, and the names of the rows around them and `rows`.

    The number of queries depends on the tables, not on the versions.
    """

    def __init__(self, refs: Iterable[VersionRef], rows: Iterable[Model] = ()):
        self.versions, self.links, self.names = {}, {}, Names()
        wanted = defaultdict(set)
        for ref in refs:
            wanted[ref.model].add(ref.version)
        for model, keys in wanted.items():
            history = model.history.model  # type: ignore[attr-defined]
            self.versions[model] = history.objects.in_bulk(keys, field_name="history_id")
            for link in link_fields(model):
                self.links[model, link.name] = links_of(history, link, keys)
                linked = self.links[model, link.name].values()
                self.names.want(link.related_model, {key for keys in linked for key in keys})
            for version in self.versions[model].values():
                self.want_names(model, version)
        for row in rows:
            self.want_names(type(row), row)
        self.names.fetch()

    def want_names(self, model, row) -> None:
        for field in model._meta.concrete_fields:
            if field.is_relation:
                self.names.want(field.related_model, [getattr(row, field.attname)])

    def version(self, ref: VersionRef):
        return self.versions[ref.model][ref.version]

    def linked(self, link: Field, ref: VersionRef) -> frozenset:
        """Keys of the rows that `link` led to in the version `ref`."""
        return self.links[ref.model, link.name].get(ref.version, frozenset())

    def instance(self, ref: VersionRef) -> Model:
        """The row as it was, its related rows at hand."""
        return self.with_related(self.version(ref).instance)

    def with_related(self, row: Model) -> Model:
        """`row`, its related rows set from those already read."""
        for field in row._meta.concrete_fields:
            if field.is_relation:
                related = self.names.row(field.related_model, getattr(row, field.attname))
                if related is not None:
                    field.set_cached_value(row, related)  # type: ignore[attr-defined]
        return row

    def values(self, ref: VersionRef) -> list[FieldChange]:
        """What the version `ref` held, its empty and usual values left out."""
        row = self.version(ref)
        found = [
            FieldChange(field.name, field_label(field), "", said(field, value, self.names))
            for field in shown_fields(ref.model)
            if (value := getattr(row, field.attname)) not in (None, "", field.get_default())
        ]
        return found + [
            self.link_change(link, frozenset(), keys)
            for link in link_fields(ref.model)
            if (keys := self.linked(link, ref))
        ]

    def differences(self, before: VersionRef, after: VersionRef) -> list[FieldChange]:
        """What differs between two versions of one row, links included."""
        found = self.field_changes(after.model, self.version(before), self.version(after))
        return found + [
            self.link_change(link, old, new)
            for link in link_fields(after.model)
            if (old := self.linked(link, before)) != (new := self.linked(link, after))
        ]

    def field_changes(self, model, old, new) -> list[FieldChange]:
        """FieldChange of every field shown that differs between two rows or versions."""
        return [
            FieldChange(
                field.name,
                field_label(field),
                said(field, getattr(old, field.attname), self.names),
                said(field, getattr(new, field.attname), self.names),
            )
            for field in shown_fields(model)
            if field.get_prep_value(getattr(old, field.attname))
            != field.get_prep_value(getattr(new, field.attname))
        ]

    def link_change(self, link: Field, old: frozenset, new: frozenset) -> FieldChange:
        names = {key: self.names.of(link.related_model, key) for key in old | new}
        return FieldChange(
            link.name,
            field_label(link),
            ", ".join(sorted(names[key] for key in old)),
            ", ".join(sorted(names[key] for key in new)),
            added=tuple(sorted(names[key] for key in new - old)),
            removed=tuple(sorted(names[key] for key in old - new)),
            is_link=True,
        )


def row_title(row: Model) -> str:
    """« Étape « Ouverture » »: what kind of row, and its name."""
    return f"{capfirst(row._meta.verbose_name)} « {row} »"


def links_of(history, link: Field, versions) -> Mapping[int, frozenset]:
    """Dict version → keys of the rows that the many-to-many field `link` led to."""
    target = f"{get_m2m_reverse_field_name(link)}_id"
    found = defaultdict(set)
    rows = getattr(history, link.name).model.objects.filter(history_id__in=versions)
    for version, key in rows.values_list("history_id", target):
        found[version].add(key)
    return {version: frozenset(keys) for version, keys in found.items()}

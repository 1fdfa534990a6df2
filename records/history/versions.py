"""The versions of recorded rows, read in a few queries, with their links and the names around.

A version is a row of the history of a model: `instance_type` is that model, `id` the key of the row
it tells, `history_id` its own; `history_type` is one of CREATED, CHANGED and DELETED.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Field, Model, OuterRef, Subquery
from django.utils.text import capfirst
from simple_history.utils import get_m2m_reverse_field_name

from records.history.bulk import chunks
from records.history.diff import (
    FieldChange,
    Names,
    field_label,
    link_fields,
    said,
    shown_fields,
)


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


def version_links(model: Any, versions: Iterable) -> dict[int, dict[str, frozenset]]:
    """`history_id` → name of a link → keys that it led to, for the `versions` of `model`."""
    found: dict[int, dict[str, frozenset]] = {one.history_id: {} for one in versions}
    for field in link_fields(model):
        target = f"{get_m2m_reverse_field_name(field)}_id"
        links = getattr(model.history.model, field.name).model.objects
        keys = defaultdict(set)
        for some in chunks(list(found)):
            for version, key in links.filter(history_id__in=some).values_list("history_id", target):
                keys[version].add(key)
        for version, names in found.items():
            names[field.name] = frozenset(keys[version])
    return found


def row_title(row: Model) -> str:
    """« Étape « Ouverture » »: what kind of row, and its name."""
    return f"{capfirst(row._meta.verbose_name)} « {row} »"


class VersionReader:
    """Puts `versions` into words, with their links and the names of rows around them and `rows`.

    The number of queries depends on the tables, not on the versions.
    """

    def __init__(self, versions: Iterable[Any], rows: Iterable[Model] = ()):
        self.links, self.names = {}, Names()
        by_model = defaultdict(list)
        for version in versions:
            by_model[version.instance_type].append(version)
            self.want_names(version.instance_type, version)
        for model, some in by_model.items():
            self.links[model] = version_links(model, some)
            for link in link_fields(model):
                for of_version in self.links[model].values():
                    self.names.want(link.related_model, of_version[link.name])
        for row in rows:
            self.want_names(type(row), row)
        self.names.fetch()

    def want_names(self, model: type[Model], row: Any) -> None:
        for field in model._meta.concrete_fields:
            if field.is_relation:
                self.names.want(field.related_model, [getattr(row, field.attname)])

    def linked(self, link: Field, version: Any) -> frozenset:
        """Keys of the rows that `link` led to in `version`."""
        return self.links[version.instance_type][version.history_id][link.name]

    def instance(self, version: Any) -> Model:
        """The row as it was, its related rows at hand."""
        return self.with_related(version.instance)

    def with_related(self, row: Model) -> Model:
        """`row`, its related rows set from those already read."""
        fields: Any = row._meta.concrete_fields
        for field in fields:
            if field.is_relation:
                related = self.names.row(field.related_model, getattr(row, field.attname))
                if related is not None:
                    field.set_cached_value(row, related)
        return row

    def values(self, version: Any) -> list[FieldChange]:
        """What `version` held, its empty and usual values left out."""
        found = [
            FieldChange(field.name, field_label(field), "", said(field, value, self.names))
            for field in shown_fields(version.instance_type)
            if (value := getattr(version, field.attname)) not in (None, "", field.get_default())
        ]
        return found + [
            self.link_change(link, frozenset(), keys)
            for link in link_fields(version.instance_type)
            if (keys := self.linked(link, version))
        ]

    def differences(self, before: Any, after: Any) -> list[FieldChange]:
        """What differs between two versions of one row, links included."""
        model = after.instance_type
        return self.field_changes(model, before, after) + [
            self.link_change(link, old, new)
            for link in link_fields(model)
            if (old := self.linked(link, before)) != (new := self.linked(link, after))
        ]

    def field_changes(self, model: type[Model], old: Any, new: Any) -> list[FieldChange]:
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
        def names(keys):
            return sorted(self.names.of(link.related_model, key) for key in keys)

        return FieldChange(
            link.name,
            field_label(link),
            ", ".join(names(old)),
            ", ".join(names(new)),
            added=tuple(names(new - old)),
            removed=tuple(names(old - new)),
            is_link=True,
        )

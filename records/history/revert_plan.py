"""What going back to an earlier version would change. A deletion is a version to go back to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CASCADE, FileField, Model

from records.history.diff import FieldChange, link_fields
from records.history.recording import (
    DELETED,
    family,
    is_recorded,
    needs_reason,
    owner_field,
)
from records.history.timeline import Timeline
from records.history.versions import VersionReader, row_title


@dataclass
class RowRevert:
    """One row that can be as it was: `key` names it in a form, `title` is "" for the row itself.

    `row` is what will be written, `past` the row as it was: the same one when it `is_deleted`.
    `lost_links` are the names of the rows it led to and that are gone.
    """

    key: str
    title: str
    row: Model
    past: Model
    is_deleted: bool
    fields: list[FieldChange]
    links: dict[str, frozenset] = field(default_factory=dict)
    lost_links: list[str] = field(default_factory=list)

    @property
    def changed(self) -> set[str]:
        return {change.name for change in self.fields}


@dataclass
class RevertPlan:
    """The `rows` that would change, owners first, and the titles of the lines that stay."""

    rows: list[RowRevert]
    added_since: list[str] = field(default_factory=list)

    def chosen(self, keys: Collection[str]) -> list[RowRevert]:
        return [one for one in self.rows if one.key in keys]


def asks_reason(rows: list[RowRevert]) -> bool:
    """True when writing `rows` changes what residents were told."""
    return any(not one.is_deleted and needs_reason(one.row, one.changed) for one in rows)


# --- a row that exists -------------------------------------------------------------------------


def plan_revert(row: Model, timeline: Timeline, at: datetime, allowed: set[str]) -> RevertPlan:
    """What `row` and its lines were at the datetime `at`, compared with what they are.

    `allowed` are the names of the fields of `row` that may come back. Lines added since stay.
    """
    then, now = timeline.as_of(at), current_rows(row)
    versions = VersionReader(then, now.values())
    links_now = {}
    for link in link_fields(type(row)):
        keys = getattr(row, link.name).values_list("pk", flat=True)
        links_now[link.name] = frozenset(keys)
        versions.names.want(link.related_model, links_now[link.name])
    versions.names.fetch()
    plan = RevertPlan([])
    for ref in then:
        present = now.get((ref.instance_type, ref.id))
        if present is None:
            plan.rows.append(of_deleted(versions, ref, ref))
            continue
        one = of_existing(versions, present, ref, allowed if present is row else None)
        if present is row:
            one.title = ""
            compare_links(versions, one, ref, links_now, allowed)
        if one.fields:
            plan.rows.append(one)
    known = {(ref.instance_type, ref.id) for ref in then}
    plan.added_since = [
        row_title(versions.with_related(one))
        for key, one in now.items()
        if key not in known and one is not row
    ]
    return plan


def current_rows(row: Model) -> dict[tuple[type[Model], int], Model]:
    """(model, key) → row, of `row` and its lines as they stand."""
    found, keys = {(type(row), row.pk): row}, {type(row): [row.pk]}
    for member in family(type(row))[1:]:
        owner = owner_field(member)
        owners = keys[owner.related_model]
        rows = list(member._base_manager.filter(**{f"{owner.name}__in": owners}).order_by("pk"))
        found |= {(member, one.pk): one for one in rows}
        keys[member] = [one.pk for one in rows]
    return found


def of_existing(versions: VersionReader, row, ref: Any, allowed) -> RowRevert:
    past = versions.instance(ref)
    versions.with_related(row)
    fields = [
        change
        for change in versions.field_changes(type(row), row, past)
        if not isinstance(row._meta.get_field(change.name), FileField)
        and (allowed is None or change.name in allowed)
    ]
    return RowRevert(key_of(row), row_title(row), row, past, False, fields)


def compare_links(versions: VersionReader, one: RowRevert, ref, links_now, allowed) -> None:
    """Add to `one` its links that would change; links to lost rows stay out."""
    for link in link_fields(ref.instance_type):
        living = living_links(versions, one, link, ref)
        if link.name in allowed and living != links_now[link.name]:
            one.links[link.name] = living
            one.fields.append(versions.link_change(link, links_now[link.name], living))


def living_links(versions: VersionReader, one: RowRevert, link, ref: Any) -> frozenset:
    """Keys that `link` led to and that still exist; the names of the others go to `lost_links`."""
    keys = versions.linked(link, ref)
    rows = link.related_model._base_manager.filter(pk__in=keys)
    living = frozenset(rows.values_list("pk", flat=True))
    one.lost_links += sorted(versions.names.of(link.related_model, key) for key in keys - living)
    return living


def key_of(row: Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


# --- a row that was deleted --------------------------------------------------------------------


def plan_restore(deletion: Any) -> RevertPlan:
    """The deleted row as it was, as a draft, then the lines that left with it.

    Links are already gone when a deletion is written: they are read from the version before.
    """
    timeline = Timeline(deletion.instance_type, deletion.id)
    shared, orphans = shared_lines(deletion)
    pairs = [*timeline.deleted_at(deletion.history_date), *((ref, None) for ref in shared)]
    versions = VersionReader([*(ref for pair in pairs for ref in pair if ref), *orphans])
    plan = RevertPlan([of_deleted(versions, ref, before) for ref, before in pairs])
    for ref in orphans:
        owner: Any = owner_field(ref.instance_type)
        name = versions.names.of(owner.related_model, getattr(ref, owner.attname))
        plan.rows[0].lost_links.append(name)
    for one in plan.rows:
        if hasattr(one.row, "is_published"):
            one.row.is_published = False
    return plan


def shared_lines(deletion: Any) -> tuple[list[Any], list[Any]]:
    """The deletions of the lines of other rows that left with this one: their owner is still
    there, or is gone too.
    """
    kept: list[Any] = []
    orphans: list[Any] = []
    for relation in deletion.instance_type._meta.related_objects:
        line: Any = relation.related_model
        if relation.on_delete is not CASCADE or not is_recorded(line):
            continue
        owner = owner_field(line)
        if owner == relation.field:  # its own lines are of its timeline
            continue
        left = line.history.filter(
            **{relation.field.attname: deletion.id},
            history_type=DELETED,
            history_date=deletion.history_date,
        )
        for ref in left.order_by("history_id"):
            there = owner.related_model._base_manager.filter(pk=getattr(ref, owner.attname))
            (kept if there.exists() else orphans).append(ref)
    return kept, orphans


def of_deleted(versions: VersionReader, ref: Any, links_ref) -> RowRevert:
    """A row that is gone, as it was in `ref`, with the links of `links_ref`, if known."""
    past = versions.instance(ref)
    one = RowRevert(key_of(past), row_title(past), past, past, True, versions.values(ref))
    for link in link_fields(ref.instance_type) if links_ref else []:
        one.links[link.name] = living_links(versions, one, link, links_ref)
    return one

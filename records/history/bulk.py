"""History of many rows at once: the same versions as one by one, in a few queries."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model
from simple_history.utils import get_m2m_field_name

from records.history.recording import current_change, moment, one_change

CREATED, CHANGED, DELETED = "+", "~", "-"
BATCH = 200  # rows a statement: SQLite bounds its parameters


def record_rows(rows: Sequence[Model], kind: str) -> None:
    """Write one version per row of `rows`, all of one model, as they and their links stand now.

    Use it inside `one_change`, after the bulk write of rows and links, or before their deletion.
    """
    if not rows:
        return
    model = type(rows[0])
    history = model.history.model  # type: ignore[attr-defined]
    change = current_change()
    facts = {
        "history_date": moment(),
        "history_type": kind,
        "history_user": change.by if change else None,
        "history_change_reason": (change.reason if change else "") or None,
    }
    versions = [
        history(**facts, **{f.attname: getattr(row, f.attname) for f in history.tracked_fields})
        for row in rows
    ]
    history.objects.bulk_create(versions, batch_size=BATCH)
    by_pk = {row.pk: version for row, version in zip(rows, versions, strict=True)}
    for field in history._history_m2m_fields:
        record_links(field, getattr(history, field.name).model, by_pk)


def record_links(field, link_history, by_pk: dict) -> None:
    """Copy the rows of the many-to-many `field` into the versions of their owners."""
    through = field.remote_field.through
    owner = through._meta.get_field(get_m2m_field_name(field))
    copied = [one.attname for one in through._meta.fields]
    pks = sorted(by_pk)
    for start in range(0, len(pks), BATCH):
        links = through._base_manager.filter(
            **{f"{owner.name}__in": pks[start : start + BATCH]}
        ).order_by("pk")
        link_history.objects.bulk_create(
            [
                link_history(
                    history=by_pk[getattr(link, owner.attname)],
                    **{name: getattr(link, name) for name in copied},
                )
                for link in links
            ],
            batch_size=BATCH,
        )


def write_many(rows, fields, links=None, *, by, reason=""):
    """Save the `fields` of the existing `rows`, all of one model, as one change of the person `by`.

    `links` is a dict name of a many-to-many field → {key of a row: its new related keys}. Every row
    given gets its history. Nothing is saved when anything fails.
    """
    if not rows:
        return
    model = type(rows[0])
    stamps = [field for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]
    with transaction.atomic(), one_change(reason, by):
        for row in rows:
            for field in stamps:
                setattr(row, field.attname, moment())
        names = {*fields, *(field.name for field in stamps)}
        if names:
            model._base_manager.bulk_update(rows, sorted(names), batch_size=BATCH)
        for name, wanted in (links or {}).items():
            write_links(model._meta.get_field(name), wanted)
        record_rows(rows, CHANGED)


def linked_keys(field, keys):
    """Dict key of a row → set of the keys that the many-to-many `field` links it to."""
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = field.remote_field.through._base_manager.filter(**{f"{source}__in": keys})
    found = defaultdict(set)
    for own, other in rows.values_list(f"{source}_id", f"{target}_id"):
        found[own].add(other)
    return found


def write_links(field, wanted):
    """Make the many-to-many `field` lead each row (a key of `wanted`) to the keys given there."""
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    through = field.remote_field.through
    before = linked_keys(field, wanted)
    gone = defaultdict(list)
    for own, keys in wanted.items():
        for other in before.get(own, set()) - set(keys):
            gone[other].append(own)
    for other, owners in gone.items():
        through._base_manager.filter(**{f"{target}_id": other, f"{source}_id__in": owners}).delete()
    through._base_manager.bulk_create(
        [
            through(**{f"{source}_id": own, f"{target}_id": other})
            for own, keys in wanted.items()
            for other in sorted(set(keys) - before.get(own, set()))
        ],
        batch_size=BATCH,
    )

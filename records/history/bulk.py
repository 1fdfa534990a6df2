"""History of many rows at once: the same versions as one by one, in a few queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from simple_history.utils import get_m2m_field_name

from records.history.recording import CHANGE, DELETED, change_date

BATCH = 200  # rows a statement: SQLite bounds its parameters


def chunks(keys: Sequence) -> list[Sequence]:
    """`keys` in parts that one statement may name."""
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


def record_rows(rows: Sequence[Model], kind: str, at: datetime | None = None) -> None:
    """Write one version per row of `rows`, all of one model, as they and their links stand now.

    It is dated `at`, the moment of the change under way by default. Use it inside `one_change`,
    after the bulk write of rows and links, or before their deletion.
    """
    if not rows:
        return
    model: Any = type(rows[0])
    history = model.history.model
    change = CHANGE.get()
    facts = {
        "history_date": at or change_date(),
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
    for some in chunks(sorted(by_pk)):
        links = through._base_manager.filter(**{f"{owner.name}__in": some}).order_by("pk")
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


def delete_many(rows: Sequence[Model]) -> None:
    """Delete `rows`, all of one model, that nothing refers to, after their last version is written.

    That version still tells their links, which go with them. The collector would load and record
    each row again, without the reason: it is left aside.
    """
    record_rows(rows, DELETED)
    for some in chunks([row.pk for row in rows]):
        for field in rows[0]._meta.many_to_many:
            through: Any = field.remote_field.through
            if through._meta.auto_created:
                through._base_manager.filter(**{f"{field.m2m_field_name()}__in": some}).delete()
        manager = type(rows[0])._base_manager
        manager.filter(pk__in=some)._raw_delete(manager.db)


def linked_keys(field, keys):
    """Dict key of a row → set of the keys that the many-to-many `field` links it to."""
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    found = defaultdict(set)
    for some in chunks(keys):
        rows = field.remote_field.through._base_manager.filter(**{f"{source}__in": some})
        for own, other in rows.values_list(f"{source}_id", f"{target}_id"):
            found[own].add(other)
    return found


def write_links(field, wanted):
    """Make the many-to-many `field` lead each row (a key of `wanted`) to the keys given there."""
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    through = field.remote_field.through
    gone, present = [], set()
    for some in chunks(list(wanted)):
        links = through._base_manager.filter(**{f"{source}__in": some})
        for pk, own, other in links.values_list("pk", f"{source}_id", f"{target}_id"):
            present.add((own, other))
            if other not in wanted[own]:
                gone.append(pk)
    for some in chunks(gone):
        through._base_manager.filter(pk__in=some).delete()
    through._base_manager.bulk_create(
        [
            through(**{f"{source}_id": own, f"{target}_id": other})
            for own, keys in wanted.items()
            for other in sorted(keys)
            if (own, other) not in present
        ],
        batch_size=BATCH,
    )

"""Many rows of one model written at once, their history included: a constant number of queries."""

from collections import defaultdict

from django.db import transaction

from partners.bulk_history import CHANGED, record_rows
from partners.history import moment, one_change

BATCH = 200


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

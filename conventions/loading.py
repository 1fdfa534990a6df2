"""Loading of shipped rows: never touches what staff changed, added or removed.

Each row written is remembered as a `LoadedRow`: its key and a digest of the values written. A row
that still holds those values may be corrected by a later release; any other row belongs to staff.
"""

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Model

from conventions.models import LoadedRow

OUTCOMES = ("created", "updated", "unchanged", "left")


class NotAnExampleError(Exception):
    """A real row stands where a demonstration row should be written; carries the row."""


def stored_form(field, value):
    """What `value` of `field` is once in the database, as text, or None."""
    if isinstance(value, Model):
        return str(value.pk)
    value = field.target_field.to_python(value) if field.is_relation else field.to_python(value)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def values_digest(model, values, links):
    """Sha256 of `values` (field name → value) and `links` (m2m name → rows) of a `model` row."""
    facts = {
        name: stored_form(model._meta.get_field(name), value) for name, value in values.items()
    }
    facts |= {name: sorted(row.pk for row in rows) for name, rows in links.items()}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def digest_of_row(row, names, link_names):
    """The same digest, from what the database holds now for these fields of `row`."""
    fields = {name: row._meta.get_field(name).value_from_object(row) for name in names}
    return values_digest(type(row), fields, {name: getattr(row, name).all() for name in link_names})


class Loader:
    """Loads rows one by one and counts what it did; use it inside `transaction.atomic`.

    With `demo`, rows are only ever created, flagged `is_demo` where the model has the flag, and
    remembered under a key of their own so that `remove_demo` can forget them.
    """

    DEMO_PREFIX = "demo:"

    def __init__(self, *, demo=False):
        self.demo = demo
        self.counts = Counter()
        self.left_keys = []
        self.known = dict(LoadedRow.objects.values_list("key", "digest"))

    def load(self, model, key, lookup, values, links=None):
        """Create, correct or leave the row of `model` found by `lookup`; return it, or None.

        `key` is its natural key as text, `values` its fields, `links` its many-to-many rows. A
        row whose required parent is missing (None: staff removed it) is left out. Raises
        `NotAnExampleError` when a demonstration row meets a real one.
        """
        key = f"{self.DEMO_PREFIX if self.demo else ''}{model._meta.label_lower}:{key}"
        links = {name: [row for row in rows if row] for name, rows in (links or {}).items()}
        if self.demo and any(field.name == "is_demo" for field in model._meta.fields):
            values = {**values, "is_demo": True}
        if self._lacks_a_parent(model, {**lookup, **values}):
            return self._leave(key, None)
        row = model._base_manager.filter(**lookup).first()
        if row is None:
            if key in self.known:
                return self._leave(key, None)
            row = model(**{**lookup, **values})
            return self._write(row, key, values, links, "created", force_insert=True)
        if getattr(row, "merged_into_id", None):  # what leads to it leads to the one that stays
            return self._leave(key, row.merged_into)
        if self.demo:
            if not getattr(row, "is_demo", True):
                raise NotAnExampleError(row)
            return self._count("unchanged", row)
        current = digest_of_row(row, values, links)
        shipped = values_digest(model, values, links)
        if current == shipped:
            return self._count("unchanged", row)
        if self.known.get(key) != current:
            return self._leave(key, row)
        for name, value in values.items():
            setattr(row, name, value)
        touched = [field.name for field in row._meta.fields if getattr(field, "auto_now", False)]
        written = [*values, *touched]
        return self._write(row, key, values, links, "updated", update_fields=written)

    def _lacks_a_parent(self, model, values):
        return any(
            value is None and field.is_relation and not field.null
            for field, value in ((model._meta.get_field(name), values[name]) for name in values)
        )

    def _count(self, outcome, row):
        self.counts[outcome] += 1
        return row

    def _leave(self, key, row):
        self.left_keys.append(key)
        return self._count("left", row)

    def _write(self, row, key, values, links, outcome, **how):
        """Save `row` and remember what was written; one that cannot be is staff's, and stays."""
        try:
            with transaction.atomic():
                row.save(**how)
        except IntegrityError:  # staff wrote the same thing under another name
            if self.demo:
                raise
            return self._leave(key, type(row)._base_manager.filter(pk=row.pk).first())
        for name, rows in links.items():
            getattr(row, name).set(rows)
        digest = values_digest(type(row), values, links)
        LoadedRow.objects.update_or_create(key=key, defaults={"digest": digest})
        self.known[key] = digest
        return self._count(outcome, row)

    def summary(self):
        """What was done, as one French sentence of counts."""
        created, updated, unchanged, left = (self.counts[outcome] for outcome in OUTCOMES)
        return (
            f"Fiches créées : {created} ; corrigées : {updated} ; "
            f"inchangées : {unchanged} ; laissées à l’équipe : {left}."
        )

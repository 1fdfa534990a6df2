"""Who changed what, when and why: one row of history per change of a row.

All that one request writes bears the same date, so that one save of a form, its links and its
lines are read as one change. Outside a request, `one_change` does the same and gives the reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import models
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalChanges, HistoricalRecords

SHIPPED = "Contenu livré"
DEMONSTRATION = "Données de démonstration"
FIRST_KNOWN = "État à l’ouverture de l’historique"  # of a row that had no version yet
ON_SERVER = "Fait sur le serveur par"  # of a command: the account of the machine follows
CREATED, CHANGED, DELETED = "+", "~", "-"  # the kinds of versions


@dataclass
class Change:
    """What is being done now: its date, its reason, and who does it when no request says it.

    The date is that of the first thing written: whoever waited for a lock comes second.
    """

    reason: str = ""
    by: object = None
    at: datetime | None = None

    def dated(self) -> datetime:
        if self.at is None:
            self.at = timezone.now()
        return self.at


# Under way: of the innermost `one_change`, else of the request; None outside.
CHANGE: ContextVar[Change | None] = ContextVar("history_change", default=None)


class OneChangeMiddleware:
    """All that one request writes is one change. The person comes from simple_history's own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with one_change():
            return self.get_response(request)


def change_date() -> datetime:
    """The date of the change under way, for what is written by bulk."""
    change = CHANGE.get()
    return change.dated() if change else timezone.now()


@contextmanager
def one_change(reason: str = "", by=None) -> Iterator[None]:
    """All that is written inside is one change, for `reason`, by the person `by`.

    Inside another change or a request, the date is theirs; in a request, so is the person.
    """
    around = CHANGE.get()
    token = CHANGE.set(Change(reason, by, around.dated() if around else None))
    try:
        yield
    finally:
        CHANGE.reset(token)


class OneClassManager(HistoryManager):
    """What `row.history` gives: simple_history makes a new class of it each time it is read."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


class Records(HistoricalRecords):
    """The history of a model, dated and explained by the change under way."""

    def create_historical_record(self, instance, history_type, using=None):
        change = CHANGE.get()
        if change is None or hasattr(instance, "_history_date"):
            return super().create_historical_record(instance, history_type, using)
        instance._history_date = change.dated()
        try:
            return super().create_historical_record(instance, history_type, using)
        finally:
            del instance._history_date

    def get_change_reason_for_object(self, instance, history_type, using):
        change = CHANGE.get()
        given = super().get_change_reason_for_object(instance, history_type, using)
        return given or (change.reason if change else "") or None

    def get_history_user(self, instance):
        change = CHANGE.get()
        return change.by if change and change.by else super().get_history_user(instance)


def recorded(*m2m_fields, without=()):
    """The `history` of a model that people can edit, its many-to-many `m2m_fields` included.

    `without`: names of fields that no version keeps, what has to be erased for good.

    `QuerySet.update()` and bulk writes go unrecorded: use a change plan (`records.changes`), or
    `history.bulk.record_rows` after them.
    """
    return Records(
        m2m_fields=m2m_fields,
        excluded_fields=list(without),
        history_manager=OneClassManager,
        history_change_reason_field=models.TextField("raison", null=True),
    )


def is_history(model):
    """True for the tables that hold the history of others."""
    return issubclass(model, HistoricalChanges)


def is_recorded(model):
    return hasattr(model._meta, "simple_history_manager_attribute")


# --- what belongs to what ----------------------------------------------------------------------


def owner_field(model):
    """The foreign key of `model` towards the row it belongs to and leaves with, or None."""
    return next(
        (
            field
            for field in model._meta.fields
            if field.remote_field and field.remote_field.on_delete is models.CASCADE
        ),
        None,
    )


def family(model):
    """`model` and the recorded models of its lines, owners before what they own."""
    found = [model]
    for owner in found:
        found += [
            relation.related_model
            for relation in owner._meta.related_objects
            if relation.on_delete is models.CASCADE
            and is_recorded(relation.related_model)
            and relation.related_model not in found
            and owner_field(relation.related_model) == relation.field
        ]
    return found


# --- reasons -----------------------------------------------------------------------------------


def reason_fields(model):
    """Names of the fields of `model` whose change is explained once residents read them.

    Each model declares its own as `reason_fields`.
    """
    return frozenset(getattr(model, "reason_fields", ()))


def is_published(row):
    """True when `row`, or the row it belongs to, is published."""
    if hasattr(row, "is_published"):
        return row.is_published
    owner = owner_field(type(row))
    return owner is not None and is_published(getattr(row, owner.name))


def needs_reason(row, changed):
    """True when changing the fields named `changed` of `row`, as it was before, must be explained.

    A row that is new has nothing to explain.
    """
    return (
        row.pk is not None
        and not reason_fields(type(row)).isdisjoint(changed)
        and is_published(row)
    )

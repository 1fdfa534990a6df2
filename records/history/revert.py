"""Writing rows as they were: new versions, valid and explained, without HTTP."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import FileField, ForeignKey, Model
from django.utils.text import capfirst

from records.closing import closed_words
from records.french import moment
from records.history.diff import field_label
from records.history.recording import one_change, owner_field
from records.history.revert_plan import RowRevert, plan_restore
from records.publication import REFUSED, may_publish, place_of

TOO_LATE = "Quelqu’un a écrit au même moment : rechargez la page, puis recommencez."
FILE_GONE = "Ce fichier n’est plus sur le serveur : ajoutez-le de nouveau."
RESTORED = "Restauration depuis la corbeille."


def revert(rows: list[RowRevert], reason: str, *, by: Any) -> None:
    """Write `rows` as new versions, for `reason` and the person `by`; all of them or none.

    Raises ValidationError, its messages in words, when today's rules or rows forbid one, or
    when it publishes or hides what `by` may not.
    """
    with transaction.atomic(), one_change(reason):
        problems: list[str] = []
        refused: set[tuple] = set()  # deleted: their lines would only be refused for want of them
        for one in rows:
            if owner_of(one.row) in refused:
                continue
            try:
                write_row(one, by)
            except ValidationError as error:
                before = f"{one.title} : " if one.title else ""
                problems += [f"{before}{words}" for words in sentences(error, one.row)]
                if one.is_deleted:
                    refused.add((type(one.row), one.row.pk))
        if problems:
            raise ValidationError(problems)


def restore(deletion: Any, reason: str = "", *, by: Any) -> Model:
    """Write again the deleted row, its lines and its links, as a draft; return the row.

    Raises ValidationError, its messages in words, when today's rules or rows forbid it.
    """
    rows = plan_restore(deletion).rows
    revert(rows, f"{RESTORED} {reason}".strip(), by=by)
    return rows[0].row


def revert_reason(at: datetime, typed: str) -> str:
    """« Retour à la version du 3 mars 2026, 14 h 05 », and what the person typed."""
    return f"Retour à la version du {moment(at)}. {capfirst(typed)}".strip()


def owner_of(row: Model) -> tuple:
    """(model, key) of the row that `row` belongs to, as a line; () for a row of its own."""
    owner = owner_field(type(row))
    return (owner.related_model, getattr(row, owner.attname)) if owner else ()


def write_row(one: RowRevert, by: Any) -> None:
    place = () if one.is_deleted else place_of(one.row)
    closed = closed_words(one.row)
    returning = set() if one.is_deleted else one.changed - one.links.keys()
    for name in returning:
        field: Any = one.row._meta.get_field(name)
        setattr(one.row, field.attname, getattr(one.past, field.attname))
    check_targets(one.row, one.past, returning)
    if words := closed or closed_words(one.row):
        raise ValidationError({NON_FIELD_ERRORS: words})
    if place_of(one.row) != place and not may_publish(by):
        raise ValidationError({NON_FIELD_ERRORS: REFUSED})
    if one.is_deleted:
        check_files(one.row)
    save_by_the_rules(one.row, force_insert=one.is_deleted)
    for name, keys in one.links.items():
        getattr(one.row, name).set(keys)


def save_by_the_rules(row: Model, *, force_insert: bool) -> None:
    """Write `row` if the rules allow it; ValidationError, even when somebody was quicker."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=force_insert)
    except IntegrityError as error:
        raise ValidationError({NON_FIELD_ERRORS: TOO_LATE}) from error


def check_targets(row: Model, past: Model, returning: Collection[str]) -> None:
    """Raise ValidationError when a row that `row` leads to, as `past` did, is no longer there.

    One of the fields `returning` does not lead again to what was archived meanwhile.
    """
    errors = {}
    links = [field for field in row._meta.concrete_fields if isinstance(field, ForeignKey)]
    for field in links:
        key, target = getattr(row, field.attname), field.related_model
        if key is None:
            continue
        found = target._base_manager.filter(pk=key).first()
        if field.name in returning and getattr(found, "archived_on", None):
            errors[field.name] = (
                f"« {found} » est aux archives : remettez cette ligne en service, ou choisissez "
                "autre chose sur la fiche."
            )
        if found is None:
            name = getattr(past, field.name) if field.is_cached(past) else f"n° {key}"
            errors[field.name] = (
                f"« {name} » n’existe plus ({target._meta.verbose_name}). Rétablissez d’abord "
                "cette ligne, ou modifiez la fiche à la main."
            )
    if errors:
        raise ValidationError(errors)


def check_files(row: Model) -> None:
    """Raise ValidationError when a file of `row` is no longer on the server."""
    for field in row._meta.concrete_fields:
        file = getattr(row, field.name) if isinstance(field, FileField) else None
        if file and not file.storage.exists(file.name):
            raise ValidationError({field.name: FILE_GONE})


def sentences(error: ValidationError, row: Model) -> Iterator[str]:
    """The sentences of a ValidationError, each after the name of its field."""
    for name, messages in error.message_dict.items():
        for words in messages:
            if name == NON_FIELD_ERRORS:
                yield words
            else:
                yield f"{field_label(row._meta.get_field(name))} : {words}"

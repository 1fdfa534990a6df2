"""The corbeille: drafts deleted from a screen, read from their history, and their return.

No column says that a row is deleted: the last version of what is gone is enough.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst

from records.history.diff import link_fields
from records.history.recording import family, one_change, owner_field
from records.history.revert import check_targets, save_checked, told
from records.history.timeline import CHANGED, CREATED, DELETED, Book, links_of

RESTORED = "Restauration depuis la corbeille."


@dataclass(frozen=True)
class Mark:
    """A deletion: the model, the key of the row, its version, and the moment."""

    model: type
    version: int
    pk: int
    at: object
    owner: int | None = None


@dataclass(frozen=True)
class Discarded:
    """What is in the corbeille, in words. `label` and `version` make its address."""

    label: str
    version: int
    kind: str
    title: str
    at: object
    who: str
    reason: str


@dataclass
class Comeback:
    """A row that may come back, with the links it had."""

    row: models.Model
    title: str
    fields: list
    links: dict


def deletions(model):
    """The Mark of each row of `model` that is gone, without a row having its key today."""
    owner = owner_field(model)
    names = ["history_id", "id", "history_date", *([owner.attname] if owner else [])]
    rows = (
        model.history.filter(history_type=DELETED)
        .exclude(id__in=model._base_manager.values("pk"))
        .order_by("history_date", "history_id")
        .values_list(*names)
    )
    return {pk: Mark(model, version, pk, at, *rest) for version, pk, at, *rest in rows}


def discarded_marks(all_models):
    """Deletions of `all_models`, newest first; lines that left with their owner stay with it."""
    found = {model: deletions(model) for model in all_models}
    alone = []
    for model, marks in found.items():
        owner = owner_field(model)
        owners = found.get(owner.related_model, {}) if owner else {}
        for mark in marks.values():
            parent = owners.get(mark.owner)
            if parent is None or parent.at != mark.at:
                alone.append(mark)
    return sorted(alone, key=lambda mark: (mark.at, mark.version), reverse=True)


def described(marks):
    """The Discarded of each of `marks`: a number of queries that depends on their models only."""
    wanted = {}
    for mark in marks:
        wanted.setdefault(mark.model, set()).add(mark.version)
    book = Book(wanted)
    people = get_user_model().objects.in_bulk(
        {
            version.history_user_id
            for versions in book.versions.values()
            for version in versions.values()
        }
        - {None}
    )
    found = []
    for mark in marks:
        version = book.version(mark.model, mark)
        who = people.get(version.history_user_id)
        found.append(
            Discarded(
                mark.model._meta.label_lower,
                mark.version,
                capfirst(mark.model._meta.verbose_name),
                str(book.instance(mark.model, mark)),
                mark.at,
                str(who) if who else "une personne sans compte aujourd’hui",
                version.history_change_reason or "",
            )
        )
    return found


# --- coming back -------------------------------------------------------------------------------


def left_with(mark):
    """Marks of `mark` and of the lines that left at the same moment, owners first."""
    found = {mark.model: [mark]}
    for member in family(mark.model)[1:]:
        owner = owner_field(member)
        keys = [one.pk for one in found[owner.related_model]]
        rows = member.history.filter(
            history_type=DELETED, history_date=mark.at, **{f"{owner.attname}__in": keys}
        ).values_list("history_id", "id", "history_date", owner.attname)
        found[member] = [Mark(member, *values) for values in rows.order_by("history_id")]
    return [one for marks in found.values() for one in marks]


def earlier_links(mark):
    """Dict link → keys that the row of `mark` led to just before it left.

    Links are already gone when a deletion is written: they are read from the version before.
    """
    before = (
        mark.model.history.filter(id=mark.pk, history_type__in=[CREATED, CHANGED])
        .order_by("history_date", "history_id")
        .last()
    )
    if before is None:
        return {}
    history = mark.model.history.model
    return {
        link.name: links_of(history, link, [before.history_id]).get(before.history_id, frozenset())
        for link in link_fields(mark.model)
    }


def comebacks(mark):
    """What restoring `mark` writes: its row first, then the lines that left with it."""
    marks = left_with(mark)
    wanted = {}
    for one in marks:
        wanted.setdefault(one.model, set()).add(one.version)
    book = Book(wanted)
    found = []
    for one in marks:
        row = book.instance(one.model, one)
        fields = book.first_values(one.model, one)
        found.append(Comeback(row, book.title(row), fields, earlier_links(one)))
    return found


def restore(mark, reason=""):
    """Write again the row of `mark`, its lines and its links, as a draft; return the row.

    Raises ValidationError, its messages in words, when today's rules or rows forbid it.
    """
    found = comebacks(mark)
    with transaction.atomic(), one_change(f"{RESTORED} {reason}".strip()):
        for one in found:
            try:
                write(one)
            except ValidationError as error:
                raise ValidationError(
                    [f"{one.title} : {words}" for words in told(error, one.row)]
                ) from error
    return found[0].row


def write(comeback):
    row = comeback.row
    if hasattr(row, "is_published"):
        row.is_published = False
    check_targets(row, row)
    check_files(row)
    save_checked(row, force_insert=True)
    for name, keys in comeback.links.items():
        link = getattr(row, name)
        link.set(link.model._base_manager.filter(pk__in=keys))


def check_files(row):
    """Raise ValidationError when a file of `row` is no longer on the server."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.FileField):
            file = getattr(row, field.name)
            if file and not file.storage.exists(file.name):
                raise ValidationError(
                    {field.name: "Ce fichier n’est plus sur le serveur : ajoutez-le de nouveau."}
                )

"""Going back to an earlier version of a row: a new version, valid and explained, without HTTP."""

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst

from records.french import moment
from records.history.diff import field_label, link_fields
from records.history.recording import family, needs_reason, one_change, owner_field
from records.history.timeline import Book

TOO_LATE = "Quelqu’un a écrit au même moment : rechargez la page, puis recommencez."


@dataclass
class Return:
    """One row that can come back as it was: `key` names it in a form."""

    key: str
    title: str
    row: models.Model
    past: models.Model
    is_gone: bool
    fields: list
    links: dict = field(default_factory=dict)
    lost: list = field(default_factory=list)

    @property
    def changed(self):
        return {change.name for change in self.fields}


@dataclass
class Proposal:
    """What going back would change: `returns`, the row itself first, and what stays as it is."""

    returns: list
    added_since: list

    def chosen(self, keys):
        return [one for one in self.returns if one.key in keys]


def key_of(row):
    return f"{row._meta.label_lower}:{row.pk}"


def current_rows(row):
    """Dict model → {key: row} of `row` and its lines as they stand."""
    found = {type(row): {row.pk: row}}
    for member in family(type(row))[1:]:
        owner = owner_field(member)
        owners = found[owner.related_model]
        rows = member._base_manager.filter(**{f"{owner.name}__in": list(owners)}).order_by("pk")
        found[member] = {one.pk: one for one in rows}
    return found


def current_links(row):
    """Dict name of a link → keys of the rows it leads to now."""
    return {
        link.name: frozenset(getattr(row, link.name).values_list("pk", flat=True))
        for link in link_fields(type(row))
    }


def proposal(row, timeline, at, allowed):
    """What `row` and its lines were at the datetime `at`, compared with what they are.

    `allowed` are the names of the fields of `row` that may come back. Lines added since stay.
    """
    then, now = timeline.as_of(at), current_rows(row)
    marks = {member: {mark.version for mark in found.values()} for member, found in then.items()}
    book = Book(marks, [one for rows in now.values() for one in rows.values()])
    links_now = current_links(row)
    for link in link_fields(type(row)):
        book.names.want(link.related_model, links_now[link.name])
    book.names.fetch()
    returns, added = [], []
    for member, rows in now.items():
        for pk, mark in then[member].items():
            present = rows.get(pk)
            one = (
                gone(book, member, mark)
                if present is None
                else compared(book, present, mark, allowed if present is row else None)
            )
            if present is row:
                one.title = ""
                compare_links(book, one, mark, links_now, allowed)
            if one.is_gone or one.fields:
                returns.append(one)
        added += [
            book.title(book.at_hand(one))
            for pk, one in rows.items()
            if pk not in then[member] and one is not row
        ]
    return Proposal(returns, added)


def gone(book, member, mark):
    past = book.instance(member, mark)
    held = book.first_values(member, mark)
    return Return(key_of(past), book.title(past), past, past, True, held)


def compared(book, row, mark, allowed):
    past = book.instance(type(row), mark)
    book.at_hand(row)
    fields = [
        change
        for change in book.field_changes(type(row), row, past)
        if not isinstance(row._meta.get_field(change.name), models.FileField)
        and (allowed is None or change.name in allowed)
    ]
    return Return(key_of(row), book.title(row), row, past, False, fields)


def compare_links(book, one, mark, links_now, allowed):
    """Add to the Return `one` its links that would change; links to lost rows stay out."""
    for link in link_fields(type(one.row)):
        keys = book.linked(type(one.row), link, mark)
        rows = link.related_model._base_manager.filter(pk__in=keys)
        living = frozenset(rows.values_list("pk", flat=True))
        one.lost += sorted(book.names.of(link.related_model, key) for key in keys - living)
        if link.name in allowed and living != links_now[link.name]:
            one.links[link.name] = living
            one.fields.append(book.link_change(link, links_now[link.name], living))


def asks_reason(chosen):
    """True when bringing the Returns `chosen` back changes what residents were told."""
    return any(not one.is_gone and needs_reason(one.row, one.changed) for one in chosen)


def bring_back(chosen, reason):
    """Write the Returns `chosen` as new versions, for `reason`; all of them or none.

    Raises ValidationError, its messages in words, when today's rules or rows forbid one.
    """
    with transaction.atomic(), one_change(reason):
        problems = []
        for one in chosen:
            try:
                write(one)
            except ValidationError as error:
                before = f"{one.title} : " if one.title else ""
                problems += [f"{before}{words}" for words in told(error, one.row)]
        if problems:
            raise ValidationError(problems)


def write(one):
    if not one.is_gone:
        for change in one.fields:
            if change.name not in one.links:
                attname = one.row._meta.get_field(change.name).attname
                setattr(one.row, attname, getattr(one.past, attname))
    check_targets(one.row, one.past)
    save_checked(one.row, force_insert=one.is_gone)
    for name, keys in one.links.items():
        getattr(one.row, name).set(keys)


def save_checked(row, *, force_insert):
    """Write `row` if the rules allow it; ValidationError, even when somebody was quicker."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=force_insert)
    except IntegrityError as error:
        raise ValidationError({NON_FIELD_ERRORS: TOO_LATE}) from error


def check_targets(row, past):
    """Raise ValidationError when a row that `row` leads to, as `past` did, is no longer there."""
    errors = {}
    for one in row._meta.concrete_fields:
        key = getattr(row, one.attname)
        if not one.is_relation or key is None:
            continue
        target = one.related_model
        if not target._base_manager.filter(pk=key).exists():
            name = getattr(past, one.name) if one.is_cached(past) else f"n° {key}"
            errors[one.name] = (
                f"« {name} » n’existe plus ({target._meta.verbose_name}). Rétablissez d’abord "
                "cette ligne, ou modifiez la fiche à la main."
            )
    if errors:
        raise ValidationError(errors)


def told(error, row):
    """The sentences of a ValidationError, each after the name of its field."""
    for name, messages in error.message_dict.items():
        for words in messages:
            if name == NON_FIELD_ERRORS:
                yield words
            else:
                yield f"{field_label(row._meta.get_field(name))} : {words}"


def reason_of_return(at, typed):
    """« Retour à la version du 3 mars 2026, 14 h 05 », and what the person typed."""
    return f"Retour à la version du {moment(at)}. {capfirst(typed)}".strip()

"""The history of one row and of its lines, told change by change, without HTTP."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from simple_history.utils import get_m2m_reverse_field_name

from records.history.backfill import REASON as FIRST_KNOWN
from records.history.diff import (
    FieldChange,
    Names,
    field_label,
    link_fields,
    said,
    shown_fields,
)
from records.history.recording import DEMONSTRATION, SHIPPED, family, owner_field

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CREATED, CHANGED, DELETED = "+", "~", "-"
KNOWN = "?"  # what a row was before its history began is not known


def stamp_of(at):
    """A whole number that stands for the datetime `at` in addresses."""
    return (at - EPOCH) // MICROSECOND


def moment_of(stamp):
    """The datetime of a `stamp_of`; OverflowError when no calendar holds it."""
    return EPOCH + stamp * MICROSECOND


@dataclass(frozen=True)
class Mark:
    """One row of history, without its values."""

    version: int
    pk: int
    at: datetime
    by: int | None
    kind: str


@dataclass(frozen=True)
class RowEvent:
    """What happened to one row of the family; `title` is "" for the row whose page it is."""

    kind: str
    title: str
    fields: list


@dataclass
class Entry:
    """One change: when, who, why, and what became of each row."""

    at: datetime
    who: str
    reasons: list
    rows: list = field(default_factory=list)
    is_current: bool = False

    @property
    def stamp(self):
        return stamp_of(self.at)


class Timeline:
    """The past of the row `pk` of `model`, its lines included.

    Costs a number of queries that depends on the tables of the family, not on the versions.
    """

    def __init__(self, model, pk):
        self.model, self.pk = model, pk
        self.marks = {}
        keys = {model: {pk}}
        for member in family(model):
            history = member.history.model.objects
            owner = owner_field(member) if member is not model else None
            rows = (
                history.filter(**{f"{owner.attname}__in": keys[owner.related_model]})
                if owner
                else history.filter(id=pk)
            ).order_by("history_date", "history_id")
            self.marks[member] = [
                Mark(*values)
                for values in rows.values_list(
                    "history_id", "id", "history_date", "history_user_id", "history_type"
                )
            ]
            keys[member] = {mark.pk for mark in self.marks[member]}
        found = {(mark.at, mark.by) for marks in self.marks.values() for mark in marks}
        self.moments = sorted(found, key=lambda moment: (moment[0], moment[1] or 0), reverse=True)

    @property
    def latest(self):
        """Date of the last change, or None."""
        return self.moments[0][0] if self.moments else None

    def at(self, stamp):
        """The datetime of the change that `stamp` names; LookupError when there is none."""
        try:
            at = moment_of(stamp)
        except OverflowError as error:
            raise LookupError(stamp) from error
        if at not in {moment for moment, _by in self.moments}:
            raise LookupError(stamp)
        return at

    def as_of(self, at):
        """Dict model → {key of a row: its Mark} of the rows that existed at the datetime `at`."""
        found = {}
        for member, marks in self.marks.items():
            last = {mark.pk: mark for mark in marks if mark.at <= at}
            found[member] = {pk: mark for pk, mark in last.items() if mark.kind != DELETED}
        return found

    def entries(self, moments):
        """The Entry of each of `moments`, a part of `self.moments`."""
        steps = {moment: steps_of(self.marks, moment) for moment in moments}
        wanted = defaultdict(set)
        for found in steps.values():
            for member, before, after in found:
                wanted[member] |= {mark.version for mark in (before, after) if mark}
        book = Book(wanted)
        people = get_user_model().objects.in_bulk({by for _at, by in moments if by})
        entries = []
        for at, by in moments:
            changes = [
                (after, book.change(member, before, after, self.model))
                for member, before, after in steps[at, by]
            ]
            reasons = dict.fromkeys(
                book.version(member, after).history_change_reason or ""
                for member, _before, after in steps[at, by]
            )
            reasons.pop("", None)
            rows = [change for _mark, change in changes if change.fields or change.kind != CHANGED]
            entry = Entry(at, actor(people.get(by), by, reasons), list(reasons), rows)
            entry.is_current = at == self.latest
            entries.append(entry)
        return entries


def actor(person, key, reasons):
    """Who made a change, in words."""
    if person:
        return str(person)
    if key is None and {SHIPPED, DEMONSTRATION} & set(reasons):
        return "le portail"
    return "une personne sans compte aujourd’hui"


def steps_of(all_marks, moment):
    """(model, mark before, last mark) of every row that changed at the `moment` (date, person)."""
    found = []
    for member, marks in all_marks.items():
        before, last = {}, {}
        for mark in marks:
            if (mark.at, mark.by) == moment:
                last[mark.pk] = mark
            elif mark.at < moment[0]:
                before[mark.pk] = mark
        for pk, mark in last.items():
            earlier = before.get(pk)
            if earlier is not None and earlier.kind == DELETED:
                earlier = None
            if mark.kind != DELETED or earlier is not None:
                found.append((member, earlier, mark))
    return found


class Book:
    """The versions `wanted` (model → history keys) with their links and the names around them."""

    def __init__(self, wanted, rows=()):
        self.versions, self.links, self.names = {}, {}, Names()
        for member, keys in wanted.items():
            history = member.history.model
            self.versions[member] = history.objects.in_bulk(keys, field_name="history_id")
            for link in link_fields(member):
                self.links[member, link.name] = links_of(history, link, keys)
                linked = self.links[member, link.name].values()
                self.names.want(link.related_model, {key for keys in linked for key in keys})
            for one in self.versions[member].values():
                self.want_names(member, one)
        for row in rows:
            self.want_names(type(row), row)
        self.names.fetch()

    def want_names(self, member, row):
        for one in member._meta.concrete_fields:
            if one.is_relation:
                self.names.want(one.related_model, [getattr(row, one.attname)])

    def version(self, member, mark):
        return self.versions[member][mark.version]

    def linked(self, member, link, mark):
        return self.links[member, link.name].get(mark.version, frozenset())

    def instance(self, member, mark):
        """The row as it was, its related rows at hand."""
        return self.at_hand(self.version(member, mark).instance)

    def at_hand(self, row):
        for one in row._meta.concrete_fields:
            if one.is_relation:
                related = self.names.row(one.related_model, getattr(row, one.attname))
                if related is not None:
                    one.set_cached_value(row, related)
        return row

    def title(self, row):
        """« Étape « Ouverture » »: what kind of line, and its name."""
        return f"{capfirst(row._meta.verbose_name)} « {row} »"

    def change(self, member, before, after, root):
        kind = DELETED if after.kind == DELETED else CHANGED
        if before is None and kind == CHANGED:
            kind = CREATED if self.is_first(member, after) else KNOWN
        title = "" if member is root else self.title(self.instance(member, after))
        fields = []
        if kind in (CREATED, KNOWN):
            fields = self.first_values(member, after)
        elif kind == CHANGED:
            fields = self.differences(member, before, after)
        return RowEvent(kind, title, fields)

    def is_first(self, member, mark):
        """True when the row was written there for the first time, or again after a deletion."""
        version = self.version(member, mark)
        return mark.kind == CREATED and version.history_change_reason != FIRST_KNOWN

    def first_values(self, member, mark):
        """What a new row held, its empty and usual values left out."""
        row = self.version(member, mark)
        found = [
            FieldChange(one.name, field_label(one), "", said(one, value, self.names))
            for one in shown_fields(member)
            if (value := getattr(row, one.attname)) not in (None, "", one.get_default())
        ]
        return found + [
            self.link_change(link, frozenset(), keys)
            for link in link_fields(member)
            if (keys := self.linked(member, link, mark))
        ]

    def differences(self, member, before, after):
        old, new = self.version(member, before), self.version(member, after)
        found = self.field_changes(member, old, new)
        return found + [
            self.link_change(link, old_keys, new_keys)
            for link in link_fields(member)
            if (old_keys := self.linked(member, link, before))
            != (new_keys := self.linked(member, link, after))
        ]

    def field_changes(self, member, old, new):
        """FieldChange of every field told that differs between two rows or versions."""
        return [
            FieldChange(
                one.name,
                field_label(one),
                said(one, getattr(old, one.attname), self.names),
                said(one, getattr(new, one.attname), self.names),
            )
            for one in shown_fields(member)
            if one.get_prep_value(getattr(old, one.attname))
            != one.get_prep_value(getattr(new, one.attname))
        ]

    def link_change(self, link, old, new):
        names = {key: self.names.of(link.related_model, key) for key in old | new}
        return FieldChange(
            link.name,
            field_label(link),
            ", ".join(sorted(names[key] for key in old)),
            ", ".join(sorted(names[key] for key in new)),
            added=tuple(sorted(names[key] for key in new - old)),
            removed=tuple(sorted(names[key] for key in old - new)),
            is_link=True,
        )


def links_of(history, link, versions):
    """Dict version → keys of the rows that the many-to-many field `link` led to."""
    target = f"{get_m2m_reverse_field_name(link)}_id"
    found = defaultdict(set)
    rows = getattr(history, link.name).model.objects.filter(history_id__in=versions)
    for version, key in rows.values_list("history_id", target):
        found[version].add(key)
    return {version: frozenset(keys) for version, keys in found.items()}

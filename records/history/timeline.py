"""The history of one row and of its lines, told change by change, without HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Model

from records.history.diff import FieldChange
from records.history.recording import (
    CHANGED,
    CREATED,
    DELETED,
    DEMONSTRATION,
    FIRST_KNOWN,
    SHIPPED,
    family,
    owner_field,
)
from records.history.versions import LoadedVersions, VersionRef, row_title, version_refs

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
KNOWN = "?"  # a first version that does not create: what the row was before is not known
UNKNOWN_PERSON = "une personne sans compte aujourd’hui"


def stamp_of(at: datetime) -> int:
    """A whole number that stands for the datetime `at` in addresses."""
    return (at - EPOCH) // MICROSECOND


def moment_of(stamp: int) -> datetime:
    """The datetime of a `stamp_of`; OverflowError when no calendar holds it."""
    return EPOCH + stamp * MICROSECOND


@dataclass(frozen=True)
class RowEvent:
    """What happened to one row of the family; `title` is "" for the row whose page it is."""

    kind: str
    title: str
    fields: list[FieldChange]


@dataclass
class Entry:
    """One change: when, who, why, and what became of each row."""

    at: datetime
    who: str
    reasons: list[str]
    rows: list[RowEvent] = field(default_factory=list)
    is_current: bool = False

    @property
    def stamp(self) -> int:
        return stamp_of(self.at)


class Timeline:
    """The past of the row `pk` of `model`, its lines included.

    Costs a number of queries that depends on the tables of the family, not on the versions.
    """

    def __init__(self, model: type[Model], pk: int):
        self.model, self.pk = model, pk
        self.refs: dict[type[Model], list[VersionRef]] = {}
        keys = {model: {pk}}
        for member in family(model):
            owner = owner_field(member) if member is not model else None
            lookup = {f"{owner.attname}__in": keys[owner.related_model]} if owner else {"id": pk}
            self.refs[member] = version_refs(member, member.history.filter(**lookup))
            keys[member] = {ref.pk for ref in self.refs[member]}
        found = {(ref.at, ref.by) for refs in self.refs.values() for ref in refs}
        self.moments = sorted(found, key=lambda moment: (moment[0], moment[1] or 0), reverse=True)

    @property
    def latest(self) -> datetime | None:
        """Date of the last change, or None."""
        return self.moments[0][0] if self.moments else None

    def at(self, stamp: int) -> datetime:
        """The datetime of the change that `stamp` names; LookupError when there is none."""
        try:
            at = moment_of(stamp)
        except OverflowError as error:
            raise LookupError(stamp) from error
        if at not in {moment for moment, _by in self.moments}:
            raise LookupError(stamp)
        return at

    def as_of(self, at: datetime) -> list[VersionRef]:
        """The version of each row that existed at the datetime `at`, owners first."""
        found: list[VersionRef] = []
        for refs in self.refs.values():
            last = {ref.pk: ref for ref in refs if ref.at <= at}
            found += [ref for ref in last.values() if ref.kind != DELETED]
        return found

    def deleted_at(self, at: datetime) -> list[VersionRef]:
        """The deletion of each row that left at the datetime `at`, owners first."""
        everything = [ref for refs in self.refs.values() for ref in refs]
        return [ref for ref in everything if ref.at == at and ref.kind == DELETED]

    def before(self, deletion: VersionRef) -> VersionRef | None:
        """The last version of the row before its `deletion`."""
        living = [
            ref
            for ref in self.refs[deletion.model]
            if ref.pk == deletion.pk and ref.kind != DELETED and ref.at <= deletion.at
        ]
        return living[-1] if living else None

    def entries(self, moments) -> list[Entry]:
        """The Entry of each of `moments`, a part of `self.moments`."""
        steps = {moment: self.steps(moment) for moment in moments}
        wanted = [ref for found in steps.values() for step in found for ref in step if ref]
        versions = LoadedVersions(wanted)
        people = get_user_model().objects.in_bulk({by for _at, by in moments if by})
        entries = []
        for at, by in moments:
            changes = [self.row_change(versions, *step) for step in steps[at, by]]
            given = (versions.version(ref).history_change_reason for _, ref in steps[at, by])
            reasons = list(dict.fromkeys(reason for reason in given if reason))
            rows = [change for change in changes if change.fields or change.kind != CHANGED]
            who = author_name(people.get(by), by, reasons)
            entries.append(Entry(at, who, reasons, rows, is_current=at == self.latest))
        return entries

    def steps(self, moment) -> list[tuple[VersionRef | None, VersionRef]]:
        """(version before, last version) of every row that changed at `moment` (date, person)."""
        found = []
        for refs in self.refs.values():
            before, last = {}, {}
            for ref in refs:
                if (ref.at, ref.by) == moment:
                    last[ref.pk] = ref
                elif ref.at < moment[0]:
                    before[ref.pk] = ref
            for pk, ref in last.items():
                earlier = before.get(pk)
                if earlier is not None and earlier.kind == DELETED:
                    earlier = None
                if ref.kind != DELETED or earlier is not None:
                    found.append((earlier, ref))
        return found

    def row_change(self, versions: LoadedVersions, before, after: VersionRef) -> RowEvent:
        title = "" if after.model is self.model else row_title(versions.instance(after))
        if after.kind == DELETED:
            return RowEvent(DELETED, title, [])
        if before is not None:
            return RowEvent(CHANGED, title, versions.differences(before, after))
        reason = versions.version(after).history_change_reason
        kind = CREATED if after.kind == CREATED and reason != FIRST_KNOWN else KNOWN
        return RowEvent(kind, title, versions.values(after))


def author_name(person, key: int | None, reasons: list[str]) -> str:
    """Who made a change: the name of the `person`, found or not under the `key`."""
    if person:
        return str(person)
    if key is None and {SHIPPED, DEMONSTRATION} & set(reasons):
        return "le portail"
    return UNKNOWN_PERSON

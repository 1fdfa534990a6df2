"""The history of one row and of its lines, told change by change, without HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model

from records.history.diff import FieldChange
from records.history.recording import (
    CHANGED,
    CREATED,
    DELETED,
    DEMONSTRATION,
    FIRST_KNOWN,
    ON_SERVER,
    SHIPPED,
    family,
    owner_field,
)
from records.history.versions import VersionReader, row_title

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


def change_of(version: Any) -> tuple[datetime, int | None]:
    """(date, key of the person): the versions that share it are one change."""
    return version.history_date, version.history_user_id


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

    @property
    def is_of_the_row(self) -> bool:
        """True when the row whose page it is changed, not its lines alone."""
        return any(not row.title for row in self.rows)


class Timeline:
    """The past of the row `pk` of `model`, its lines included.

    Costs a number of queries that depends on the tables of the family, not on the versions.
    """

    def __init__(self, model: type[Model], pk: int):
        self.model = model
        self.versions: dict[type[Model], list[Any]] = {}
        keys = {model: {pk}}
        for member in family(model):
            owner = owner_field(member) if member is not model else None
            lookup = {f"{owner.attname}__in": keys[owner.related_model]} if owner else {"id": pk}
            past = member.history.filter(**lookup).order_by("history_date", "history_id")
            self.versions[member] = list(past)
            keys[member] = {version.id for version in past}
        moments = {change_of(version) for found in self.versions.values() for version in found}
        self.moments = sorted(moments, key=lambda moment: (moment[0], moment[1] or 0), reverse=True)

    @property
    def latest(self) -> datetime | None:
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

    def as_of(self, at: datetime) -> list[Any]:
        """The version of each row that existed at the datetime `at`, owners first."""
        found: list[Any] = []
        for versions in self.versions.values():
            last = {one.id: one for one in versions if one.history_date <= at}
            found += [one for one in last.values() if one.history_type != DELETED]
        return found

    def deleted_at(self, at: datetime) -> list[tuple[Any, Any]]:
        """(deletion, version before or None) of each row that left at `at`, owners first."""
        found = []
        for versions in self.versions.values():
            living = {}
            for one in versions:
                if one.history_type != DELETED:
                    living[one.id] = one
                elif one.history_date == at:
                    found.append((one, living.get(one.id)))
        return found

    def entries(self, moments) -> list[Entry]:
        """The Entry of each of `moments`, a part of `self.moments`."""
        steps = {moment: self.steps(moment) for moment in moments}
        reader = VersionReader(
            one for found in steps.values() for step in found for one in step if one
        )
        people = get_user_model().objects.in_bulk({by for _at, by in moments if by})
        entries = []
        for (at, by), found in steps.items():
            changes = [self.row_change(reader, *step) for step in found]
            given = (after.history_change_reason for _before, after in found)
            reasons = list(dict.fromkeys(reason for reason in given if reason))
            rows = [change for change in changes if change.fields or change.kind != CHANGED]
            who = author_name(people.get(by), by, reasons)
            entries.append(Entry(at, who, reasons, rows, is_current=at == self.latest))
        return entries

    def steps(self, moment) -> list[tuple[Any, Any]]:
        """(version before or None, last version) of every row that changed at `moment`."""
        found = []
        for versions in self.versions.values():
            before, last = {}, {}
            for one in versions:
                if change_of(one) == moment:
                    last[one.id] = one
                elif one.history_date < moment[0]:
                    before[one.id] = one
            for key, after in last.items():
                earlier = before.get(key)
                if earlier is not None and earlier.history_type == DELETED:
                    earlier = None
                if after.history_type != DELETED or earlier is not None:
                    found.append((earlier, after))
        return found

    def row_change(self, reader: VersionReader, before, after) -> RowEvent:
        title = "" if after.instance_type is self.model else row_title(reader.instance(after))
        if after.history_type == DELETED:
            return RowEvent(DELETED, title, [])
        if before is not None:
            return RowEvent(CHANGED, title, reader.differences(before, after))
        is_creation = after.history_type == CREATED and after.history_change_reason != FIRST_KNOWN
        return RowEvent(CREATED if is_creation else KNOWN, title, reader.values(after))


def author_name(person, key: int | None, reasons: list[str]) -> str:
    """Who made a change: the name of the `person`, found or not under the `key`."""
    if person:
        return str(person)
    if key is None and {SHIPPED, DEMONSTRATION} & set(reasons):
        return "le site"
    for reason in reasons if key is None else ():
        _, is_told, account = reason.rpartition(ON_SERVER)
        if is_told:
            return f"le compte « {account.strip(' .')} » du serveur"
    return UNKNOWN_PERSON

"""What would change, row by row, nothing being written."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from records.history.diff import FieldChange
from records.publication import place_of


class ChangeRefused(Exception):
    """Nothing was written; `str()` says why, in French."""


class Stale(ChangeRefused):
    """The rows are not those that were shown.

    Of the rows that are still there, `moved` changed, `entered` and `left` the choice.
    """

    def __init__(self, entered: Sequence = (), left: Sequence = (), moved: Sequence = ()) -> None:
        super().__init__("Ces lignes ont changé depuis cet aperçu : rien n’est enregistré.")
        self.entered, self.left, self.moved = entered, left, moved


@dataclass(frozen=True)
class Scope:
    """The models that a plan writes: `main`, the `lines` that belong to one of its rows or to
    another line (owners before what they own), and the `supports` its rows lean on (from what
    leans on others to what others lean on).

    Those of the lines that are `apart` have a life of their own: one that changes later keeps from
    undoing only what wrote lines of its kind in the same row.
    """

    main: type[Model]
    lines: tuple[type[Model], ...] = ()
    apart: tuple[type[Model], ...] = ()
    supports: tuple[type[Model], ...] = ()


@dataclass(frozen=True)
class RecordedChange:
    """What one `apply` wrote: all its versions bear this date and this reason."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be written as asked: a sentence in French."""

    message: str

    def __str__(self) -> str:
        return self.message


@dataclass
class RowChange:
    """One row as it would be, and what that changes.

    `row` is in memory, with its values of after; it has no key when it is to be created. `fields`
    names its simple fields that change. `links` gives the keys that a many-to-many field would
    lead to; a row not yet written stands for its own key. `lines` and `dropped` are rows of its
    own to create and to delete, `edited` those to change, with their values of after. `changes`
    says the same in words. `fingerprint` is what the row said when the plan was made.
    """

    row: Any
    changes: list[FieldChange] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    links: Mapping[str, Collection] = field(default_factory=dict)
    lines: list[Model] = field(default_factory=list)
    dropped: list[Model] = field(default_factory=list)
    edited: list[Model] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fingerprint: str = ""
    needs_reason: bool = False
    was_published: bool = False
    is_new: bool = field(init=False)
    place: tuple = field(init=False)

    def __post_init__(self) -> None:
        self.is_new = self.row.pk is None
        self.place = () if self.is_new else place_of(self.row)

    @property
    def moves_publication(self) -> bool:
        """True when residents would find it elsewhere, no longer, or for the first time."""
        return place_of(self.row) != self.place

    @property
    def pk(self) -> Any:
        return self.row.pk

    @property
    def facts(self) -> list[Any]:
        """What is written and over what, ready for JSON."""
        return [
            None if self.is_new else self.pk,
            str(self.row),
            [[change.name, change.before, change.after] for change in self.changes],
            facts_of(self.row, self.fields),
            {name: sorted(map(told_key, keys)) for name, keys in self.links.items()},
            sorted(json.dumps(facts_of(line), cls=DjangoJSONEncoder) for line in self.lines),
            sorted(line.pk for line in self.dropped),
            sorted([line._meta.label, line.pk, *map(str, facts_of(line))] for line in self.edited),
        ]


def told_key(linked: Any) -> str:
    """The key of a row, or its words when it has none yet."""
    return str(linked.pk or linked) if isinstance(linked, Model) else str(linked)


def facts_of(row: Model, names: set[str] | None = None) -> list[Any]:
    """[field, value] of the fields `names` of `row`, all of them by default."""
    facts = []
    one: Any
    for one in row._meta.concrete_fields:
        if (names is None or one.name in names) and not one.primary_key:
            value = getattr(row, one.attname)
            if value is None and one.is_relation and one.is_cached(row):
                value = told_key(getattr(row, one.name))
            facts.append([one.name, value])
    return facts


@dataclass
class ChangePlan:
    """The whole effect of a request on the rows of `scope`.

    `rows` are all the rows looked at, `creations` the rows to write before them, in order,
    `creation_links` what their many-to-many fields lead to (row, name, keys), `faults` what is
    wrong without belonging to one row.
    """

    scope: Scope
    rows: list[Any] = field(default_factory=list)
    creations: list[Model] = field(default_factory=list)
    creation_links: list[tuple[Model, str, Collection]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)

    @property
    def changing(self) -> list[Any]:
        """Rows that can change."""
        return [row for row in self.rows if row.changes and not row.faults]

    @property
    def refused(self) -> list[Any]:
        return [row for row in self.rows if row.faults]

    @property
    def same(self) -> list[Any]:
        """Rows that already are as asked."""
        return [row for row in self.rows if not row.changes]

    @property
    def needs_reason(self) -> bool:
        """True when what residents were told would change: history must say why."""
        return any(row.needs_reason for row in self.changing)

    @property
    def moves_publication(self) -> bool:
        """True when it publishes, hides or moves something: only those who may publish apply it."""
        rows = any(row.moves_publication for row in self.changing)
        return rows or any(place_of(row) for row in self.creations)

    @property
    def fingerprints(self) -> dict[Any, str]:
        """Key → fingerprint of every row looked at that already exists."""
        return {row.pk: row.fingerprint for row in self.rows if not row.is_new}

    @cached_property
    def digest(self) -> str:
        """What the plan would write, and over what: another digest, another plan."""
        facts = [
            [row.facts for row in self.changing],
            [[row._meta.label, *map(str, facts_of(row))] for row in self.creations],
            *([str(row), name, sorted(keys)] for row, name, keys in self.creation_links),
        ]
        text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def number_new_rows(self) -> None:
        """Give the rows to create what depends on the others: called under lock, just before."""

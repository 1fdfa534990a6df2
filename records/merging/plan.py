"""What merging two rows would change: shown to whoever asks, then compared with what is written."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import capfirst

from records.history.diff import field_label, said
from records.history.recording import owner_field
from records.history.versions import values_of
from records.merging.relations import Relation, relations_to, unique_with

REAL_INTO_DEMO = (
    "Un exemple ne peut pas réunir une vraie fiche : les exemples seront retirés un jour. "
    "Gardez l’autre fiche."
)
# Why it was archived, and the article that goes before its name: true of nothing else.
STAYS_WITH_ITS_ROW = ("archive_reason", "article")
ALREADY_MERGED = "Cette fiche est déjà fusionnée avec une autre."
ARCHIVED = "« {} » est archivée : remettez-la d’abord en service, ou gardez l’autre fiche."


@dataclass(frozen=True)
class Twin:
    """A row of the one that leaves that says the same as the row `kept` of the other."""

    row: Any
    kept: Any

    @property
    def name(self) -> str:
        """Of the question that it asks, in a form."""
        return f"{self.row._meta.model_name}-{self.row.pk}"


@dataclass
class MovedRows:
    """The rows of one relation: `rows` all lead to the one that leaves, `twins` are among them.

    `dropped` say nothing once both are one. With `is_shared`, links that lead to both already.
    """

    relation: Relation
    rows: list[Any]
    twins: list[Twin] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)
    shared: set = field(default_factory=set)

    @property
    def title(self) -> str:
        meta, words = self.relation.model._meta, self.relation.field.verbose_name
        return f"{capfirst(meta.verbose_name_plural)} ({words})"

    @property
    def lines(self) -> list[str]:
        """Each row that moves in words, with the row it belongs to."""
        return [in_words(row) for row in self.rows]

    @property
    def dropped_lines(self) -> list[str]:
        return [in_words(row) for row in self.dropped]

    @property
    def questions(self) -> list[Twin]:
        """The twins of which only a person knows what to do."""
        return self.twins if getattr(self.relation.model, "merge_ways", ()) else []

    def question(self, twin: Twin) -> str:
        """What is asked of `twin`."""
        return f"Deux lignes pour {in_words(twin.kept)} : que garder ?"

    def both(self, twin: Twin) -> str:
        """What the two lines say: « première : 500 ; deuxième : 300 »."""
        return f"Première : {told(twin.kept)}. Deuxième : {told(twin.row)}."

    @property
    def joined(self) -> list[str]:
        return [] if self.questions else [in_words(twin.row) for twin in self.twins]


def told(row: Any) -> str:
    """What a line says of itself, the rows it leads to aside."""
    fields = [
        one
        for one in row._meta.concrete_fields
        if one.editable and not one.is_relation and not one.primary_key
    ]
    pairs = [(field_label(one), said(one, getattr(row, one.attname), None)) for one in fields]
    return " ; ".join(f"{label} : {words}" for label, words in pairs if words)


def in_words(row: Any) -> str:
    owner = owner_field(type(row))
    above = str(getattr(row, owner.name)) if owner else ""
    words = str(row)
    return words if not above or above in words else f"{above} : {words}"


@dataclass
class MergePlan:
    """The effect of `gone` becoming `kept`.

    `completed` are the fields of `kept` that were empty and take the value of `gone`, `differing`
    those that both fill: the value of `gone` stays in its own sheet. `faults` forbid it, in French.
    """

    kept: Any
    gone: Any
    parts: list[MovedRows] = field(default_factory=list)
    completed: dict[str, Any] = field(default_factory=dict)
    differing: list[Any] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def questions(self) -> list[Twin]:
        return [twin for part in self.parts for twin in part.questions]

    @property
    def count(self) -> int:
        return sum(len(part.rows) for part in self.parts)

    @property
    def publishes(self) -> bool:
        """True when the one that stays becomes public because the other was."""
        return bool(getattr(self.gone, "is_published", False)) and not self.kept.is_published

    @property
    def completed_words(self) -> list[tuple[str, str]]:
        meta = self.kept._meta
        fields = [(meta.get_field(name), value) for name, value in self.completed.items()]
        return [(field_label(one), said(one, value, None)) for one, value in fields]

    @property
    def differing_words(self) -> list[tuple[str, str, str]]:
        """(label, what stays, what the archive says) of the fields that both fill."""
        return [
            (
                field_label(one),
                *(said(one, getattr(row, one.attname), None) for row in (self.kept, self.gone)),
            )
            for one in self.differing
        ]

    @cached_property
    def digest(self) -> str:
        """What would be written, and over what: another digest, another plan."""
        facts = [
            values_of(self.kept),
            values_of(self.gone),
            *(
                [
                    part.relation.key,
                    [row.pk for row in part.rows],
                    sorted(part.shared),
                    [[values_of(twin.row), values_of(twin.kept)] for twin in part.twins],
                    [values_of(row) for row in part.dropped],
                ]
                for part in self.parts
            ),
        ]
        text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def merge_plan(kept: Any, gone: Any) -> MergePlan:
    """The MergePlan of the rows `kept` and `gone` of one model, read now.

    A number of queries that depends on the tables, not on the rows.
    """
    plan = MergePlan(kept, gone)
    for one in (kept, gone):
        if one.merged_into_id:
            plan.faults.append(ALREADY_MERGED)
        elif one is kept and getattr(one, "archived_on", None):
            plan.faults.append(ARCHIVED.format(one))
    if getattr(kept, "is_demo", False) and not gone.is_demo:
        plan.faults.append(REAL_INTO_DEMO)
    for one in type(kept)._meta.concrete_fields:
        if not one.editable or one.primary_key or one.unique or one.is_relation:
            continue
        ours, theirs = getattr(kept, one.attname), getattr(gone, one.attname)
        if not isinstance(theirs, str) or not theirs or one.name in STAYS_WITH_ITS_ROW:
            continue
        if not ours:
            plan.completed[one.name] = theirs
        elif ours != theirs:
            plan.differing.append(one)
    parts = map(reader(kept, gone), relations_to(type(kept)))
    plan.parts = [part for part in parts if part.rows or part.dropped]
    return plan


def reader(kept, gone):
    """A function: the MovedRows of a Relation."""
    told = set()  # a row that both foreign keys of its table lead to is dropped once

    def read(relation):
        model, name = relation.model, relation.field.name
        rows = model._base_manager.order_by("pk").select_related(*above(model))
        part = MovedRows(relation, list(rows.filter(**{name: gone.pk})))
        if relation.is_links and part.rows:
            shared = rows.filter(**{name: kept.pk}).filter(**{name: gone.pk})
            part.shared = set(shared.values_list("pk", flat=True))
        for constraint in unique_with(relation) if part.rows else ():
            part.twins += twins(relation, constraint, rows, kept, gone)
        if hasattr(model, "said_twice"):
            paired = {row.pk for twin in part.twins for row in (twin.row, twin.kept)}
            twice = model.said_twice(kept, gone).select_related(*above(model)).order_by("pk")
            part.dropped = [row for row in twice if row.pk not in paired and row not in told]
            told.update(part.dropped)
        return part

    return read


def above(model):
    """Names of the foreign keys that the words of a row of `model` may read."""
    return [one.name for one in model._meta.concrete_fields if one.many_to_one]


def twins(relation, constraint, rows, kept, gone):
    """The Twins that `constraint` would refuse."""
    if constraint.condition is not None:
        rows = rows.filter(constraint.condition)
    meta = relation.model._meta
    others = [
        meta.get_field(name).attname for name in constraint.fields if name != relation.field.name
    ]

    def place(row):
        return tuple(getattr(row, name) for name in others)

    ours = {place(row): row for row in rows.filter(**{relation.field.name: kept.pk})}
    theirs = rows.filter(**{relation.field.name: gone.pk})
    return [Twin(row, ours[place(row)]) for row in theirs if place(row) in ours]

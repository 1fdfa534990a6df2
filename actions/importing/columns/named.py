"""Columns that bear the name of one row: « Communes » over « Lavaur | Ambres », crosses below.

Their key is that of the list and the name: « communes:Lavaur »; « planned:CAF » is what the CAF
pays. `settle_named` puts together what the crosses of a line say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from actions.importing.attached.money import SaidAmount
from actions.importing.columns.attached import AmountsColumn
from actions.importing.columns.base import COLOUR, BadCell, PlanColumn
from actions.importing.columns.rows import CO_LEADS, LEAD, ROLES_HELD, Leads, held_by
from actions.importing.name_matching import NO_TICKS, WORDS, YES_TICKS, word_key
from actions.importing.splitting import is_generic
from actions.models import Action, WordKind
from tables.cells import Coloured, cell_text

STATE = "avancement"
SEVERAL_STATES = "Plusieurs avancements cochés : le dernier est gardé, « {} »."
MARK = ":"  # between the list and the name, in a key
YES, NO = "oui", "non"
KINDS = {
    "communes": WordKind.COMMUNE,
    LEAD: WordKind.ORGANISATION,
    CO_LEADS: WordKind.ORGANISATION,
    "partners": WordKind.ORGANISATION,
    "funders": WordKind.ORGANISATION,
    "audiences": WordKind.AUDIENCE,
    "domains": WordKind.DOMAIN,
}
TITLES = {
    "communes": "Communes",
    LEAD: "Pilote",
    CO_LEADS: "Copilotes",
    "partners": "Partenaires",
    "funders": "Financeurs",
    "audiences": "Publics",
    "domains": "Thèmes",
}
AMOUNTS = {"planned": "Budget prévu", "actual": "Budget réel"}
CONCERNED = [(YES, "La case est cochée"), (NO, "La case n’est pas cochée")]
ROLES = [
    (LEAD, "L’organisation pilote l’action"),
    (CO_LEADS, "Elle est copilote"),
    ("partners", "Elle est partenaire"),
    ("funders", "Elle est financeur"),
    (NO, "Elle ne prend pas part à l’action"),
]
SAID_ROLES = {word_key(word): role for role, words in WORDS["roles"].items() for word in words}
EXPECTED = "Écrivez « X » si la case est cochée, et rien dans les autres."


@dataclass(frozen=True)
class Ticked:
    """What a cross says: the rows that the column bears the name of, and the list they join."""

    list_key: str
    targets: list[str]


class NamedColumn(PlanColumn):
    """« Lavaur » under « Communes »: a cross says that the row belongs to the list."""

    width = 8
    is_exported = False
    may_be_emptied = False  # what the other columns of the list say is there too

    @property
    def list_key(self) -> str:
        return self.key.partition(MARK)[0]

    @property
    def name(self) -> str:
        return self.key.partition(MARK)[2]

    def current(self, action: Action) -> Any:
        return None

    def is_empty(self, cell: Any) -> bool:
        return word_key(cell_text(cell)) in {"", *NO_TICKS}

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Ticked | None:
        if isinstance(cell, Coloured):
            vocabulary.note(COLOUR.format(self.heading))
        list_key = "" if self.is_empty(cell) else self.said(cell_text(cell), vocabulary)
        if not list_key:
            return None
        held = held_by(action, ROLES_HELD[list_key]) if action and list_key in ROLES_HELD else []
        return Ticked(list_key, vocabulary.several(KINDS[list_key], self.name, held))

    def said(self, text: str, vocabulary: Any) -> str:
        """The list that the row joins by the mark `text`, "" for none; raise BadCell."""
        key = word_key(text)
        if key in YES_TICKS:
            return self.list_key
        is_organisation = KINDS[self.list_key] == WordKind.ORGANISATION
        if is_organisation and key in SAID_ROLES:
            return SAID_ROLES[key]
        title = TITLES[self.list_key]
        choices = ROLES if is_organisation else CONCERNED
        target = vocabulary.ask(WordKind.TICK, f"{title} : {text}", "", choices=choices)
        if not target:
            raise BadCell(EXPECTED, f"{title} : {text}")
        return {YES: self.list_key, NO: ""}.get(target, target)


class TickedStateColumn(NamedColumn):
    """« Réalisé » under « Avancement »: a cross says that the action is there."""

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        if isinstance(cell, Coloured):
            vocabulary.note(COLOUR.format(self.heading))
        if self.is_empty(cell):
            return None
        if word_key(cell_text(cell)) not in YES_TICKS:
            raise BadCell(EXPECTED)
        return vocabulary.one(WordKind.STATE, self.name)


class NamedAmountsColumn(AmountsColumn):
    """« CAF » under « Financeurs »: what the CAF pays."""

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        name = self.key.partition(MARK)[2]
        return [self.paid_by(name, one) for one in super().parse(cell, action, vocabulary)]

    @staticmethod
    def paid_by(name: str, one: SaidAmount) -> SaidAmount:
        """`one`, of `name` unless the cell itself says who pays."""
        return one if one.funder else replace(one, funder=name, is_loose=is_generic(name))


def named_column(key: str) -> PlanColumn | None:
    """The column that a `key` like « communes:Lavaur » stands for, or None."""
    list_key, _, name = key.partition(MARK)
    if not name.strip():
        return None
    if list_key in KINDS:
        heading = f"{TITLES[list_key]} – {name}"
        return NamedColumn(key, heading, [], f"« X » quand {name} est concerné.", "X")
    if list_key == STATE:
        heading = f"Avancement – {name}"
        return TickedStateColumn(key, heading, [], "« X » quand l’action en est là.", "X")
    kind, _, year = list_key.partition("_")
    if kind not in AMOUNTS or (year and not re.fullmatch(r"20\d\d", year)):
        return None
    heading = f"{AMOUNTS[kind]} {year}".strip() + f" – {name}"
    return NamedAmountsColumn(key, heading, [], f"Ce que paie {name}, en euros.", "3 000 €")


def settle_states(values: dict[str, Any], vocabulary: Any) -> None:
    """Replace in `values` the crosses under states by the last one, unless a column says it."""
    keys = [key for key in values if key.startswith(STATE + MARK)]
    ticked = [state for key in keys if (state := values.pop(key))]
    if not ticked or values.get(STATE):
        return
    values[STATE] = ticked[-1]
    if len(set(ticked)) > 1:
        vocabulary.note(SEVERAL_STATES.format(vocabulary.label(WordKind.STATE, ticked[-1])))


def settle_named(values: dict[str, Any], held: Callable[[str], list[str]]) -> None:
    """Replace in `values` the crosses of a line by the lists they make.

    What the line says otherwise, or else what is `held` of a list, stays in it.
    """
    found: dict[str, list[str]] = {}
    for key in [
        key for key in values if key.partition(MARK)[2] and key.partition(MARK)[0] in KINDS
    ]:
        if ticked := values.pop(key):
            found.setdefault(ticked.list_key, []).extend(ticked.targets)
    if leads := found.pop(LEAD, []):
        said = values.get(LEAD)
        first = said.first if isinstance(said, Leads) else said
        if first:
            found.setdefault(CO_LEADS, []).extend(one for one in leads if one != first)
        else:
            values[LEAD] = Leads(leads[0], leads[1:])
    for key, targets in found.items():
        before = values[key] if values.get(key) is not None else held(key)
        values[key] = list(dict.fromkeys([*before, *targets]))

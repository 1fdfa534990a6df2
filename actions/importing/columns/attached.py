"""Columns of a plan that say what hangs on an action: money, indicators, steps.

They are read, never exported: the workbook has a sheet for each. Some are known by a number or a
year in their heading (« Financeur 2 », « Budget 2024 »): `series_column` makes them when asked.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from actions.importing.attached.amounts import BadAmount
from actions.importing.attached.money import read_amounts
from actions.importing.attached.sheets import UNAVAILABLE, read_told
from actions.importing.attached.texts import read_indicators, read_steps
from actions.importing.columns.base import BadCell, PlanColumn
from actions.importing.columns.dates import lapse_column, lapse_key
from actions.importing.columns.fields import one_line
from actions.importing.name_matching import is_unknown, says_nothing
from actions.models import Indicator, Milestone, WordKind
from tables.cells import cell_text

YEARS = range(2000, 2101)  # of a funding
MONEY_WORDS = ("budget", "montant", "cout", "financement")
PLANNED_WORDS = ("prevu", "previsionnel", "prevue", "previsionnelle", "estime", "total")
ACTUAL_WORDS = ("reel", "realise", "reelle", "depense", "execute", "consomme", "verse")

OF_ONE = {"budget", "montant", "cout"}  # what says money without a year nor a number
GOAL_WORDS = {"cible", "objectif", "vise", "visee", "attendu", "attendue", "a", "atteindre"}
NAMES = {"intitule", "libelle", "nom", "suivi", "evaluation", "resultat"}
BESIDE = {"financeur", "euro", "en", "n", "no", "numero", "ttc", "ht", "annee", "pour"}


class AttachedPlanColumn(PlanColumn):
    """A column whose cell becomes rows of the action: RowWishes reads what it gives.

    What hangs on an action is never removed by a table: an empty cell says nothing.
    """

    may_be_emptied = False
    is_exported = False


class AmountsColumn(AttachedPlanColumn):
    """Euros, or who pays how much: a list of SaidAmount."""

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        try:
            return read_amounts(cell)
        except BadAmount as bad:
            raise BadCell(str(bad)) from bad


class FunderColumn(AttachedPlanColumn):
    """The organisation whose amount is in the column of the same number."""

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str | None:
        text = one_line(cell_text(cell))
        return None if says_nothing(text) else vocabulary.one(WordKind.ORGANISATION, text)


class IndicatorsColumn(AttachedPlanColumn):
    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        return bounded(read_indicators(cell_text(cell)), Indicator, "label")


class StepsColumn(AttachedPlanColumn):
    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        return bounded(read_steps(cell_text(cell)), Milestone, "title")


class ValueColumn(AttachedPlanColumn):
    """What an indicator was worth in a year."""

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        told = read_told(cell)
        is_words = isinstance(told, str) and told != UNAVAILABLE
        return None if is_words and is_unknown(str(told)) else told


def bounded(said: list, model: Any, name: str) -> list:
    """`said`, unless the name of one of them is too long for the `model`; raise BadCell."""
    longest = model._meta.get_field(name).max_length
    for one in said:
        if len(getattr(one, name)) > longest:
            raise BadCell(f"Écrivez {longest} caractères au plus, une ligne pour chacun.")
    return said


# --- headings with a number or a year ----------------------------------------------------------


def series_key(words: str) -> str:
    """The key of the column that the heading `words` (as heading_key writes them) names, or ""."""
    if found := lapse_key(words):
        return found
    numbers = re.findall(r"\b\d+\b", words)
    said = {word.rstrip("s") or word for word in words.split()} - set(numbers)
    if key := indicator_key(said, numbers):
        return key
    if len(numbers) > 1 or not said:
        return ""
    number = numbers[0] if numbers else ""
    if said <= {"financeur", "cofinanceur"}:
        return f"funder_{number}" if number and 1 <= int(number) <= 9 else ""
    kind = "actual" if said & set(ACTUAL_WORDS) else "planned"
    left = said - set(PLANNED_WORDS) - set(ACTUAL_WORDS) - BESIDE
    if not said & {*MONEY_WORDS, *PLANNED_WORDS, *ACTUAL_WORDS} or left - set(MONEY_WORDS):
        return ""
    if not number:  # « Budget prévisionnel total »
        return kind if said & OF_ONE or {"financement", "total"} <= said else ""
    return f"{kind}_{number}" if int(number) in YEARS or 1 <= int(number) <= 9 else ""


def indicator_key(said: set[str], numbers: list[str]) -> str:
    """The key of « Valeur 2024 », « Indicateur 2 », « Indicateur 2 – 2024 », or ""."""
    years = [number for number in numbers if int(number) in YEARS]
    ranks = [number for number in numbers if 1 <= int(number) <= 9]
    if len(years) + len(ranks) != len(numbers) or len(years) > 1 or len(ranks) > 1:
        return ""
    if years and said <= {"valeur", "resultat", "indicateur"} and (said or not ranks):
        return f"value_{years[0]}" + "".join(f"_{rank}" for rank in ranks) if said else ""
    if years and said & GOAL_WORDS and said <= {"valeur", "resultat", "indicateur", *GOAL_WORDS}:
        return f"target_{years[0]}" + "".join(f"_{rank}" for rank in ranks)
    if ranks and not years and "indicateur" in said and said <= {"indicateur", *BESIDE, *NAMES}:
        return f"indicators_{ranks[0]}"
    return ""


@lru_cache(maxsize=512)
def series_column(key: str) -> PlanColumn | None:
    """The column that a `key` like « planned_2024 » or « funder_2 » stands for, or None."""
    if found := lapse_column(key):
        return found
    kind, _, number = key.partition("_")
    number, _, rank = number.partition("_")
    if kind not in SERIES or not number.isdigit() or (rank and not rank.isdigit()):
        return None
    column, heading = SERIES[kind]
    heading = f"{heading} {number}" + (f" (indicateur {rank})" if rank else "")
    return column(key, heading, [], f"{heading}.", "")


SERIES = {
    "planned": (AmountsColumn, "Budget prévu"),
    "actual": (AmountsColumn, "Budget réel"),
    "funder": (FunderColumn, "Financeur"),
    "value": (ValueColumn, "Valeur"),
    "target": (ValueColumn, "Valeur visée"),
    "baseline": (ValueColumn, "Valeur de départ"),
    "indicators": (IndicatorsColumn, "Indicateur"),
}


class OpenDict(dict):
    """A dict that `make`s what it does not hold; what it makes is not among its keys."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        super().__init__()
        self.make = make

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(key)
        return (self.make(key) or default) if found is None else found

    def __missing__(self, key: str) -> Any:
        made = self.make(key)
        if made is None:
            raise KeyError(key)
        return made

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or self.make(str(key)) is not None

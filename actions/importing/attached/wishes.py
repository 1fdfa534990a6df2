"""What a table says of one row that hangs on an action, whatever kind of table said it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from actions.importing.attached.amounts import A_YEAR, IN_BETWEEN
from actions.importing.attached.goals import give_goals, goal_column, take_goals
from actions.importing.attached.money import money_key, told_twice, words_of
from actions.importing.attached.sheets import read_told
from actions.importing.columns.base import BadCell
from actions.importing.columns.fields import one_line
from actions.importing.name_matching import IGNORE, says_nothing
from actions.importing.splitting import is_generic, looks_like_organisation
from actions.models import Funding, Indicator, Milestone, WordKind
from records.french import figure

# What is asked once of all the cells of a kind, with its answers.
EACH_YEAR, ONCE, HIGH, LOW, REST, FIRST = "chaque", "une", "haut", "bas", "reste", "premier"
ANSWERS = {
    A_YEAR: [
        (EACH_YEAR, "Ce montant chaque année, du début à la fin de l’action"),
        (ONCE, "Ce montant une seule fois, la première année"),
    ],
    IN_BETWEEN: [(HIGH, "Garder le plus haut montant"), (LOW, "Garder le plus bas montant")],
}
ABOVE = "totaux au-dessus de la somme des financeurs"
ABOVE_ANSWERS = [(REST, "Garder la différence, sans dire qui la paie")]
ONE_FOR_SEVERAL = "une valeur par année pour plusieurs indicateurs"
ONE_FOR_SEVERAL_ANSWERS = [(FIRST, "C’est la valeur du premier indicateur de la case")]
# (key of what is at fault, the value told, what was expected)
Blame = Callable[[str, str, str], None]
MANY_FUNDERS = (
    "Plusieurs financeurs pour un seul montant : il est gardé sans dire qui paie combien."
)
TOLD_TWICE = (
    "L’argent est dit par année et par financeur : dans « Les colonnes du fichier », gardez l’un "
    "des deux, et choisissez « Ignorer » pour les colonnes de l’autre."
)
NOT_THE_SUM = "Ce montant n’est pas la somme des autres colonnes ({sum} €) : corrigez-le."
ONE_INDICATOR = "Cette ligne n’a pas un seul indicateur : dites duquel est cette valeur."
ANSWER_FIRST = "Répondez à la question sur ce montant."


@dataclass
class Wish:
    """A row of `model` as a table tells it: `values` of its fields, a linked row by its target.

    `measures` are those of an indicator: year → its cell, or what was read of it; None for a value
    without a year.
    `at` names what a fault of each field is about, where it is not the field itself.
    """

    model: type[Model]
    values: dict[str, Any]
    blame: Blame
    measures: dict[int | None, Any] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    remark: str = ""  # of money, as it is written
    defaults: dict[str, Any] = field(default_factory=dict)  # of fields that say nothing yet

    @property
    def note(self) -> str:
        """The remark on one line, as long as what a funding may say of itself."""
        longest: Any = Funding._meta.get_field("note").max_length
        text = one_line(self.remark)
        return text if len(text) <= longest else f"{text[: longest - 1]}…"

    def fault(self, key: str, value: Any, expected: str) -> None:
        self.blame(self.at.get(key, key), str(value), expected)


class RowWishes:
    """The wishes of the lines of a plan: of its columns of money, of indicators, of steps."""

    def __init__(self, vocabulary: Any, blame: Blame) -> None:
        self.vocabulary, self.blame = vocabulary, blame

    def take(self, values: dict[str, Any], action: Any) -> list[Wish]:
        """Take out of `values` (column → value of a line) what hangs on the `action`, or None."""
        self.days = self.days_of(values, action)
        self.goals = take_goals(values)
        money = {
            key: values.pop(key)
            for key in list(values)
            if money_key(key)[0] in ("planned", "actual", "funder")
        }
        steps, said = values.pop("milestones", ()), values.pop("indicators", ())
        told: dict[int, dict[int, Any]] = {}  # number of the indicator, 0 without → year → value
        for key in [key for key in values if key.startswith("value_")]:
            year, _, number = key.removeprefix("value_").partition("_")
            if (value := values.pop(key)) is not None:
                told.setdefault(int(number or 0), {})[int(year)] = value
        numbered = {
            int(key.removeprefix("indicators_")): values.pop(key)
            for key in list(values)
            if key.startswith("indicators_")
        }
        found = [
            Wish(
                Milestone,
                {"title": one.title, **({"planned_on": one.on} if one.on else {})},
                self.blame,
                at=dict.fromkeys(("title", "planned_on"), "milestones"),
            )
            for one in steps
        ]
        found += self.indicators(said, told.pop(0, {}), "indicators")
        goals = {int(key[-1]) for key in self.goals if key[-1].isdigit()}
        for rank in sorted({*numbered, *told, *goals}):
            found += self.indicators(
                numbered.get(rank) or (), told.get(rank, {}), f"indicators_{rank}"
            )
        return found + self.fundings(money, values)

    def days_of(self, values: dict[str, Any], action: Any) -> tuple[date, date]:
        """The start and the end that the action will have, or else those of the convention."""
        start, end = (
            values.get(key) or getattr(action, key, None) for key in ("starts_on", "ends_on")
        )
        convention = self.vocabulary.reference.convention
        return start or convention.starts_on, end or convention.ends_on

    def indicators(self, said: Any, years: dict[int, Any], key: str) -> list[Wish]:
        """One wish for each of the indicators `said` in the column `key`, with its values."""
        found = [
            Wish(
                Indicator,
                {"label": one.label, **({"unit": one.unit} if one.unit else {})},
                self.blame,
                {} if one.value is None else {None: one.value},
                dict.fromkeys(("label", "unit", "measures"), key),
            )
            for one in said
        ]
        for one, wish in zip(said, found, strict=True):
            wish.measures.update(one.years)
            wish.at |= {f"measures_{year}": key for year, _ in one.years}
        suffix = key.removeprefix("indicators")
        for year, told in years.items():
            column = f"value_{year}{suffix}"
            for wish, value in zip(found, self.shared(found, column, told), strict=False):
                if value is not None:
                    wish.measures[year] = value
                    wish.at[f"measures_{year}"] = column
        self.aim(found, key)
        return found

    def aim(self, found: list[Wish], key: str) -> None:
        """Give the indicators `found` in the column `key` what they start from and aim at."""
        goals: list[dict[str, Any]] = [{} for _ in found]
        for kind, told in self.goals.get(key, {}).items():
            for year, value in told.items():
                column = goal_column(kind, year, key)
                for wish, one, goal in zip(
                    found, self.shared(found, column, value), goals, strict=False
                ):
                    if one is not None:
                        goal.setdefault(kind, {})[year] = one
                        parts = ("", "_value", "_on", "_text")
                        wish.at |= {f"{kind}{part}": column for part in parts}
        for wish, goal in zip(found, goals, strict=True):
            if goal and (note := give_goals(wish, goal, self.days)):
                self.vocabulary.note(note)

    def shared(self, found: list[Wish], column: str, told: Any) -> list[Any]:
        """What `told` in a column of a year is of each of the indicators `found`, None for nothing:
        a line for each, in their order; staff say what is of several.
        """
        if len(found) == 1:
            return [told]
        if not found:
            self.blame(column, str(told), ONE_INDICATOR)
            return []
        lines = re.split(r"\s*[\n;]\s*|\s+/\s+", str(told))
        if len(lines) == len(found):
            return [None if says_nothing(line) else read_told(line) for line in lines]
        answer = self.ask(ONE_FOR_SEVERAL, str(told), ONE_FOR_SEVERAL_ANSWERS, WordKind.VALUE)
        if not answer:
            self.blame(column, ONE_FOR_SEVERAL, ONE_INDICATOR)
        return [told] if answer == FIRST else []

    def ask(self, text: str, example: str, answers: list, kind: WordKind = WordKind.MONEY) -> str:
        """What staff answered once for all that is `text`, "" before."""
        choices = [*answers, (IGNORE, "Ne pas le garder")]
        return self.vocabulary.ask(kind, text, "", f"Par exemple : {example}", choices)

    def fundings(self, money: dict[str, Any], values: dict[str, Any]) -> list[Wish]:
        """One wish for each year and funder: of the money of a year, of somebody, or of the whole.

        A whole beside its parts adds nothing: it must be their sum, or else what is above them is
        nobody's once staff say so.
        """
        rows: dict[tuple[int | None, str | None], Wish] = {}
        wholes = []
        if twice := told_twice(money):
            self.blame(twice, str(money[twice][0].amount), TOLD_TWICE)
            return []
        for key, said in money.items():
            kind, number = money_key(key)
            if kind == "funder":
                continue
            for one in [settled for told in said for settled in self.settled(told, key)]:
                is_whole = not number or any(other.startswith(f"{key}:") for other in money)
                if is_whole and not (one.funder or one.year or one.is_rest):
                    wholes.append((key, one))
                    continue
                try:
                    funder, adds, one = self.funder_of(one, number, money)
                except BadCell as bad:
                    self.blame(key, one.funder, str(bad))
                    continue
                year = int(number) if len(number) == 4 else one.year
                self.add(rows, year, funder, key, one, adds=adds)
        for key, one in wholes:
            kind, number = money_key(key)
            beside = {at: wish for at, wish in rows.items() if number in ("", str(at[0]))}
            parts = [wish.values[kind] for wish in beside.values() if kind in wish.values]
            if not parts:
                funders = values.get("funders") or []
                if len(funders) > 1:
                    self.vocabulary.note(MANY_FUNDERS)
                year = int(number) if number else None
                self.add(rows, year, funders[0] if len(funders) == 1 else None, key, one)
            elif sum(parts) != one.amount:
                self.above(rows, beside, key, one, sum(parts))
        return list(rows.values())

    def settled(self, one: Any, key: str) -> list[Any]:
        """The amounts that `one` is once staff settled its doubt; none before, or without euros."""
        if one.amount is None:
            return []
        year = one.year or (len(money_key(key)[1]) == 4)
        if not one.doubt or (one.doubt == A_YEAR and year):
            return [one]
        answer = self.ask(one.doubt, one.remark, ANSWERS[one.doubt])
        if not answer:
            self.blame(key, one.doubt, ANSWER_FIRST)
        if answer == EACH_YEAR:
            start, end = self.days
            years = range(start.year, max(start.year, end.year) + 1)
            return [replace(one, year=year) for year in years]
        if answer == LOW:
            return [replace(one, amount=one.low)]
        return [one] if answer in (ONCE, HIGH) else []

    def above(self, rows: dict, beside: dict, key: str, one: Any, told: Decimal) -> None:
        """Settle a whole that is not the sum `told` of the money of its funders, those `beside`."""
        is_named = all(funder for _, funder in beside)
        if not is_named or one.amount < told:
            self.blame(key, str(one.amount), NOT_THE_SUM.format(sum=told))
            return
        answer = self.ask(ABOVE, f"{figure(one.amount)} € pour {figure(told)} €", ABOVE_ANSWERS)
        if not answer:
            self.blame(key, ABOVE, ANSWER_FIRST)
        if answer == REST:
            years = {year for year, _ in beside}
            year = years.pop() if len(years) == 1 else None
            self.add(rows, year, None, key, replace(one, amount=one.amount - told))

    def funder_of(self, one: Any, number: str, money: dict[str, Any]) -> tuple[Any, bool, Any]:
        """(target of whoever pays `one`, whether it adds up, `one` with its remark); raise BadCell.

        Words that name nobody are a remark: the money is then of nobody, and adds up.
        """
        if not one.funder:
            return money.get(f"funder_{number}"), one.is_rest, one
        vocabulary = self.vocabulary
        if one.is_loose and not (
            vocabulary.is_known(WordKind.ORGANISATION, one.funder)
            or (looks_like_organisation(one.funder) and not is_generic(one.funder))
        ):
            return None, True, one if one.remark else replace(one, remark=words_of(one))
        return vocabulary.one(WordKind.ORGANISATION, one.funder), is_generic(one.funder), one

    def add(
        self,
        rows: dict,
        year: int | None,
        funder: str | None,
        key: str,
        one: Any,
        adds: bool = False,
    ) -> None:
        kind, _ = money_key(key)
        wish = rows.get((year, funder))
        if wish is None:
            wish = rows[year, funder] = Wish(Funding, {"funder": funder, "year": year}, self.blame)
            wish.at = {"year": key, "funder": key, "": key}
        if kind in wish.values and not (adds and funder is None):
            self.blame(key, str(one.amount), "Ce financeur a déjà un montant sur cette ligne.")
        wish.values[kind] = one.amount + (wish.values.get(kind, 0) if adds else 0)
        wish.at[kind] = wish.at["note"] = key
        if one.remark and one.remark not in wish.remark:
            wish.remark = " ; ".join(filter(None, (wish.remark, one.remark)))

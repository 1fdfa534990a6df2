"""What a table says of one row that hangs on an action, whatever kind of table said it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model

from actions.importing.columns.base import BadCell
from actions.models import Funding, Indicator, Milestone, WordKind

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

    def fault(self, key: str, value: Any, expected: str) -> None:
        self.blame(self.at.get(key, key), str(value), expected)


class RowWishes:
    """The wishes of the lines of a plan: of its columns of money, of indicators, of steps."""

    def __init__(self, vocabulary: Any, blame: Blame) -> None:
        self.vocabulary, self.blame = vocabulary, blame

    def take(self, values: dict[str, Any]) -> list[Wish]:
        """Take out of `values` (column → value of a line) what hangs on the action."""
        money = {
            key: values.pop(key)
            for key in list(values)
            if key.partition("_")[0] in ("planned", "actual", "funder")
        }
        steps, said = values.pop("milestones", ()), values.pop("indicators", ())
        years: dict[int | None, Any] = {
            int(key.removeprefix("value_")): values.pop(key)
            for key in list(values)
            if key.startswith("value_")
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
        found += self.indicators(said, {y: told for y, told in years.items() if told is not None})
        return found + self.fundings(money, values)

    def indicators(self, said: Any, years: dict[int | None, Any]) -> list[Wish]:
        fields = ("label", "unit", "measures")
        found = [
            Wish(
                Indicator,
                {"label": one.label, **({"unit": one.unit} if one.unit else {})},
                self.blame,
                {} if one.value is None else {None: one.value},
                dict.fromkeys(fields, "indicators"),
            )
            for one in said
        ]
        if years and len(found) != 1:
            year, told = next(iter(years.items()))
            self.blame(f"value_{year}", str(told), ONE_INDICATOR)
        elif years:
            found[0].measures.update(years)
            found[0].at |= {f"measures_{year}": f"value_{year}" for year in years}
        return found

    def fundings(self, money: dict[str, Any], values: dict[str, Any]) -> list[Wish]:
        """One wish for each year and funder: of the money of a year, of somebody, or of the whole.

        A whole beside its parts adds nothing: it must be their sum.
        """
        rows: dict[tuple[int | None, str | None], Wish] = {}
        wholes = []
        if twice := told_twice(money):
            self.blame(twice, str(money[twice][0].amount), TOLD_TWICE)
            return []
        for key, said in money.items():
            kind, _, number = key.partition("_")
            if kind == "funder":
                continue
            for one in said:
                if one.amount is None:
                    continue
                year = int(number) if len(number) == 4 else None
                if not number and not one.funder:
                    wholes.append((key, one.amount))
                    continue
                try:
                    funder = self.funder_of(one, number, money)
                except BadCell as bad:
                    self.blame(key, one.funder, str(bad))
                    continue
                self.add(rows, year, funder, key, one.amount)
        for key, amount in wholes:
            parts = [wish.values[key] for wish in rows.values() if key in wish.values]
            if not parts:
                funders = values.get("funders") or []
                if len(funders) > 1:
                    self.vocabulary.note(MANY_FUNDERS)
                self.add(rows, None, funders[0] if len(funders) == 1 else None, key, amount)
            elif sum(parts) != amount:
                self.blame(key, str(amount), NOT_THE_SUM.format(sum=sum(parts)))
        return list(rows.values())

    def funder_of(self, one: Any, number: str, money: dict[str, Any]) -> str | None:
        """The target of whoever pays `one`; raise BadCell."""
        if one.funder:
            return self.vocabulary.one(WordKind.ORGANISATION, one.funder)
        return money.get(f"funder_{number}")

    def add(
        self, rows: dict, year: int | None, funder: str | None, key: str, amount: Decimal
    ) -> None:
        kind = key.partition("_")[0]
        wish = rows.get((year, funder))
        if wish is None:
            wish = rows[year, funder] = Wish(Funding, {"funder": funder, "year": year}, self.blame)
            wish.at = {"year": key, "funder": key, "": key}
        if kind in wish.values:
            self.blame(key, str(amount), "Ce financeur a déjà un montant sur cette ligne.")
        wish.values[kind] = amount
        wish.at[kind] = key


def told_twice(money: dict[str, Any]) -> str:
    """The first column that says the money of a funder, when others say that of years; or ""."""

    def said(key: str) -> bool:
        return not key.startswith("funder") and any(
            one.amount is not None and not one.funder for one in money[key]
        )

    years = any(len(key.partition("_")[2]) == 4 and said(key) for key in money)
    funders = [key for key in money if len(key.partition("_")[2]) == 1 and said(key)]
    return funders[0] if years and funders else ""

"""What hangs on an action, in the words of a preview."""

from datetime import date
from decimal import Decimal
from typing import Any

from actions.models import Funding, Indicator, Milestone, Place, WordKind
from actions.models.follow_up import NO_FUNDER
from conventions.models import Commune
from records.french import figure
from tables.cells import NO, YES

AMOUNTS = ("planned", "actual")
NAMES: dict[Any, str] = {Milestone: "title", Indicator: "label", Place: "name"}
KINDS: dict[Any, str] = {
    Milestone: "Étape",
    Indicator: "Indicateur",
    Funding: "Financement",
    Place: "Lieu",
}


NO_YEAR = "Budget sans année, action sans début : il est compté en {}, au début de la convention."


def word_kind(field: Any) -> WordKind:
    """Which words name the rows that the foreign key `field` leads to."""
    return WordKind.COMMUNE if field.related_model is Commune else WordKind.ORGANISATION


class AttachedWords:
    """Names rows and values; those of organisations come from the `vocabulary` of the import."""

    def __init__(self, vocabulary: Any) -> None:
        self.vocabulary = vocabulary

    def title(self, row: Any) -> str:
        """« Étape « Ouverture » », « Financement 2024, CAF du Tarn »."""
        kind = KINDS.get(type(row), "Valeur")
        if name := NAMES.get(type(row)):
            where = f", {self.commune(row)}" if isinstance(row, Place) and row.commune_id else ""
            return f"{kind} « {getattr(row, name)} »{where}"
        if isinstance(row, Funding):
            return f"{kind} {row.year}, {self.funder(row)}"
        return kind

    def commune(self, row: Place) -> str:
        return self.vocabulary.label(WordKind.COMMUNE, str(row.commune_id)) or str(row.commune)

    def funder(self, row: Funding) -> str:
        if row.funder_id:
            return self.vocabulary.label(WordKind.ORGANISATION, str(row.funder_id))
        new = row.funder if Funding._meta.get_field("funder").is_cached(row) else None
        return f"{new.name} (à créer)" if new else NO_FUNDER

    def year_unsaid(self, action: Any) -> int:
        """The year of an amount that says none: the first one of `action`, or else, which is told,
        of the convention.
        """
        if action.starts_on:
            return action.starts_on.year
        year = self.vocabulary.reference.convention.starts_on.year
        self.vocabulary.note(NO_YEAR.format(year))
        return year

    def said(self, row: Any, key: str, value: Any) -> str:
        """`value` of the field `key` in French, "" when it is empty."""
        one: Any = row._meta.get_field(key)
        if value is None or value == "":
            return ""
        if one.is_relation:
            return self.vocabulary.label(word_kind(one), value)
        if one.choices:
            return str(dict(one.flatchoices)[value])
        if isinstance(value, bool):
            return YES if value else NO
        if key in AMOUNTS:
            return f"{figure(value)}\u00a0€"
        return words_of(value)


def words_of(value: Any) -> str:
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)

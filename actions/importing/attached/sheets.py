"""The sheets of what hangs on an action: columns that the exports write and the import knows again.

Each line names its action by its permanent number; its code and its title are there to be read.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    Model,
    OuterRef,
    Prefetch,
    Q,
    prefetch_related_objects,
)

from actions.importing.attached.amounts import BadAmount, read_figure
from actions.models import Action, Funding, Indicator, Measure, Milestone, Place
from records.folding import fold
from tables.cells import NO, YES, Cell, Percentage, cell_text

NUMBER = "Numéro permanent"
CODE = "Code"
ACTION = "Action"
SMALL = "moins de 5"  # a count of people that could name them
UNAVAILABLE = "non disponible"
TOTAL = "Total"


@dataclass(frozen=True)
class AttachedColumn:
    """A field `key` of the rows of a sheet; `width` in characters."""

    key: str
    heading: str
    width: int = 14
    is_money: bool = False
    is_secret_when_small: bool = False  # a count of people

    def export(self, row: Any, *, exact: bool = True) -> Any:
        """What the cell of `row` holds; without `exact`, no count of people below five."""
        field: Any = row._meta.get_field(self.key)
        value = getattr(row, self.key)
        if self.is_secret_when_small and not exact and row.is_small(value):
            return SMALL
        if value is None:
            return None
        if field.is_relation:
            return value.name
        if field.choices:
            return str(dict(field.flatchoices)[value])
        if isinstance(field, BooleanField):
            return YES if value else NO
        return value


@dataclass(frozen=True)
class AttachedSheet:
    """The rows of `model`, that an action calls `related`; the years come after `years_after`."""

    title: str
    model: type[Model]
    related: str
    columns: tuple[AttachedColumn, ...]
    years_after: str = ""


STEPS = AttachedSheet(
    "Étapes",
    Milestone,
    "milestones",
    (
        AttachedColumn("title", "Étape", 50),
        AttachedColumn("state", "État de l’étape"),
        AttachedColumn("planned_on", "Prévue le", 12),
        AttachedColumn("done_on", "Faite le", 12),
        AttachedColumn("position", "Ordre", 8),
    ),
)
INDICATORS = AttachedSheet(
    "Indicateurs",
    Indicator,
    "indicators",
    (
        AttachedColumn("label", "Indicateur", 40),
        AttachedColumn("code", "Code de l’indicateur", 12),
        AttachedColumn("unit", "Unité", 12),
        AttachedColumn("baseline_value", "Valeur de départ", 12, is_secret_when_small=True),
        AttachedColumn("baseline_on", "Date du départ", 12),
        AttachedColumn("target_value", "Valeur visée", 12, is_secret_when_small=True),
        AttachedColumn("target_on", "Date visée", 12),
        AttachedColumn("target_text", "But, en mots", 30),
        AttachedColumn("kind", "Forme"),
        AttachedColumn("type", "Type d’indicateur", 30),
        AttachedColumn("counts_people", "Compte des personnes", 12),
        AttachedColumn("reported_by", "Valeur donnée par", 28),
        AttachedColumn("source", "Source", 28),
        AttachedColumn("comment", "Commentaire", 40),
        AttachedColumn("position", "Ordre", 8),
    ),
    years_after="baseline_on",
)
FUNDINGS = AttachedSheet(
    "Financements",
    Funding,
    "fundings",
    (
        AttachedColumn("year", "Année", 9),
        AttachedColumn("funder", "Financeur", 32),
        AttachedColumn("planned", "Montant prévu", 16, is_money=True),
        AttachedColumn("actual", "Montant réel", 16, is_money=True),
        AttachedColumn("note", "Précision", 32),
    ),
)
PLACES = AttachedSheet(
    "Lieux",
    Place,
    "places",
    (
        AttachedColumn("name", "Lieu", 32),
        AttachedColumn("commune", "Commune du lieu", 24),
        AttachedColumn("address", "Adresse", 40),
        AttachedColumn("hours", "Jours et heures", 40),
        AttachedColumn("accessibility", "Accessibilité du lieu", 32),
        AttachedColumn("position", "Ordre", 8),
    ),
)
SHEETS = (STEPS, INDICATORS, FUNDINGS, PLACES)


# All that hangs on an action, whatever the number of actions.
ATTACHED_ROWS = (
    "milestones",
    Prefetch("places", Place.objects.select_related("commune")),
    Prefetch("fundings", Funding.objects.select_related("funder").order_by("year", "pk")),
    Prefetch(
        "indicators",
        Indicator.objects.select_related("reported_by").prefetch_related(
            Prefetch("measures", Measure.objects.order_by("on", "pk"))
        ),
    ),
)


def fetch_attached(actions: list[Any]) -> None:
    """Fetch ATTACHED_ROWS for the `actions`: most have none in a new plan, and cost nothing."""
    mine = {"action": OuterRef("pk")}
    holds = Q()
    for sheet in SHEETS:
        holds |= Q(Exists(sheet.model._base_manager.filter(**mine)))
    conventions = {action.convention_id for action in actions}
    held = set(
        Action._base_manager.filter(holds, convention__in=conventions).values_list("pk", flat=True)
    )
    prefetch_related_objects([row for row in actions if row.pk in held], *ATTACHED_ROWS)
    nothing = {sheet.related: sheet.model._base_manager.none() for sheet in SHEETS}
    for action in actions:
        if action.pk not in held:
            action._prefetched_objects_cache |= nothing


def attached_rows(action: Any) -> list[Model]:
    """All that hangs on `action`, fetched with ATTACHED_ROWS."""
    indicators = list(action.indicators.all())
    measures = [row for indicator in indicators for row in indicator.measures.all()]
    lines = [*action.milestones.all(), *action.places.all(), *action.fundings.all()]
    return [*lines, *indicators, *measures]


def value_of_year(measures: list[Measure], year: int) -> Measure | None:
    """The last of `measures` (oldest first) of the `year`: the one its column shows."""
    return next((row for row in reversed(measures) if row.on.year == year), None)


def told(measure: Measure | None, *, is_secret: bool = False) -> Any:
    """What the cell of a year holds: a number, words, or None without a measure."""
    if measure is None:
        return None
    if is_secret:
        return SMALL
    if measure.is_unavailable:
        return UNAVAILABLE
    return measure.text if measure.value is None else measure.value


def read_told(cell: Cell) -> Decimal | str | None:
    """What the cell of a year says: a number, words (UNAVAILABLE and SMALL too), None if empty."""
    if isinstance(cell, bool):
        return cell_text(cell)
    if isinstance(cell, Percentage):
        return Decimal(format(cell * 100, ".6g"))  # « 50 % » is 50 of an indicator in percent
    if isinstance(cell, int | float):
        return Decimal(repr(cell))
    text = cell_text(cell)
    words = " ".join(fold(text).split())
    if not words:
        return None
    if "\n" in text:  # « 10 » above « 100 » is no ten thousand
        return text
    if words in (UNAVAILABLE, "n/d", "nd"):
        return UNAVAILABLE
    if words == SMALL:
        return SMALL
    try:
        return read_figure(words)
    except BadAmount:
        return text

"""The plan of a convention as it was published at the end of a day, from history.

States and values count from the day they tell of, as in the review of a year (figures/states.py);
titles, leads, dates and money are what was written that day, or the first day that the plan was
published here: of the days before, nothing else can be told.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from actions.action_page import reading
from actions.models import Action, Avancement, Funding, Measure
from actions.progress import Progress
from conventions.models import Convention, Enjeu
from conventions.models.levels import code_order
from partners.models import Organisation
from records.french import figure
from records.history.recording import DELETED
from records.history.versions import last_versions
from reviews.figures.states import Past


@dataclass(frozen=True)
class PhotoLine:
    """An action on that day. `state` is "" when nobody had told it; amounts are None when nobody
    gave any; `values` gives by the key of an indicator its label, and its value in words."""

    pk: int
    number: int
    code: str
    title: str
    enjeu: str
    lead: str
    starts_on: Any
    ends_on: Any
    state: str
    planned: Any
    actual: Any
    values: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def state_label(self) -> str:
        return Avancement(self.state).label if self.state else "Non connu"


@dataclass(frozen=True)
class PlanPhoto:
    """The published actions of a `convention` at the end of the day `on`, in the order of codes."""

    convention: Convention
    on: dt.date
    since: dt.date | None  # the first day that an action was published here
    lines: tuple[PhotoLine, ...]

    @property
    def is_before_history(self) -> bool:
        return bool(self.lines) and self.since is not None and self.on < self.since

    @cached_property
    def progress(self) -> Progress:
        """Counts by state of the actions whose state is known."""
        counts = {state.value: 0 for state in Avancement}
        for line in self.lines:
            if line.state:
                counts[line.state] += 1
        return Progress(counts)

    @property
    def unknown(self) -> int:
        return len(self.lines) - self.progress.total

    def sum_of(self, name: str) -> Any:
        """The sum of the amounts `name` ("planned" or "actual"), or None when nobody gave any."""
        amounts = [getattr(line, name) for line in self.lines]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known else None


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of `day`, in Paris."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def rows_on(model: Any, rows: Any, keys: Any, at: dt.datetime) -> list[Any]:
    """What the rows of `model` that have the `keys` were at the moment `at`.

    Of those of the queryset `rows` whose history says nothing (written by a loader), what they are.
    """
    versions = last_versions(model, keys, at=at)
    return [
        *(one.instance for one in versions.values() if one.history_type != DELETED),
        *rows.exclude(pk__in=model.history.model.objects.values("id")),
    ]


def photo_of(convention: Convention, on: dt.date) -> PlanPhoto:
    """The PlanPhoto of `convention` on the date `on`. A dozen queries for 200 actions."""
    mine = Action.objects.filter(convention=convention)
    keys = set(Action.history.filter(convention=convention).values_list("id", flat=True))
    since = first_published(convention, mine)
    if since is None or on < convention.starts_on:
        return PlanPhoto(convention, on, since, ())
    at = end_of(max(on, since))
    written = mine.filter(created_on__lte=at)
    actions = [
        row for row in rows_on(Action, written, keys, at)
        if row.is_published and row.archived_on is None and row.convention_id == convention.pk
    ]  # fmt: skip
    past = Past(convention, mine.only("created_on", "avancement", "avancement_on"))
    known = [row.pk for row in actions]
    values, money = values_on(known, on), money_on(known, at)
    enjeux = Enjeu.objects.filter(convention=convention).in_bulk()
    leads = Organisation.objects.in_bulk({row.lead_id for row in actions if row.lead_id})

    def line(row: Any) -> PhotoLine:
        enjeu, lead = enjeux.get(row.enjeu_id), leads.get(row.lead_id)
        return PhotoLine(
            row.pk,
            row.number,
            row.code,
            row.title,
            str(enjeu) if enjeu else "",
            lead.label if lead else "",
            row.starts_on,
            row.ends_on,
            past.state(row, on),
            *money.get(row.pk, (None, None)),
            values.get(row.pk, {}),
        )

    ordered = sorted(actions, key=lambda row: (code_order(row.code), row.number))
    return PlanPhoto(convention, on, since, tuple(map(line, ordered)))


def first_published(convention: Convention, actions: Any) -> dt.date | None:
    """The first day that an action of `convention` was published here; two queries."""
    told = Action.history.filter(convention=convention, is_published=True)
    first = told.order_by("history_date").values_list("history_date", flat=True).first()
    unseen = actions.filter(is_published=True).exclude(pk__in=told.values("id"))
    oldest = unseen.order_by("created_on").values_list("created_on", flat=True).first()
    known = [moment for moment in (first, oldest) if moment]
    return timezone.localdate(min(known)) if known else None


def values_on(keys: list[int], on: dt.date) -> dict[int, dict[int, tuple[str, str]]]:
    """Key of an action → key of an indicator → (its label, its last value until `on`, in words).

    A count of people too small to be published is told « moins de 5 ». One query.
    """
    rows = Measure.objects.filter(indicator__action__in=keys, on__lte=on)
    found: dict = defaultdict(dict)
    for row in rows.select_related("indicator").order_by("on", "pk"):
        indicator = row.indicator
        words = "non disponible" if row.is_unavailable else row.text
        told = reading(indicator, "", row.on, row.value, words)
        unit = f" ({indicator.unit})" if indicator.unit else ""
        found[indicator.action_id][indicator.pk] = (
            f"{indicator.label}{unit}", told.words or figure(told.value)
        )  # fmt: skip
    return found


def money_on(keys: list[int], at: dt.datetime) -> dict[int, tuple[Any, Any]]:
    """Key of an action → euros (planned, spent) as its lines said at the moment `at`."""
    told = Funding.history.filter(action_id__in=keys)
    lines = set(told.values_list("id", flat=True))
    rows = rows_on(Funding, Funding.objects.filter(action__in=keys), lines, at)
    found: dict = {}
    for row in rows:
        sums = found.setdefault(row.action_id, [None, None])
        for place, amount in enumerate((row.planned, row.actual)):
            if amount is not None:
                sums[place] = (sums[place] or 0) + amount
    return {key: (sums[0], sums[1]) for key, sums in found.items()}

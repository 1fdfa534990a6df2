"""When residents are asked what they think of a convention, and for ideas: two dates for each.

The one place of the rule (decision 0058); the forms are in the room `voices`.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from conventions.models.phase import ConventionStatus
from records.dates import PLANNED


@dataclass(frozen=True)
class Opening:
    """The days when something is asked, both counted; `is_closed` says that nobody asks any more.

    Without days, it was never asked.
    """

    first: date | None
    last: date | None
    is_closed: bool = False

    def is_open(self, on):
        """True on the date `on` while a form takes what residents write."""
        return bool(self.first) and not self.is_closed and self.first <= on <= self.last

    @property
    def is_open_today(self):
        return self.is_open(timezone.localdate())

    @property
    def is_to_come(self):
        return bool(self.first) and not self.is_closed and timezone.localdate() < self.first


class AsksResidents(models.Model):
    """The days of both forms of a convention, which its team chooses."""

    opinions_from = models.DateField(
        "les avis s’ouvrent le", null=True, blank=True, validators=PLANNED
    )
    opinions_until = models.DateField(
        "les avis se ferment le", null=True, blank=True, validators=PLANNED
    )
    ideas_from = models.DateField(
        "la boîte à idées s’ouvre le", null=True, blank=True, validators=PLANNED
    )
    ideas_until = models.DateField(
        "la boîte à idées se ferme le", null=True, blank=True, validators=PLANNED
    )

    class Meta:
        abstract = True

    def opening(self, first, last):
        return Opening(first, last, self.status == ConventionStatus.CLOSED)

    @property
    def opinions(self):
        return self.opening(self.opinions_from, self.opinions_until)

    @property
    def ideas(self):
        return self.opening(self.ideas_from, self.ideas_until)


def in_order(name, words):
    """The constraint of both days of `name`: none, or two in order."""
    first, last = f"{name}_from", f"{name}_until"
    none = Q(**{f"{first}__isnull": True, f"{last}__isnull": True})
    both = Q(**{f"{first}__isnull": False, f"{last}__isnull": False})
    return models.CheckConstraint(
        condition=none | both & Q(**{f"{last}__gte": F(first)}),
        name=f"convention_{name}_in_order",
        violation_error_message=words,
    )


IN_ORDER = [
    in_order("opinions", "Donnez les deux dates des avis, dans l’ordre, ou aucune."),
    in_order("ideas", "Donnez les deux dates de la boîte à idées, dans l’ordre, ou aucune."),
]

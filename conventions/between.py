"""Where the territory stands between its conventions: the one shown, the one before, the next."""

import datetime as dt
from dataclasses import dataclass

from conventions.models import Convention
from conventions.models.phase import OVER, Phase


@dataclass(frozen=True)
class Situation:
    """The `phase` of the convention shown, the published one that comes `next`, and the `former`
    one while it is being evaluated."""

    convention: Convention
    phase: Phase
    next: Convention | None = None
    former: Convention | None = None
    next_has_begun: bool = False
    is_past: bool = False  # its last day is; one may be closed before

    @property
    def is_over(self):
        return self.phase in OVER


def situation_of(convention, on: dt.date):
    """The Situation on the date `on` of the `convention` shown, None without one: one query."""
    if convention is None:
        return None
    others = list(
        Convention.objects.public()
        .filter(territory=convention.territory_id)
        .exclude(pk=convention.pk)
        .order_by("starts_on")
    )
    after = [one for one in others if one.starts_on > convention.starts_on and not one.is_over(on)]
    before = [
        one
        for one in others
        if one.starts_on < convention.starts_on and one.phase_on(on) == Phase.EVALUATION
    ]
    following = next(iter(after), None)
    return Situation(
        convention,
        convention.phase_on(on),
        following,
        before[-1] if before else None,
        following is not None and following.phase_on(on) == Phase.IN_FORCE,
        convention.ends_on < on,
    )

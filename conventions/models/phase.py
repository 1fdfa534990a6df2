"""Where a convention stands in time: read from its dates and its status, never stored.

The one place of the rule; the sentences that follow it are in templates (decision 0048).
"""

from django.db import models
from django.db.models import Case, F, Q, Value, When


class ConventionStatus(models.TextChoices):
    """What the team declares: the rest is a matter of dates."""

    PREPARATION = "preparation", "En préparation"
    IN_FORCE = "en_vigueur", "En cours"
    CLOSED = "close", "Terminée"


class Phase(models.TextChoices):
    """The values of a ConventionStatus, and what time alone brings: the end."""

    PREPARATION = "preparation", "En préparation"
    IN_FORCE = "en_vigueur", "En cours"
    EVALUATION = "evaluation", "Finie, en cours d’évaluation"
    CLOSED = "close", "Terminée"


OVER = (Phase.EVALUATION, Phase.CLOSED)


class BetweenPlans(models.TextChoices):
    """Which convention the site shows while two have a claim: the setting of a territory."""

    NEW = "suivante", "La suivante, dès son premier jour"
    OLD = "precedente", "La précédente, jusqu’à ce que vous la disiez terminée"


def phase_of(convention, on):
    """The Phase of a fetched `convention` on the date `on`.

    Closed when the team says so; past its last day it is over, whatever was said before; until
    its first day, or until it is said to be in force, it is in preparation.
    """
    if convention.status == ConventionStatus.CLOSED:
        return Phase.CLOSED
    if convention.ends_on < on:
        return Phase.EVALUATION
    if convention.status == ConventionStatus.PREPARATION or on < convention.starts_on:
        return Phase.PREPARATION
    return Phase.IN_FORCE


def phase_case(on):
    """The expression that gives each convention what `phase_of` would say on the date `on`."""
    return Case(
        When(status=ConventionStatus.CLOSED, then=Value(Phase.CLOSED)),
        When(ends_on__lt=on, then=Value(Phase.EVALUATION)),
        When(
            Q(status=ConventionStatus.PREPARATION) | Q(starts_on__gt=on),
            then=Value(Phase.PREPARATION),
        ),
        default=Value(Phase.IN_FORCE),
        output_field=models.CharField(),
    )


def over_on(on, convention=""):
    """Condition of a convention that is over on the date `on`; `convention` is the path to it."""
    return Q(**{f"{convention}ends_on__lt": on}) | Q(
        **{f"{convention}status": ConventionStatus.CLOSED}
    )


def shown_first():
    """The order in which conventions told their `phase` may stand on the pages of a territory.

    The one in force, then the one being evaluated, then the latest; a territory may prefer to keep
    the one being evaluated until it is closed. Of two in force, the setting decides too.
    """
    in_force = When(phase=Phase.IN_FORCE, then=1)
    evaluated = When(phase=Phase.EVALUATION, then=2)
    keeps_old = Q(territory__between_plans=BetweenPlans.OLD)
    kept = When(keeps_old, phase=Phase.EVALUATION, then=0)
    earliest = Case(When(keeps_old, phase=Phase.IN_FORCE, then=F("starts_on")))
    return (
        Case(kept, in_force, evaluated, default=3),
        earliest.asc(nulls_last=True),
        "-starts_on",
        "pk",
    )

"""A convention closes: its plan is read, and no longer changes; or opens again. No HTTP.

The rule itself is `records/closing.py`; the day is that of `Convention.clean`, whatever the door.
Decision 0059.
"""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from actions.work_conditions import TO_TELL, outcome_conditions
from conventions.models import Convention
from conventions.models.phase import ConventionStatus, Phase
from records.history.recording import one_change
from reporting.models import Campaign, Report
from reviews.evaluation.publishing import is_published

CLOSED = "Clôture de la convention."
REOPENED = "Réouverture de la convention."


@dataclass(frozen=True)
class StillOpen:
    """Something still open, in words, and where it is done if it is somewhere."""

    words: str
    url: str = ""


def still_open(convention, on):
    """What is still open, before closing the `convention` on the date `on`: four queries."""
    found = []
    campaigns = Campaign.objects.open_on(on).filter(convention=convention)
    for campaign in campaigns:
        words = f"La campagne « {campaign} » est ouverte : plus aucune réponse ne pourra partir."
        found.append(StillOpen(words, campaign.get_absolute_url()))
    waiting = Report.objects.filter(campaign__convention=convention).to_review().count()
    if waiting:
        number = f"{waiting} réponses attendent" if waiting > 1 else "Une réponse attend"
        words = f"{number} d’être lues par l’équipe." if waiting > 1 else f"{number} d’être lue."
        found.append(StillOpen(words, reverse("reviews")))
    in_plan = Action.objects.in_use().filter(convention=convention, is_published=True)
    untold = in_plan.filter(outcome_conditions()[TO_TELL]).count()
    if untold:
        number = f"{untold} actions n’ont" if untold > 1 else "Une action n’a"
        asked = {"convention": convention.slug, "publication": "en-ligne", "suite": TO_TELL}
        url = reverse("staff-actions", query=asked)
        found.append(StillOpen(f"{number} pas encore de suite.", url))
    if not is_published(convention):
        url = reverse("year-reviews")
        found.append(StillOpen("Son évaluation n’est pas publiée. Elle pourra l’être après.", url))
    if convention.ends_on >= on:
        words = "Son dernier jour n’est pas passé : les avancements porteront la date du jour."
        found.append(StillOpen(words))
    return found


@transaction.atomic
def close(convention, *, by):
    """Close the `convention` for the person `by`; False when it was closed meanwhile."""
    return moved(convention, ConventionStatus.CLOSED, CLOSED, by)


@transaction.atomic
def reopen(convention, reason, *, by):
    """Open it again for `reason`; False when it was opened meanwhile."""
    return moved(convention, ConventionStatus.IN_FORCE, f"{REOPENED} {reason}", by)


def moved(convention, status, why, by):
    found = Convention.objects.select_for_update().get(pk=convention.pk)
    if found.is_read_only is (status == ConventionStatus.CLOSED):
        return False
    found.status = status
    found.closed_on = found.closing_day(timezone.localdate())
    with one_change(why, by):
        found.save()
    return True


def may_close(convention):
    """Only what residents read, and began, closes."""
    return convention.is_published and convention.phase_today != Phase.PREPARATION

"""The end of a convention: what is left to do, ticked by what the portal holds. Decision 0048.

Only what the portal can do today is listed: a step comes here with its feature.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from actions.models import Action
from actions.months import months_before
from actions.work_conditions import TO_TELL, outcome_conditions
from conventions.models import Convention
from conventions.models.phase import Phase
from records.french import full_date
from reporting.models import Campaign, CampaignKind, Report, ReportState
from reporting.models.campaign import NATURE
from reviews.evaluation.publishing import is_published
from reviews.publishing import year_waiting

MONTHS_AHEAD = 9


@dataclass(frozen=True)
class Step:
    """One thing to do before the page turns, whether it is done, and where."""

    label: str
    is_done: bool
    url: str


@dataclass(frozen=True)
class Ending:
    """A `convention` that ends, seen on the date `on`, and its steps in order."""

    convention: Convention
    on: dt.date
    steps: list[Step]

    @property
    def done(self):
        return sum(step.is_done for step in self.steps)

    @property
    def days_left(self):
        """How many days are left, the last one counted; 0 once it is over."""
        return max(0, (self.convention.ends_on - self.on).days + 1)

    @property
    def words(self):
        """« la convention 2023-2026 finit le 31 décembre 2026 : 1 étape faite sur 4 ».

        The same words from one day to the next: what has not moved is not news (letters/digest.py).
        """
        verb = "finit le" if self.days_left else "est finie depuis le"
        steps = "étapes faites" if self.done > 1 else "étape faite"
        return (
            f"la convention {self.convention.slug} {verb} {full_date(self.convention.ends_on)} : "
            f"{self.done} {steps} sur {len(self.steps)}"
        )


def ending_on(on):
    """The Ending to tell the team on the date `on`, or None: at most five queries.

    From nine months before the last day until somebody closes it; the earliest one first.
    """
    rows = Convention.objects.filter(territory__is_main=True).with_phase(on).order_by("ends_on")
    rows = rows.select_related("territory")
    for row in rows.filter(phase__in=(Phase.IN_FORCE, Phase.EVALUATION)):
        first = months_before(row.ends_on, MONTHS_AHEAD)
        if first <= on:
            return Ending(row, on, steps_of(row, first, on))
    return None


def outcomes_step(convention):
    """Say what becomes of each published action of the `convention`: how many are told."""
    published = Action.objects.in_use().filter(convention=convention, is_published=True)
    counts = published.aggregate(
        total=Count("pk"), told=Count("pk", filter=~outcome_conditions()[TO_TELL])
    )
    total, told = counts["total"], counts["told"]
    words = f"Dire ce que devient chaque {convention.territory.action_name}"
    asked = {"convention": convention.slug, "publication": "en-ligne"}
    if told < total:
        asked["suite"] = TO_TELL
    return Step(
        f"{words} : {told} sur {total}" if total else words,
        0 < total == told,
        reverse("staff-actions", query=asked),
    )


def opinions_step(convention, campaign, on):
    """Ask partners what they think of the `convention`, by the evaluation `campaign` or None.

    Done once it is closed, or once an answer is validated: opinions are counted from then on.
    """
    query = {NATURE: CampaignKind.EVALUATION.value, "convention": convention.slug}
    is_closed = campaign is not None and campaign.opened_at and not campaign.is_open(on)
    return Step(
        "Demander leur avis aux partenaires",
        bool(campaign and (campaign.is_counted or is_closed)),
        campaign.get_absolute_url() if campaign else reverse("campaign-add", query=query),
    )


def steps_of(convention, first, on):
    """The Steps of the `convention` on the date `on`, counted from the day `first`."""
    validated = Report.objects.filter(campaign=OuterRef("pk"), state=ReportState.PUBLISHED)
    rows = Campaign.objects.filter(convention=convention, closes_on__gte=first)
    rows = rows.annotate(is_counted=Exists(validated)).order_by("-closes_on")
    campaigns = [row for row in rows if row.opened_at or row.is_evaluation]
    last = next((row for row in campaigns if not row.is_evaluation), None)
    opinions = next((row for row in campaigns if row.is_evaluation), None)
    following = Convention.objects.filter(predecessor=convention).first()
    prepared = reverse("next-plans")
    begin = reverse("next-plan-begin", args=[convention.pk])
    sheet = reverse("admin:conventions_convention_change", args=[convention.pk])
    return [
        Step(
            "Mener une dernière campagne de suivi",
            last is not None and not last.is_open(on),
            last.get_absolute_url() if last else reverse("campaigns"),
        ),
        outcomes_step(convention),
        Step(
            "Donner la parole aux habitants",
            any(one.first and one.first <= on for one in (convention.opinions, convention.ideas)),
            f"{sheet}#id_opinions_from",
        ),
        Step(
            f"Publier le bilan {convention.ends_on.year}",
            year_waiting(convention, dt.date(convention.ends_on.year + 1, 1, 1)) is None,
            reverse("year-reviews"),
        ),
        opinions_step(convention, opinions, on),
        Step(
            f"Publier l’évaluation {convention.slug}",
            is_published(convention),
            reverse("year-reviews"),
        ),
        Step(
            "Préparer la convention suivante",
            following is not None,
            begin if following is None and convention.is_published else prepared,
        ),
        Step(
            "Publier la convention suivante",
            following is not None and following.is_published,
            prepared,
        ),
        Step(
            f"Télécharger l’archive, puis clore la convention {convention.slug}",
            convention.is_read_only,
            reverse("convention-close", args=[convention.pk]),
        ),
    ]

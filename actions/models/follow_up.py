"""What an action goes through and what it costs: steps, money."""

from django.db import models
from django.db.models import Q

from actions.models.action import Action, Avancement
from actions.models.action_rows import OfActionQuerySet
from partners.models import Organisation
from records.dates import PLANNED, TOLD
from records.history.recording import recorded
from records.models.merged import joined


class MilestoneState(models.TextChoices):
    TODO = "a_faire", "À faire"
    ONGOING = "en_cours", "En cours"
    DONE = "faite", "Faite"


class MilestoneQuerySet(OfActionQuerySet):
    def upcoming(self, on):
        """Dated steps still to be done from the date `on`, soonest first."""
        return self.awaited().filter(planned_on__gte=on).order_by("planned_on", "pk")

    def overdue(self, on):
        """Steps whose day is past on the date `on` and that nobody told done, latest first."""
        return self.awaited().filter(planned_on__lt=on).order_by("-planned_on", "-pk")

    def awaited(self):
        """Steps still to be done, of actions that go on: an abandoned one announces nothing."""
        return self.exclude(state=MilestoneState.DONE).exclude(
            action__avancement=Avancement.DROPPED
        )

    def past(self, on):
        """Steps done up to the date `on`, latest first."""
        return self.filter(done_on__lte=on).order_by("-done_on", "-pk")


class Milestone(models.Model):
    """A dated step of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    title = models.CharField("étape", max_length=250)
    state = models.CharField(
        "état", max_length=8, choices=MilestoneState, default=MilestoneState.TODO
    )
    planned_on = models.DateField("prévue le", null=True, blank=True, validators=PLANNED)
    done_on = models.DateField("faite le", null=True, blank=True, validators=TOLD)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = MilestoneQuerySet.as_manager()
    history = recorded()
    reason_fields = ("state", "planned_on", "done_on")
    closed_with = "action"

    class Meta:
        verbose_name = "étape"
        ordering = ["position", "planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state=MilestoneState.DONE, done_on__isnull=False)
                    | (~Q(state=MilestoneState.DONE) & Q(done_on__isnull=True))
                ),
                name="milestone_done_is_dated",
                violation_error_message=(
                    "Une étape faite a une date ; une étape à faire ou en cours n’en a pas."
                ),
            )
        ]

    def __str__(self):
        return self.title


# Of two lines of one year, when two funders become one: kept as it stands, as the other, or both.
OURS, THEIRS, SUM = "premiere", "deuxieme", "somme"
NO_FUNDER = "financeur non précisé"


class Funding(models.Model):
    """Euros of one funder for one year, planned then actual; without a funder nobody is named."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="fundings")
    year = models.PositiveSmallIntegerField("année")
    funder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="fundings",
        null=True,
        blank=True,
        verbose_name="financeur",
        help_text="Laissez vide quand personne n’est encore nommé.",
    )
    planned = models.DecimalField(
        "montant prévu, en euros", max_digits=12, decimal_places=2, null=True, blank=True
    )
    actual = models.DecimalField(
        "montant réel, en euros", max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("précision", max_length=200, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    history = recorded()
    merge_ways = (
        (OURS, "Garder la première"),
        (THEIRS, "Garder la deuxième"),
        (SUM, "Additionner"),
    )
    closed_with = "action"

    class Meta:
        verbose_name = "financement"
        ordering = ["year", "funder__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "year", "funder"],
                name="funding_once_a_year",
                violation_error_message="Ce financeur a déjà une ligne pour cette année.",
            ),
            models.UniqueConstraint(
                fields=["action", "year"],
                condition=Q(funder__isnull=True),
                name="funding_unnamed_once_a_year",
                violation_error_message="Cette année a déjà une ligne sans financeur.",
            ),
            models.CheckConstraint(
                condition=Q(planned__isnull=False) | Q(actual__isnull=False),
                name="funding_has_amount",
                violation_error_message="Donnez un montant prévu ou un montant réel.",
            ),
            models.CheckConstraint(
                condition=(Q(planned__isnull=True) | Q(planned__gte=0))
                & (Q(actual__isnull=True) | Q(actual__gte=0)),
                name="funding_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="funding_year_plausible",
                violation_error_message="Donnez une année sur quatre chiffres, par exemple 2025.",
            ),
        ]

    def __str__(self):
        return f"{self.funder or NO_FUNDER} {self.year}"

    def take_in(self, twin, way=""):
        """Two funders that become one: only people know whether an amount was written twice."""
        for name in ("planned", "actual"):
            ours, theirs = getattr(self, name), getattr(twin, name)
            if way == SUM and ours is not None and theirs is not None:
                setattr(self, name, ours + theirs)
            elif way == THEIRS or ours is None:
                setattr(self, name, theirs if theirs is not None else ours)
        self.note = joined(self.note, twin.note, 200)

"""What a partner thinks of one action of a convention: as the team validated it. Decision 0057."""

from django.db import models
from django.db.models import Q

from actions.models import Action
from partners.models import Organisation
from records.dates import TOLD
from records.history.recording import recorded
from reviews.models.evaluation import Attainment

TEXTS = ("went_well", "to_change")


class PartnerOpinion(models.Model):
    """The opinion of one organisation on one action: counted as it is, never averaged.

    Copied from a validated answer, and replaced by its next one. Its texts are public only once
    the team chose to quote them (`is_quoted`).
    """

    action = models.ForeignKey(
        Action, models.PROTECT, related_name="opinions", verbose_name="action"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="opinions", verbose_name="organisation"
    )
    attainment = models.CharField("appréciation", max_length=12, choices=Attainment)
    went_well = models.TextField("ce qui a marché, et ce qui a manqué")
    to_change = models.TextField("ce qu’il faut garder ou changer", blank=True)
    given_on = models.DateField("donné le", validators=TOLD)
    is_quoted = models.BooleanField("cité dans l’évaluation", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    history = recorded()

    class Meta:
        verbose_name = "avis d’un partenaire"
        verbose_name_plural = "avis des partenaires"
        ordering = ["action__number", "organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "organisation"],
                name="partneropinion_once",
                violation_error_message="Cette organisation a déjà son avis sur cette action.",
            ),
            models.CheckConstraint(
                condition=~Q(attainment=""),
                name="partneropinion_is_given",
                violation_error_message="Choisissez jusqu’où le but de l’action est atteint.",
            ),
            models.CheckConstraint(
                condition=~Q(went_well=""),
                name="partneropinion_is_argued",
                violation_error_message="Dites ce qui a marché, ou ce qui a manqué.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation.label} – {self.action}"

    def get_absolute_url(self):
        """Where residents read of its action: an opinion has no page of its own."""
        return self.action.get_absolute_url()

    def take_in(self, twin, way=""):
        """Two organisations that become one: what was said last stays, whole."""
        if twin.given_on > self.given_on:
            for name in ("attainment", *TEXTS, "given_on", "is_quoted"):
                setattr(self, name, getattr(twin, name))

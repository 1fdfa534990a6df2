"""What the team chose of a next convention, until it is applied; and what was applied."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.models import Convention


class CarryState(models.TextChoices):
    DRAFT = "brouillon", "En préparation"
    APPLIED = "applique", "Appliquée"
    UNDONE = "annule", "Annulée"


class Taken(models.TextChoices):
    """What goes on with each action."""

    PARTNERS = "partenaires", "Le pilote et les partenaires, avec leurs rôles"
    INDICATORS = "indicateurs", "Les indicateurs : dernière valeur au départ, but vide"
    PRACTICAL = "pratique", "Les informations pratiques et les lieux"
    MILESTONES = "etapes", "Les étapes non achevées"
    REACH = "publics", "Les publics, les thèmes et les communes"


class Shape(models.TextChoices):
    """How the levels of the new plan begin."""

    COPIED = "copiee", "Copiée : les mêmes, avec leurs numéros"
    ADAPTED = "adaptee", "Adaptée : vous gardez, renommez, fusionnez ou ajoutez"
    EMPTY = "vide", "Vide : vous écrivez tout"


class CarryOver(models.Model):
    """One round of carrying actions over into `convention`, from its predecessor."""

    convention = models.ForeignKey(
        Convention, models.CASCADE, related_name="carry_overs", verbose_name="convention suivante"
    )
    # The sections are those of reviews/next_plan/structure.py and fates.py.
    choices = models.JSONField("choix", default=dict, blank=True)
    # Another number, other choices: two people never write over each other without knowing it.
    revision = models.PositiveIntegerField("version des choix", default=1)
    done = models.JSONField("ce qui est fait", default=dict, blank=True)
    state = models.CharField("étape", max_length=10, choices=CarryState, default=CarryState.DRAFT)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="carry_overs",
        null=True,
        blank=True,
        verbose_name="par",
    )
    created_on = models.DateTimeField("commencée le", auto_now_add=True)
    applied_on = models.DateTimeField("appliquée le", null=True, blank=True)
    undone_on = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "passage à la convention suivante"
        verbose_name_plural = "passages à la convention suivante"
        ordering = ["-created_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["convention"],
                condition=Q(state=CarryState.DRAFT),
                name="carryover_one_draft",
                violation_error_message="Cette convention est déjà en train d’être préparée.",
            ),
            models.CheckConstraint(
                condition=Q(state=CarryState.DRAFT, applied_on__isnull=True)
                | (~Q(state=CarryState.DRAFT) & Q(applied_on__isnull=False)),
                name="carryover_applied_is_dated",
                violation_error_message="Un passage appliqué porte la date de son application.",
            ),
            models.CheckConstraint(
                condition=Q(state=CarryState.UNDONE, undone_on__isnull=False)
                | (~Q(state=CarryState.UNDONE) & Q(undone_on__isnull=True)),
                name="carryover_undone_is_dated",
                violation_error_message="Un passage annulé porte la date de son annulation.",
            ),
        ]

    def __str__(self):
        return f"Passage à la convention {self.convention.slug}"

    def get_absolute_url(self):
        """Where it goes on: its structure, or what it did."""
        return reverse("next-plan-preview", args=[self.pk])

    @property
    def former(self):
        """The convention that ends."""
        return self.convention.predecessor

    @property
    def taken(self):
        """Values of Taken that go on with each action."""
        return set(self.choices.get("take", Taken.values))

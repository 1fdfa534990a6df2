"""What a resident needs to make use of an action: where, when, whom to call, at what price.

An action is a service that one uses or a project that one follows. Somebody says which: its state
tells nothing of it (a project « en place » may be the work of partners among themselves).
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from actions.models.action_rows import OfActionQuerySet
from conventions.models import Commune
from records.dates import TOLD
from records.history.recording import recorded

# « 3646 » is the shortest number that people call; the longest have fifteen digits, and a sign.
PHONE = re.compile(r"\+?\d(?:[ .()-]*\d){2,14}")
PHONE_EXPECTED = "Écrivez seulement un numéro de téléphone, par exemple 05 63 00 00 00."


def is_phone(value: str) -> None:
    """Raise ValidationError for what a telephone could not call: the page makes a link of it."""
    if not PHONE.fullmatch(value):
        raise ValidationError(PHONE_EXPECTED)


class ActionKind(models.TextChoices):
    PROJECT = "projet", "Projet : on suit ce qui se fait"
    SERVICE = "service", "Service : on peut en profiter"


# What the page of a service tells; a project keeps it, and shows nothing of it.
PRACTICAL_FIELDS = (
    *("use_name", "phone", "email", "form_url", "website", "website_name", "price"),
    "how_to_come",
)


class PracticalInformation(models.Model):
    """The columns of an action that say how to make use of it; its places are rows (`Place`)."""

    kind = models.CharField(
        "projet ou service",
        max_length=7,
        choices=ActionKind,
        default=ActionKind.PROJECT,
        help_text="Un service a un lieu, un téléphone ou un lien : sa page commence par eux.",
    )
    use_name = models.CharField(
        "nom d’usage",
        max_length=120,
        blank=True,
        help_text="Le nom que les habitants lui donnent, par exemple « Permanences d’aide aux "
        "démarches ». Vide, c’est le titre de l’action.",
    )
    phone = models.CharField(
        "téléphone",
        max_length=30,
        blank=True,
        validators=[is_phone],
        help_text="Celui du service, jamais celui d’une personne.",
    )
    email = models.EmailField(
        "adresse de courriel",
        blank=True,
        help_text="Celle du service, jamais celle d’une personne.",
    )
    form_url = models.URLField("formulaire sur internet", blank=True)
    website = models.URLField("lien", blank=True, help_text="La page du service, ou sa carte.")
    website_name = models.CharField(
        "mots du lien",
        max_length=100,
        blank=True,
        help_text="Ce qu’on y trouve, par exemple « La carte des services ».",
    )
    price = models.CharField(
        "prix", max_length=120, blank=True, help_text="Par exemple « Gratuit »."
    )
    how_to_come = models.TextField(
        "comment venir ou s’inscrire",
        blank=True,
        help_text="Avec ou sans rendez-vous, ce qu’il faut apporter. Markdown.",
    )
    practical_verified_on = models.DateField(
        "informations vérifiées le",
        null=True,
        blank=True,
        validators=TOLD,
        help_text="Le jour où quelqu’un a confirmé lieux, horaires, téléphone et prix.",
    )

    class Meta:
        abstract = True

    @property
    def is_service(self):
        return self.kind == ActionKind.SERVICE

    @property
    def called(self):
        """The name residents read first: that of use for a service that has one."""
        return (self.is_service and self.use_name) or self.title

    @property
    def names(self):
        """All that residents may call it: the title, and the name of use of a service."""
        return f"{self.title} ({self.use_name})" if self.called != self.title else self.title

    @property
    def practical_words(self):
        """What a service tells of its use, its prefetched places included; "" for a project."""
        if not self.is_service:
            return ""
        told = [self.price, self.how_to_come, self.website_name, self.phone, self.email]
        for place in self.places.all():
            words = (place.name, place.commune and place.commune.name, place.address, place.hours)
            told.append(", ".join(filter(None, (*words, place.accessibility))))
        return ". ".join(filter(None, told))

    def verify_practical(self, on):
        """Note that it was exact on the date `on`; nothing for an earlier day, or a project."""
        if self.is_service:
            self.practical_verified_on = max(filter(None, (self.practical_verified_on, on)))


class Place(models.Model):
    """Where a service receives people, and when, in the words of who receives them."""

    action = models.ForeignKey("actions.Action", models.CASCADE, related_name="places")
    name = models.CharField(
        "lieu",
        max_length=120,
        help_text="Par exemple « Mairie », « Centre social », « À domicile ».",
    )
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        related_name="places",
        null=True,
        blank=True,
        verbose_name="commune",
        help_text="Laissez vide quand il n’y en a pas une seule.",
    )
    address = models.CharField("adresse", max_length=200, blank=True)
    hours = models.CharField(
        "jours et heures",
        max_length=200,
        blank=True,
        help_text="En mots, par exemple « mardi et jeudi, 9 h – 12 h ».",
    )
    accessibility = models.CharField(
        "accessibilité du lieu",
        max_length=200,
        blank=True,
        help_text="Par exemple « De plain-pied », « Une marche, appelez avant de venir ».",
    )
    position = models.PositiveSmallIntegerField("ordre", default=0)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = OfActionQuerySet.as_manager()
    history = recorded()
    closed_with = "action"

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="place_has_name",
                violation_error_message="Donnez un nom à ce lieu.",
            ),
            models.UniqueConstraint(
                fields=["action", "name", "commune"],
                name="place_once",
                violation_error_message="Ce lieu est déjà dans la liste, pour cette commune.",
            ),
            models.UniqueConstraint(
                fields=["action", "name"],
                condition=Q(commune__isnull=True),
                name="place_without_commune_once",
                violation_error_message="Ce lieu est déjà dans la liste, sans commune.",
            ),
        ]

    def __str__(self):
        return self.name

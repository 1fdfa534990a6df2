"""For whom actions are."""

from collections import defaultdict

from django.db import models
from django.db.models import F, Q

from records.history.recording import recorded
from records.models.merged import Mergeable, merge_constraints


class AudienceQuerySet(models.QuerySet):
    def in_use(self):
        """Those that were not merged with another."""
        return self.filter(merged_into=None)

    def reach(self):
        """Dict key of each row → keys of those whose actions answer who asks for it.

        Itself, those it includes, and those that are for everybody. One step: what an included
        audience includes is not included, so that the table says all that it does. One query,
        beside the rows.
        """
        everybody = {row.pk for row in self if row.for_everybody}
        included = defaultdict(set)
        for audience, other in AudienceInclusion.objects.values_list("audience", "included"):
            included[audience].add(other)
        return {row.pk: {row.pk} | included[row.pk] | everybody for row in self}


class Audience(Mergeable, models.Model):
    """For whom: young children, families, seniors…"""

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("nom dans les adresses", unique=True)
    in_sentence = models.CharField(
        "dans une phrase",
        max_length=80,
        blank=True,
        help_text="Ce qui suit « Actions pour » dans le titre d’une liste : « les familles ».",
    )
    for_everybody = models.BooleanField(
        "concerne tout le monde",
        default=False,
        help_text="Ses actions sont montrées à qui choisit n’importe quel public.",
    )
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = AudienceQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "public concerné"
        verbose_name_plural = "publics concernés"
        ordering = ["position", "name"]
        constraints = merge_constraints("audience")

    def __str__(self):
        return self.name


class AudienceInclusion(models.Model):
    """Who asks for `audience` is also shown what is for `included`."""

    audience = models.ForeignKey(
        Audience, models.CASCADE, related_name="inclusions", verbose_name="public"
    )
    included = models.ForeignKey(
        Audience, models.PROTECT, related_name="included_in", verbose_name="comprend aussi"
    )

    history = recorded()

    class Meta:
        verbose_name = "public compris dans un autre"
        verbose_name_plural = "publics compris dans un autre"
        ordering = ["included__position", "included__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "included"],
                name="audienceinclusion_once",
                violation_error_message="Ce public est déjà compris.",
            ),
            models.CheckConstraint(
                condition=~Q(audience=F("included")),
                name="audienceinclusion_of_another",
                violation_error_message="Un public se comprend déjà lui-même : choisissez-en "
                "un autre.",
            ),
        ]

    def __str__(self):
        return f"{self.included} dans {self.audience}"

    def take_in(self, twin, way=""):
        """Two audiences that become one included the same: nothing more to say."""

    @classmethod
    def said_twice(cls, kept, gone):
        """Lines by which one of two audiences includes the other."""
        both = (kept.pk, gone.pk)
        return cls.objects.filter(audience__in=both, included__in=both)

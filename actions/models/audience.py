"""For whom actions are."""

from django.db import models

from records.history.recording import recorded
from records.models.merged import Mergeable, merge_constraints


class AudienceQuerySet(models.QuerySet):
    def in_use(self):
        """Those that were not merged with another."""
        return self.filter(merged_into=None)


class Audience(Mergeable, models.Model):
    """For whom: young children, families, seniors…"""

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("nom dans les adresses", unique=True)
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

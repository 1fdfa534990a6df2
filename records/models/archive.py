"""Rows that leave the working lists without disappearing."""

from django.db import models
from django.db.models import Q


class Archivable(models.Model):
    """Archived on a day, for a reason; then nobody but the team finds it, and nothing new leads
    to it. The constraints are `archive_constraints`.
    """

    archived_on = models.DateField("archivé le", null=True, blank=True)
    archive_reason = models.CharField("motif de l’archivage", max_length=250, blank=True)

    class Meta:
        abstract = True


def archive_constraints(name):
    """What is true of every Archivable; `name` starts the names of the constraints."""
    return [
        models.CheckConstraint(
            condition=Q(archived_on__isnull=True) | Q(is_published=False),
            name=f"{name}_archived_is_hidden",
            violation_error_message=(
                "Ce qui est archivé n’est pas publié : remettez-le d’abord en service."
            ),
        ),
        models.CheckConstraint(
            condition=Q(archived_on__isnull=True) | ~Q(archive_reason=""),
            name=f"{name}_archived_has_reason",
            violation_error_message="Dites en quelques mots pourquoi c’est archivé.",
        ),
    ]

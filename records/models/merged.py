"""Rows that turned out to be another one."""

from django.db import models
from django.db.models import F, Q


class Mergeable(models.Model):
    """Two rows may be one and the same thing: one stays, the other says which.

    `merged_into` is written by `records.merging` alone. The constraint is `merge_constraints`.
    """

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        editable=False,
        verbose_name="fusionnée avec",
    )

    class Meta:
        abstract = True


def merge_constraints(name):
    """What is true of every Mergeable; `name` starts the names of the constraints."""
    return [
        models.CheckConstraint(
            condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            name=f"{name}_not_merged_into_itself",
            violation_error_message="Une fiche ne peut pas être fusionnée avec elle-même.",
        )
    ]


def kept_slug(model, slug):
    """The slug of the row of `model` that took in the one known as `slug`, or None."""
    merged = model._base_manager.filter(slug=slug).exclude(merged_into=None)
    return merged.values_list("merged_into__slug", flat=True).first()


def kept_keys(model):
    """Dict key of each row of `model` merged with another → key of the one that stays, as texts."""
    pairs = model._base_manager.exclude(merged_into=None).values_list("pk", "merged_into")
    return {str(pk): str(kept) for pk, kept in pairs}


def joined(ours, theirs, longest):
    """The notes `ours` and `theirs` as one; only ours when both do not hold in `longest` characters
    (the other is in the history of the line that left).
    """
    if not theirs or theirs in ours:
        return ours
    both = f"{ours} ; {theirs}" if ours else theirs
    return both if len(both) <= longest else ours

"""What was published of a draft: its text and its figures, frozen as data."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

NO_CORRECTION = "Dites en une phrase ce que cette version corrige."


class EditionQuerySet(models.QuerySet):
    """Rows of a kind of Edition; `draft_name` of its model leads to the draft."""

    def public(self):
        """Editions of published conventions, the latest first: what residents may read."""
        return self.filter(**self.of_draft("convention__is_published", True)).order_by("-number")

    def latest_of(self, conventions):
        """The last public edition of each draft of the `conventions`, latest draft first."""
        draft = self.model.draft_name
        later = self.model._base_manager.filter(
            **{draft: models.OuterRef(draft)}, number__gt=models.OuterRef("number")
        )
        return (
            self.filter(
                ~models.Exists(later),
                **self.of_draft("convention__in", conventions),
                **self.of_draft("convention__is_published", True),
            )
            .select_related(f"{draft}__convention")
            .defer("data")
            .order_by(self.model.latest_draft_first)
        )

    def of_draft(self, lookup, value):
        """The condition `lookup` on the draft, as keyword arguments."""
        return {f"{self.model.draft_name}__{lookup}": value}

    def update(self, **values):
        """Refuse: what was published is never changed."""
        raise TypeError("An edition is never changed: publish another one that corrects it.")

    def delete(self):
        """Refuse, except for demonstration rows."""
        if self.filter(is_demo=False).exists():
            raise TypeError("An edition is never deleted: publish another one that corrects it.")
        return super().delete()


class Edition(models.Model):
    """A draft as it was published. A kind of edition names the foreign key to its draft, says how
    its drafts follow one another, and what a reader calls it."""

    draft_name: str
    latest_draft_first: str
    refusal: str  # said to who changes one

    number = models.PositiveSmallIntegerField("version")
    schema = models.PositiveSmallIntegerField("forme des données", default=1)
    data = models.JSONField("texte et chiffres")
    correction = models.CharField(
        "ce que cette version corrige",
        max_length=250,
        blank=True,
        help_text="Une phrase, visible de tous.",
    )
    published_at = models.DateTimeField("publiée le")
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="%(class)s_number_positive",
                violation_error_message="La première version porte le numéro 1.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(correction=""),
                name="%(class)s_correction_said",
                violation_error_message=NO_CORRECTION,
            ),
        ]

    def __str__(self):
        return f"{self.draft}, version {self.number}"

    def save(self, *args, **kwargs):
        """Write a new row; raise ValidationError on an existing one."""
        if not self._state.adding:
            raise ValidationError(self.refusal)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        """Refuse, except for a demonstration row."""
        if not self.is_demo:
            raise TypeError("An edition is never deleted: publish another one that corrects it.")
        return super().delete(*args, **kwargs)

    @property
    def draft(self):
        return getattr(self, self.draft_name)

    @property
    def convention(self):
        return self.draft.convention


def once(draft_name):
    """The constraint of a kind of edition: each draft has each number once."""
    return models.UniqueConstraint(
        fields=[draft_name, "number"],
        name="%(class)s_number_once",
        violation_error_message="Cette version existe déjà.",
    )

"""What is told of an action: published news, never changed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from actions.models.action import Action, Avancement
from actions.models.action_rows import OfActionQuerySet
from partners.models import Organisation
from records.dates import PLANNED


class UpdateQuerySet(OfActionQuerySet):
    def published(self, at):
        """News residents may read at the datetime `at`, newest first.

        The one source of pages, feeds, open data and reviews: a row replaced by a published
        correction is left out.
        """
        replaced = self.model._base_manager.filter(
            replaces__isnull=False, published_at__lte=at
        ).values("replaces")
        return (
            self.public()
            .filter(published_at__lte=at)
            .exclude(pk__in=replaced)
            .order_by("-published_at", "-pk")
        )

    def update(self, **values):
        """Refuse: what was published is never changed."""
        raise TypeError("An Update is never changed: publish a new one that replaces it.")

    def delete(self):
        """Refuse, except for demonstration rows."""
        if self.filter(is_demo=False).exists():
            raise TypeError("An Update is never deleted: publish a new one that replaces it.")
        return super().delete()


class Update(models.Model):
    """A published piece of news about an action. Append-only: see `replaces`."""

    action = models.ForeignKey(
        Action, models.PROTECT, related_name="updates", verbose_name="action"
    )
    title = models.CharField("titre", max_length=200)
    body = models.TextField("ce qui a été fait", blank=True, help_text="Markdown.")
    next_steps = models.TextField("ce qui vient ensuite", blank=True, help_text="Markdown.")
    avancement = models.CharField(
        "avancement déclaré", max_length=12, choices=Avancement, blank=True
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="updates",
        null=True,
        blank=True,
        verbose_name="communiqué par",
    )
    nothing_new = models.BooleanField("rien de nouveau, c’est toujours exact", default=False)
    people_reached = models.PositiveIntegerField(
        "personnes aidées ou accueillies",
        null=True,
        blank=True,
        help_text="De 1 à 4, la page dit « moins de 5 ».",
    )
    told_on = models.DateField(
        "communiqué le",
        null=True,
        blank=True,
        help_text="Le jour où l’organisation l’a dit, s’il n’est pas celui de la publication.",
    )
    published_at = models.DateTimeField(
        "publiée le",
        validators=PLANNED,
        help_text="Une date à venir programme la publication.",
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name="corrige",
        help_text="L’actualité que celle-ci remplace : elle ne sera plus visible.",
    )
    correction_reason = models.CharField("raison de la correction", max_length=250, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("enregistrée le", auto_now_add=True)

    objects = UpdateQuerySet.as_manager()
    closed_with = "action"

    class Meta:
        verbose_name = "actualité"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=models.F("id")),
                name="update_not_own_correction",
                violation_error_message="Une actualité ne peut pas se corriger elle-même.",
            ),
            models.CheckConstraint(
                condition=Q(nothing_new=True) | ~Q(body=""),
                name="update_says_something",
                violation_error_message=(
                    "Écrivez ce qui a été fait, ou cochez « rien de nouveau »."
                ),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(correction_reason=""),
                name="update_correction_has_reason",
                violation_error_message="Dites en une phrase ce que cette actualité corrige.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Write a new row; raise ValidationError on an existing one, IntegrityError on its key."""
        if not self._state.adding:
            raise ValidationError(
                "Une actualité publiée ne se modifie pas : écrivez-en une qui la corrige."
            )
        super().save(*args, **{**kwargs, "force_insert": True})

    def get_absolute_url(self):
        """The page of this news; what only confirms its action is read on the action's page."""
        if self.nothing_new:
            return f"{self.action.get_absolute_url()}#actualite-{self.pk}"
        return reverse("news-item", args=[self.pk, self.slug])

    @property
    def slug(self):
        return slugify(self.title)[:70].strip("-") or "actualite"

    @property
    def said_on(self):
        """The day when it was true, in Paris: the one of publication when nobody told another."""
        return self.told_on or timezone.localdate(self.published_at)

    def delete(self, *args, **kwargs):
        """Refuse, except for a demonstration row."""
        if not self.is_demo:
            raise TypeError("An Update is never deleted: publish a new one that replaces it.")
        return super().delete(*args, **kwargs)

    def clean(self):
        if self.replaces_id and self.replaces.action_id != self.action_id:
            raise ValidationError({"replaces": "Choisissez une actualité de la même action."})

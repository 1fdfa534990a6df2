"""What happens to an action: steps, money, published news."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

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

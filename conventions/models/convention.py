"""A period of the CTG, who signed it, and the upper levels of its plan."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from conventions.models.openings import IN_ORDER, AsksResidents
from conventions.models.phase import (
    OVER,
    ConventionStatus,
    phase_case,
    phase_of,
    shown_first,
)
from conventions.models.territory import Commune, Domain, Territory
from partners.models import Organisation
from records.dates import TOLD
from records.french import full_date
from records.history.recording import recorded
from records.models.merged import joined

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
SHORTEST, LONGEST = 365, 3653  # days: from 1 to 10 years


class PlanLevels(models.IntegerChoices):
    TWO = 2, "Deux niveaux (enjeux, actions)"
    THREE = 3, "Trois niveaux (enjeux, objectifs, actions)"


class ConventionQuerySet(models.QuerySet):
    def public(self):
        """Conventions residents may read."""
        return self.filter(is_published=True)

    def with_phase(self, on):
        """Each told its `phase` on the date `on`: what `Convention.phase_on` says."""
        return self.annotate(phase=phase_case(on))

    def knowing_its_plan(self):
        """Each with `has_plan`: an old convention may be known without the enjeux it had."""
        enjeux = self.model.enjeux.rel.related_model._base_manager
        return self.annotate(
            has_plan=models.Exists(enjeux.filter(convention=models.OuterRef("pk")))
        )

    def of_today(self, on=None):
        """The published convention that each territory shows on the date `on`, by default today.

        What residents read of a plan starts from there: decisions 0029 and 0048.
        """
        of_territory = self.model._base_manager.filter(
            is_published=True, territory=models.OuterRef("territory")
        ).annotate(phase=phase_case(on or timezone.localdate()))
        best = of_territory.order_by(*shown_first()).values("pk")[:1]
        return self.filter(pk=models.Subquery(best))

    def current(self):
        """The convention of today of the main territory, with its territory, or None."""
        return self.of_today().select_related("territory").filter(territory__is_main=True).first()

    def covering(self, commune):
        """Conventions that `commune` takes part in: those of its territory, unless others only."""
        chosen = self.model.communes.through.objects
        others = ~models.Exists(chosen.filter(convention=models.OuterRef("pk")))
        named = models.Exists(chosen.filter(convention=models.OuterRef("pk"), commune=commune))
        return self.filter(others | named, territory=commune.territory_id)

    def for_staff(self):
        """Every convention with its territory, the one the team works on first.

        That is the one residents see; before anything is published, the latest.
        """
        return (
            self.with_phase(timezone.localdate())
            .select_related("territory")
            .order_by(
                models.Case(
                    models.When(territory__is_main=True, is_published=True, then=0), default=1
                ),
                *shown_first(),
            )
        )


class Convention(AsksResidents):
    """One period, e.g. 2023-2026, known by its permanent `slug`."""

    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="conventions", verbose_name="territoire"
    )
    title = models.CharField("titre", max_length=150)
    slug = models.SlugField(
        "période dans l’adresse",
        unique=True,
        help_text="Par exemple 2023-2026. Ne la changez plus après publication.",
        error_messages={"unique": "Une convention a déjà cette adresse."},
    )
    status = models.CharField(
        "situation",
        max_length=12,
        choices=ConventionStatus,
        default=ConventionStatus.PREPARATION,
    )
    starts_on = models.DateField("commence le")
    ends_on = models.DateField("finit le")
    signed_on = models.DateField("signée le", null=True, blank=True, validators=TOLD)
    closed_on = models.DateField("close le", null=True, blank=True, editable=False)
    levels = models.PositiveSmallIntegerField(
        "niveaux du plan", choices=PlanLevels, default=PlanLevels.THREE
    )
    summary = models.CharField("en une phrase", max_length=300, blank=True)
    introduction = models.TextField("présentation", blank=True, help_text="Markdown.")
    governance = models.TextField(
        "gouvernance", blank=True, help_text="Qui décide, qui pilote, comment. Markdown."
    )
    predecessor = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="successor",
        null=True,
        blank=True,
        verbose_name="convention précédente",
    )
    domains = models.ManyToManyField(
        Domain, blank=True, verbose_name="thèmes (domaines d’intervention)"
    )
    communes = models.ManyToManyField(
        Commune,
        blank=True,
        verbose_name="communes engagées",
        help_text="Laissez vide quand toutes les communes du territoire sont engagées.",
    )
    is_published = models.BooleanField("publiée", default=False)
    modified_on = models.DateTimeField("modifiée le", auto_now=True)

    objects = ConventionQuerySet.as_manager()
    history = recorded(domains, communes)
    reason_fields = ("status", "starts_on", "ends_on", "signed_on")
    public_place = ("status", "territory_id")

    class Meta:
        verbose_name = "convention"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="convention_dates_in_order",
                violation_error_message="La convention doit finir après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, ends_on__lte=LAST_DAY),
                name="convention_dates_plausible",
                violation_error_message="Donnez des dates entre 2000 et 2100.",
            ),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("id")),
                name="convention_not_own_predecessor",
                violation_error_message="Une convention ne peut pas être sa propre suite.",
            ),
            *IN_ORDER,
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("convention", args=[self.slug])

    def clean(self):
        """Raise ValidationError for a period that no convention lasts: a year was mistyped.

        And for opinions asked before its last year: nothing can be judged yet. Whatever the door,
        closing keeps its day, and opening again takes it off.
        """
        self.closed_on = self.closing_day(timezone.localdate())
        if not (self.starts_on and self.ends_on):
            return
        if self.opinions_from and self.opinions_from < dt.date(self.ends_on.year, 1, 1):
            raise ValidationError(
                {"opinions_from": "Demandez les avis à partir de la dernière année."}
            )
        days = (self.ends_on - self.starts_on).days + 1
        if days > LONGEST or 1 < days < SHORTEST:
            raise ValidationError({"ends_on": "Une convention dure de 1 à 10 ans."})

    @property
    def years(self):
        """Calendar years of the period, as a range."""
        return range(self.starts_on.year, self.ends_on.year + 1)

    @property
    def has_objectives(self):
        return self.levels == PlanLevels.THREE

    @property
    def goal_names(self):
        """What the plan lists, in the territory's words: its objectives, or its first level."""
        territory = self.territory
        return territory.objective_names if self.has_objectives else territory.enjeu_names

    def phase_on(self, on):
        """The Phase on the date `on`."""
        return phase_of(self, on)

    def is_over(self, on):
        """True on the date `on` once its last day is past, or once it is closed."""
        return phase_of(self, on) in OVER

    @property
    def phase_today(self):
        """The Phase of today, for the sentences of pages."""
        return phase_of(self, timezone.localdate())

    def closing_day(self, on):
        """The day of the closing, asked on the date `on`: that day when it closes now.

        None too for one that was closed before this portal knew it.
        """
        if not self.is_read_only or self.closed_on:
            return self.closed_on if self.is_read_only else None
        was = Convention.objects.filter(pk=self.pk, status=ConventionStatus.CLOSED)
        return None if self.pk is None or was.exists() else on

    @property
    def is_read_only(self):
        """True once the team closed it: its plan is read, and no longer changes."""
        return self.status == ConventionStatus.CLOSED

    @property
    def closed_words(self):
        """What a door says when it refuses to change the plan of a closed convention."""
        since = f" depuis le {full_date(self.closed_on)}" if self.closed_on else ""
        return (
            f"La convention {self.slug} est close{since} : rouvrez-la pour corriger. La page "
            "« Conventions » du suivi le permet."
        )

    @property
    def frozen_on(self):
        """The date of the states of a closed plan: its last day, or that of an earlier closing."""
        if not self.is_read_only:
            return None
        return min(self.ends_on, self.closed_on or self.ends_on)

    @property
    def next_period(self):
        """The published convention that follows one that is over, or None."""
        if not self.is_over(timezone.localdate()):
            return None
        return Convention.objects.public().filter(predecessor=self).first()


class Signatory(models.Model):
    convention = models.ForeignKey(Convention, models.CASCADE, related_name="signatories")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="signatures", verbose_name="organisation"
    )
    signed_on = models.DateField("signé le", null=True, blank=True, validators=TOLD)
    note = models.CharField("précision", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    history = recorded()
    reason_fields = ("signed_on",)

    class Meta:
        verbose_name = "signataire"
        ordering = ["position", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "organisation"],
                name="signatory_once",
                violation_error_message="Cette organisation est déjà signataire.",
            )
        ]

    def __str__(self):
        return f"{self.organisation} – {self.convention}"

    def take_in(self, twin, way=""):
        """Two organisations that become one signed the same convention."""
        self.signed_on = self.signed_on or twin.signed_on
        self.note = joined(self.note, twin.note, 200)

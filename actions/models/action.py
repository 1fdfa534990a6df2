"""The action: last level of a plan, known by a permanent number."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from actions.models.action_rows import ActionQuerySet
from actions.models.audience import Audience
from actions.models.avancement import (
    EXPECTS_NEWS,
    HAS_DEADLINE,
    NEEDS_REASON,
    REASON_HINT,
    Avancement,
)
from actions.models.outcome import WithOutcome, outcome_constraints
from actions.models.practical import PracticalInformation
from actions.months import months_before
from conventions.models import Commune, Convention, Domain, Enjeu, Objective
from conventions.models.levels import CODE_VALIDATOR, CodeOrderField
from partners.models import Organisation
from records.dates import PLANNED, TOLD
from records.history.recording import recorded
from records.models.archive import Archivable, archive_constraints


class Action(PracticalInformation, WithOutcome, Archivable, models.Model):
    """One action. `number` is permanent, the words of its address may change."""

    number = models.PositiveIntegerField(
        "numéro permanent",
        unique=True,
        blank=True,
        help_text="Donné par le site. Il ne change jamais.",
    )
    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="actions", verbose_name="convention"
    )
    enjeu = models.ForeignKey(Enjeu, models.PROTECT, related_name="actions", verbose_name="enjeu")
    objective = models.ForeignKey(
        Objective,
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name="objectif",
        help_text="Laissez vide dans un plan à deux niveaux.",
    )
    code = models.CharField("code", max_length=20, validators=[CODE_VALIDATOR])
    code_order = CodeOrderField()
    position = models.PositiveSmallIntegerField("ordre d’affichage", default=0)
    title = models.CharField("titre", max_length=250)
    summary = models.CharField(
        "phrase simple",
        max_length=300,
        blank=True,
        help_text="Pour quelqu’un qui ne connaît pas la CTG. Nécessaire pour publier.",
    )
    context = models.TextField("pourquoi cette action", blank=True, help_text="Markdown.")
    description = models.TextField("description", blank=True, help_text="Markdown.")
    expected_results = models.TextField("résultats attendus", blank=True, help_text="Markdown.")
    perspectives = models.TextField("suites prévues", blank=True, help_text="Markdown.")
    human_means = models.TextField("moyens humains", blank=True, help_text="Markdown.")

    avancement = models.CharField(
        "avancement", max_length=12, choices=Avancement, default=Avancement.PLANNED
    )
    avancement_reason = models.TextField("motif", blank=True, help_text=REASON_HINT)
    avancement_on = models.DateField(
        "avancement déclaré le", null=True, blank=True, validators=TOLD
    )
    avancement_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="declared_actions",
        null=True,
        blank=True,
        verbose_name="avancement déclaré par",
    )
    starts_on = models.DateField("commence le", null=True, blank=True, validators=PLANNED)
    ends_on = models.DateField("fin prévue le", null=True, blank=True, validators=PLANNED)
    is_permanent = models.BooleanField(
        "action permanente",
        default=False,
        help_text="Elle continue d’une année sur l’autre : sans date de fin, jamais en retard.",
    )

    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="led_actions",
        null=True,
        blank=True,
        verbose_name="pilote",
    )
    partners = models.ManyToManyField(
        Organisation,
        through="ActionPartner",
        related_name="partner_actions",
        verbose_name="partenaires",
    )
    audiences = models.ManyToManyField(
        Audience, blank=True, related_name="actions", verbose_name="publics concernés"
    )
    domains = models.ManyToManyField(
        Domain, blank=True, related_name="actions", verbose_name="thèmes"
    )
    whole_territory = models.BooleanField("tout le territoire", default=False)
    communes = models.ManyToManyField(
        Commune, blank=True, related_name="actions", verbose_name="communes concernées"
    )

    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="replaced_actions",
        null=True,
        blank=True,
        verbose_name="remplacée par",
    )
    # Several when they merged; none of them is touched by what continues it (decision 0052).
    origins = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="continuations",
        blank=True,
        verbose_name="actions d’origine, dans une convention précédente",
    )
    verified_on = models.DateField(
        "vérifiée le",
        null=True,
        blank=True,
        validators=TOLD,
        help_text="Dernière fois que quelqu’un a confirmé que tout est exact.",
    )
    is_published = models.BooleanField("publiée", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("créée le", auto_now_add=True)
    modified_on = models.DateTimeField("fiche enregistrée le", auto_now=True)

    objects = ActionQuerySet.as_manager()
    history = recorded(audiences, domains, communes, origins)
    reason_fields = ("avancement", "starts_on", "ends_on")
    public_place = ("convention_id",)
    closed_with = "convention"

    class Meta:
        verbose_name = "action"
        ordering = ["number"]
        indexes = [models.Index(fields=["is_published", "avancement"])]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="action_code_unique",
                violation_error_message="Ce code existe déjà dans cette convention.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="action_number_positive",
                violation_error_message="Le numéro d’une action commence à 1.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="action_has_title",
                violation_error_message="Donnez un titre.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="action_dates_in_order",
                violation_error_message="La fin prévue doit venir après le début.",
            ),
            models.CheckConstraint(
                condition=Q(is_permanent=False) | Q(ends_on__isnull=True),
                name="action_permanent_has_no_end",
                violation_error_message=(
                    "Une action permanente n’a pas de fin : videz la date de fin, "
                    "ou décochez « action permanente »."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(avancement__in=NEEDS_REASON) | ~Q(avancement_reason=""),
                name="action_stop_has_reason",
                violation_error_message=(
                    "Dites pourquoi l’action est en pause ou abandonnée : "
                    "ce motif sera visible sur le site."
                ),
            ),
            models.CheckConstraint(
                condition=Q(avancement=Avancement.PLANNED) | Q(avancement_on__isnull=False),
                name="action_state_is_dated",
                violation_error_message="Donnez la date à laquelle cet avancement a été déclaré.",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | ~Q(summary=""),
                name="action_published_has_summary",
                violation_error_message=("Pour publier, écrivez la phrase simple de l’action."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="action_not_own_successor",
                violation_error_message="Une action ne peut pas se remplacer elle-même.",
            ),
            *outcome_constraints(),
            *archive_constraints("action"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("action", args=[self.number, self.slug])

    def clean(self):
        """Raise ValidationError when the levels above the action disagree."""
        errors = {}
        if self.enjeu_id and self.convention_id and self.enjeu.convention_id != self.convention_id:
            errors["enjeu"] = "Choisissez un enjeu de la même convention que l’action."
        if self.objective_id and self.enjeu_id and self.objective.enjeu_id != self.enjeu_id:
            errors["objective"] = "Choisissez un objectif qui dépend de l’enjeu de l’action."
        if errors:
            raise ValidationError(errors)

    @property
    def slug(self):
        """Words of the address, from today's title; "action" when nothing can be kept."""
        return slugify(self.title)[:70].strip("-") or "action"

    @property
    def avancement_slug(self):
        """Anchor of the state's definition in the glossary."""
        return slugify(Avancement(self.avancement).label)

    @property
    def is_to_come(self):
        return self.avancement == Avancement.PLANNED

    @property
    def period(self):
        """« 2023–2026 », « depuis 2023 », « à partir de 2027 », « jusqu’en 2026 » or to be told."""
        first = self.starts_on.year if self.starts_on else None
        last = self.ends_on.year if self.ends_on else None
        if first and last:
            return str(first) if first == last else f"{first}–{last}"
        if first:
            return f"{'à partir de' if self.is_to_come else 'depuis'} {first}"
        return f"jusqu’en {last}" if last else "dates à préciser"

    def is_late(self, on):
        """True past the planned end on the date `on`, for an action to come or under way.

        Without an end of its own, it had until the last day of its convention.
        """
        if self.avancement not in HAS_DEADLINE or self.is_permanent:
            return False
        return self.ends_on < on if self.ends_on else self.convention.is_over(on)

    def late_words(self, on):
        """« En retard » for a late action on the date `on`, « Non achevée » once nobody is
        expected to catch up: its convention is over. "" for the others."""
        if not self.is_late(on):
            return ""
        return "Non achevée" if self.convention.is_over(on) else "En retard"

    def verify(self, on):
        """Note that everything was exact on the date `on`; an earlier day changes nothing."""
        self.verified_on = max(filter(None, (self.verified_on, on)))

    def months_of_silence(self, on):
        """Whole months since the last verification on the date `on`; None if never verified."""
        if self.verified_on is None:
            return None
        months = (on.year - self.verified_on.year) * 12 + on.month - self.verified_on.month
        return max(0, months - (on.day < self.verified_on.day))

    def is_silent(self, on, months):
        """True when `ActionQuerySet.silent(on, months)` would keep this row."""
        return self.avancement in EXPECTS_NEWS and (
            self.verified_on is None or self.verified_on < months_before(on, months)
        )

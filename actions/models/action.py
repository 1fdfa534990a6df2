"""The action: last level of a plan, known by a permanent number."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from actions.periods import months_before
from conventions.models import Commune, Convention, Domain, Enjeu, Objective
from conventions.models.convention import CODE_VALIDATOR
from partners.models import Organisation


class Avancement(models.TextChoices):
    """Declared progress: never computed, never mixed with lateness or freshness."""

    PLANNED = "a_venir", "À venir"
    ONGOING = "en_cours", "En cours"
    DONE = "realisee", "Réalisée"
    SETTLED = "en_place", "En place et continue"
    PAUSED = "en_pause", "En pause"
    DROPPED = "abandonnee", "Abandonnée"


NEEDS_REASON = (Avancement.PAUSED, Avancement.DROPPED)
HAS_DEADLINE = (Avancement.PLANNED, Avancement.ONGOING)
EXPECTS_NEWS = (Avancement.PLANNED, Avancement.ONGOING, Avancement.SETTLED, Avancement.PAUSED)


class Audience(models.Model):
    """For whom: young children, families, seniors…"""

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("nom dans les adresses", unique=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "public concerné"
        verbose_name_plural = "publics concernés"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


# What a list prints of an action: the long texts stay in the database.
LINE_FIELDS = (
    *("number", "code", "title", "summary", "avancement", "starts_on", "ends_on"),
    *("is_permanent", "whole_territory", "is_demo", "convention", "enjeu", "objective"),
    *("lead__name", "lead__short_name"),
)


def late_on(on):
    """Condition of a late action on the date `on`: past its planned end, not done nor stopped."""
    return Q(avancement__in=HAS_DEADLINE, ends_on__lt=on)


class ActionQuerySet(models.QuerySet):
    def public(self):
        """Published actions of published conventions: all that residents may read."""
        return self.filter(is_published=True, convention__is_published=True)

    def in_plan_order(self, *first):
        """The order of the plan (enjeu, objective, position, code), after the fields `first`."""
        return self.order_by(
            *first,
            "enjeu__position",
            "enjeu__code",
            F("objective__position").asc(nulls_first=True),
            F("objective__code").asc(nulls_first=True),
            "position",
            "code",
            "number",
        )

    def late(self, on):
        """Actions past their planned end on the date `on` and neither done nor stopped."""
        return self.filter(late_on(on))

    def on_time(self, on):
        """Actions to come or under way that are not late on the date `on`."""
        return self.filter(Q(ends_on__gte=on) | Q(ends_on=None), avancement__in=HAS_DEADLINE)

    def silent(self, on, months):
        """Live actions that nobody has verified in the `months` before the date `on`."""
        return self.filter(
            Q(verified_on=None) | Q(verified_on__lt=months_before(on, months)),
            avancement__in=EXPECTS_NEWS,
        )

    def in_commune(self, commune):
        """Actions that concern `commune`: its own, and those of its whole territory."""
        own = self.model.communes.through.objects.filter(commune=commune).values("action")
        return self.filter(
            Q(whole_territory=True, convention__territory=commune.territory_id) | Q(pk__in=own)
        )

    def with_labels(self):
        """Only what a line of a list prints (actions/lines.py), without a query per line."""
        return self.select_related("lead").only(*LINE_FIELDS)

    def next_number(self):
        """The number of the next action; call it inside the transaction that creates the row."""
        return (self.model._base_manager.aggregate(n=models.Max("number"))["n"] or 0) + 1


class Action(models.Model):
    """One action. `number` is permanent, the words of its address may change."""

    number = models.PositiveIntegerField(
        "numéro permanent",
        unique=True,
        blank=True,
        help_text="Donné par le portail. Il ne change jamais.",
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
    position = models.PositiveSmallIntegerField("ordre d’affichage", default=0)
    title = models.CharField("intitulé", max_length=250)
    summary = models.CharField(
        "en une phrase simple",
        max_length=300,
        blank=True,
        help_text="Pour un habitant qui ne connaît pas la CTG. Nécessaire pour publier.",
    )
    context = models.TextField("pourquoi cette action", blank=True, help_text="Markdown.")
    description = models.TextField("description", blank=True, help_text="Markdown.")
    expected_results = models.TextField("résultats attendus", blank=True, help_text="Markdown.")
    perspectives = models.TextField("suites prévues", blank=True, help_text="Markdown.")
    human_means = models.TextField("moyens humains", blank=True, help_text="Markdown.")

    avancement = models.CharField(
        "avancement", max_length=12, choices=Avancement, default=Avancement.PLANNED
    )
    avancement_reason = models.TextField(
        "motif",
        blank=True,
        help_text="Nécessaire pour « En pause » et « Abandonnée ». Visible de tous.",
    )
    avancement_on = models.DateField("avancement déclaré le", null=True, blank=True)
    avancement_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="declared_actions",
        null=True,
        blank=True,
        verbose_name="avancement déclaré par",
    )
    starts_on = models.DateField("commence le", null=True, blank=True)
    ends_on = models.DateField("fin prévue le", null=True, blank=True)
    is_permanent = models.BooleanField(
        "action permanente", default=False, help_text="Elle continue d’une année sur l’autre."
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
        Domain, blank=True, related_name="actions", verbose_name="domaines d’intervention"
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
        verbose_name="action qui la reprend",
    )
    origin = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="continuations",
        null=True,
        blank=True,
        verbose_name="action d’origine, dans une convention précédente",
    )
    verified_on = models.DateField(
        "vérifiée le",
        null=True,
        blank=True,
        help_text="Dernière fois que quelqu’un a confirmé que tout est exact.",
    )
    is_published = models.BooleanField("publiée", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("créée le", auto_now_add=True)
    modified_on = models.DateTimeField("modifiée le", auto_now=True)

    objects = ActionQuerySet.as_manager()

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
                violation_error_message="Le numéro d’une action est au moins 1.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="action_has_title",
                violation_error_message="Donnez un intitulé.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="action_dates_in_order",
                violation_error_message="La fin prévue doit venir après le début.",
            ),
            models.CheckConstraint(
                condition=~Q(avancement__in=NEEDS_REASON) | ~Q(avancement_reason=""),
                name="action_stop_has_reason",
                violation_error_message=(
                    "Dites pourquoi l’action est en pause ou abandonnée : "
                    "ce motif sera visible de tous."
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
                violation_error_message=("Pour publier, résumez l’action en une phrase simple."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="action_not_own_successor",
                violation_error_message="Une action ne peut pas se reprendre elle-même.",
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | ~Q(origin=F("id")),
                name="action_not_own_origin",
                violation_error_message="Une action ne peut pas venir d’elle-même.",
            ),
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

    def is_late(self, on):
        """True past the planned end on the date `on`, for an action to come or under way."""
        return bool(
            self.avancement in HAS_DEADLINE and self.ends_on is not None and self.ends_on < on
        )

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


class PartnerRole(models.TextChoices):
    CO_LEAD = "copilote", "Co-pilote"
    PARTNER = "partenaire", "Partenaire"
    FUNDER = "financeur", "Financeur"


class ActionPartner(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="action_partners")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="action_roles", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)
    note = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "partenaire de l’action"
        verbose_name_plural = "partenaires de l’action"
        ordering = ["role", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "organisation", "role"],
                name="actionpartner_once",
                violation_error_message="Cette organisation a déjà ce rôle dans l’action.",
            )
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_role_display()})"

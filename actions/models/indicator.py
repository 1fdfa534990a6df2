"""What is counted: an indicator goes from a baseline to a target by dated values."""

import datetime as dt
from decimal import ROUND_FLOOR, Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.models.action import Action
from actions.models.avancement import Avancement
from partners.models import Organisation
from records.dates import PLANNED, TOLD
from records.french import figure
from records.history.recording import recorded

SMALL_COUNT = 5
PERCENT = 100
UNLIKELY = 3  # times the target, or the last value: asked to be confirmed


class IndicatorKind(models.TextChoices):
    QUANTITATIVE = "quantitatif", "Chiffré"
    QUALITATIVE = "qualitatif", "Décrit en mots"


class IndicatorType(models.TextChoices):
    MEANS = "moyen", "Moyen (ce qu’on engage)"
    OUTPUT = "realisation", "Réalisation (ce qu’on fait)"
    OUTCOME = "resultat", "Résultat (ce que cela change)"


def under_way_in(year):
    """Condition on rows of an action: it was carried out in `year`, figures are expected of it."""

    def on(name, value):
        return Q(**{f"action__{name}": value})

    started = on("starts_on", None) | on("starts_on__lte", dt.date(year, 12, 31))
    not_over = on("ends_on", None) | on("ends_on__gte", dt.date(year, 1, 1))
    stopped = on("avancement__in", (Avancement.PLANNED, Avancement.DROPPED))
    return started & not_over & ~stopped


class IndicatorQuerySet(models.QuerySet):
    def without_value(self, year):
        """Indicators of actions carried out in `year` that nobody has measured that year.

        « Non disponible » is an answer: such a measure counts.
        """
        measured = Measure.objects.filter(indicator=OuterRef("pk"), on__year=year)
        return self.filter(under_way_in(year), ~Exists(measured))


class Indicator(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="indicators")
    code = models.CharField("code", max_length=20, blank=True)
    label = models.CharField("titre", max_length=200)
    unit = models.CharField("unité", max_length=60, blank=True)
    kind = models.CharField(
        "forme", max_length=12, choices=IndicatorKind, default=IndicatorKind.QUANTITATIVE
    )
    type = models.CharField(
        "type", max_length=12, choices=IndicatorType, default=IndicatorType.OUTPUT
    )
    source = models.CharField("source", max_length=200, blank=True)
    reported_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="reported_indicators",
        null=True,
        blank=True,
        verbose_name="valeur donnée par",
    )
    counts_people = models.BooleanField(
        "compte des personnes",
        default=False,
        help_text="Les valeurs de 1 à 4 seront publiées « moins de 5 ».",
    )
    baseline_value = models.DecimalField(
        "valeur de départ", max_digits=14, decimal_places=3, null=True, blank=True
    )
    baseline_on = models.DateField("date du départ", null=True, blank=True, validators=TOLD)
    target_value = models.DecimalField(
        "valeur visée", max_digits=14, decimal_places=3, null=True, blank=True
    )
    target_on = models.DateField("date visée", null=True, blank=True, validators=PLANNED)
    target_text = models.CharField(
        "but, en mots", max_length=250, blank=True, help_text="Pour un indicateur sans chiffre."
    )
    comment = models.TextField("commentaire", blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = IndicatorQuerySet.as_manager()
    history = recorded()
    reason_fields = ("baseline_on", "target_value", "target_on", "target_text")
    closed_with = "action"

    class Meta:
        verbose_name = "indicateur"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True) | Q(baseline_on__isnull=False),
                name="indicator_baseline_is_dated",
                violation_error_message="Donnez la date de la valeur de départ.",
            ),
            models.CheckConstraint(
                condition=Q(target_value__isnull=True) | Q(target_on__isnull=False),
                name="indicator_target_is_dated",
                violation_error_message="Donnez la date de la valeur visée.",
            ),
            models.CheckConstraint(
                condition=Q(kind=IndicatorKind.QUANTITATIVE)
                | Q(baseline_value__isnull=True, target_value__isnull=True),
                name="indicator_words_have_no_figures",
                violation_error_message="Un indicateur décrit en mots n’a pas de valeur chiffrée.",
            ),
            models.CheckConstraint(
                condition=Q(baseline_on__isnull=True)
                | Q(target_on__isnull=True)
                | Q(target_on__gt=models.F("baseline_on")),
                name="indicator_dates_in_order",
                violation_error_message="La date visée doit venir après la date de départ.",
            ),
            models.UniqueConstraint(
                fields=["action", "code"],
                condition=~Q(code=""),
                name="indicator_code_unique",
                violation_error_message="Ce code existe déjà dans cette action.",
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        for name in ("baseline_value", "target_value"):
            if words := self.refusal(getattr(self, name)):
                raise ValidationError({name: words})

    def refusal(self, value):
        """Why `value` (a Decimal or None) cannot be one of this indicator, or ""."""
        if self.counts_people and value is not None and value < 0:
            return "Un nombre de personnes ne peut pas être négatif."
        return ""

    def doubt(self, value, last=None):
        """Why `value` looks mistyped beside the target and the `last` known value, or "".

        A small count of people is never told, and three times few people are still few.
        """
        if value is None:
            return ""
        for said, known in (("la valeur visée", self.target_value), ("la dernière valeur", last)):
            if known is None or self.is_small(known):
                continue
            if 0 < known * UNLIKELY < value:
                return f"C’est plus de trois fois {said} ({figure(known)})."
        return ""

    def is_small(self, value):
        """True when `value` counts so few people that publishing it could name them."""
        return self.counts_people and value is not None and 0 < value < SMALL_COUNT

    def way(self, value):
        """Where `value` stands between baseline and target, as a reader understands it, or ""."""
        rate = self.rate(value)
        if rate is None:
            return ""
        if value == self.target_value:
            return "objectif atteint"
        if rate >= PERCENT:
            return "objectif dépassé"
        if rate < 0:
            return "recul depuis le départ"
        if value == self.baseline_value:
            return "comme au départ"
        return f"{rate} % du chemin entre le départ et le but"

    def rate(self, value):
        """Share of the way from baseline to target that `value` stands for, in whole percent.

        Rounded down, so that 100 is never said before the target is reached.
        None unless baseline, value and target all exist, differ and may all be published.
        """
        figures = (self.baseline_value, value, self.target_value)
        if None in figures or any(self.is_small(figure) for figure in figures):
            return None
        way = self.target_value - self.baseline_value
        if not way:
            return None
        return int(
            (Decimal(100) * (value - self.baseline_value) / way).quantize(Decimal(1), ROUND_FLOOR)
        )


class Measure(models.Model):
    """One dated value. « Non disponible » is a value of its own, distinct from 0."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="measures")
    on = models.DateField("à la date du", validators=TOLD)
    value = models.DecimalField("valeur", max_digits=14, decimal_places=3, null=True, blank=True)
    text = models.TextField("valeur en mots", blank=True)
    is_unavailable = models.BooleanField("non disponible", default=False)
    comment = models.TextField(
        "commentaire", blank=True, help_text="Pour une valeur non disponible : pourquoi."
    )
    source = models.CharField("source", max_length=200, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    recorded_on = models.DateTimeField("enregistrée le", auto_now_add=True)

    history = recorded()
    reason_fields = ("on",)
    closed_with = "indicator"

    class Meta:
        verbose_name = "valeur"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                name="measure_once_a_day",
                violation_error_message="Cet indicateur a déjà une valeur à cette date.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(value__isnull=False, text="", is_unavailable=False)
                    | (Q(value__isnull=True, is_unavailable=False) & ~Q(text=""))
                    | Q(value__isnull=True, text="", is_unavailable=True)
                ),
                name="measure_says_one_thing",
                violation_error_message=(
                    "Donnez un chiffre, ou une valeur en mots, ou cochez « non disponible » : "
                    "un seul des trois. Zéro est un chiffre."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.indicator} – {self.on.year}"

    def clean(self):
        indicator = getattr(self, "indicator", None)  # not there yet, under a new one
        if indicator and (words := indicator.refusal(self.value)):
            raise ValidationError({"value": words})

"""The levels of a plan above its actions: enjeux, then objectives where the territory has them."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.models.convention import Convention
from records.history.recording import recorded

CODE_VALIDATOR = RegexValidator(
    r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*\Z",
    "Un code est fait de chiffres ou de lettres séparés par des points, par exemple 1.2.3.",
)


def natural_position(code):
    """Order of a row among its siblings: the last number of its `code`, or 0 without one."""
    numbers = re.findall("[0-9]+", re.split("[.-]", code)[-1])
    return int(numbers[0]) % 32768 if numbers else 0


def code_order(code):
    """`code` as a text that any database sorts as people count: 1.1.2, 1.1.2bis, 1.1.10."""
    parts = re.findall("[0-9]+|[a-z]+", code.lower())
    return "".join(part.zfill(6) if part.isdigit() else part for part in parts)


class CodeOrderField(models.CharField):
    """The `code_order` of the row’s `code`, written each time the row is."""

    def __init__(self, **options):
        facts = {"max_length": 120, "editable": False, "default": ""}
        super().__init__(**(facts | options))

    def pre_save(self, model_instance, add):
        value = code_order(model_instance.code)
        setattr(model_instance, self.attname, value)
        return value


class LevelQuerySet(models.QuerySet):
    def public(self):
        """Those of published conventions: what residents may read."""
        return self.filter(convention__is_published=True)

    def with_before_and_after(self, names=("origins", "continuations")):
        """Each with its `public_origins` and `public_continuations`: a query more for each."""
        public = self.model._default_manager.public().select_related("convention")
        rows = public.order_by("convention__starts_on", "position", "code_order", "pk")
        return self.prefetch_related(
            *(models.Prefetch(name, rows, to_attr=f"public_{name}") for name in names)
        )


class Icon(models.TextChoices):
    """Drawn in templates/_icons.html; never the only sign of anything."""

    RIGHTS = "droits", "Une porte ouverte (accès aux droits)"
    CHILDHOOD = "enfance", "Un cerf-volant (enfance, jeunesse, parents)"
    BOND = "lien", "Deux personnes (vie sociale)"
    HOUSING = "logement", "Un toit (logement, cadre de vie)"
    HEALTH = "sante", "Un cœur (santé)"
    WORK = "emploi", "Une poignée de main (emploi, insertion)"
    TREE = "arbre", "Un arbre (environnement)"
    PLAIN = "rond", "Un rond"


class Accent(models.IntegerChoices):
    BRICK = 1, "Brique"
    RIVER = 2, "Rivière"
    OCHRE = 3, "Ocre"
    PLUM = 4, "Prune"
    LEAF = 5, "Feuille"
    SLATE = 6, "Ardoise"


class Enjeu(models.Model):
    """First level of a plan. Its code is the number residents know."""

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="enjeux", verbose_name="convention"
    )
    code = models.CharField("numéro", max_length=10, validators=[CODE_VALIDATOR])
    code_order = CodeOrderField()
    position = models.PositiveSmallIntegerField("ordre d’affichage", default=0)
    title = models.CharField("titre", max_length=250)
    title_is_provisional = models.BooleanField(
        "intitulé provisoire",
        default=False,
        help_text="Le site le dira, et la page « Avant l’ouverture » vous le rappelle.",
    )
    summary = models.CharField("en une phrase", max_length=300, blank=True)
    description = models.TextField("présentation", blank=True, help_text="Markdown.")
    icon = models.CharField("dessin", max_length=12, choices=Icon, default=Icon.PLAIN)
    accent = models.PositiveSmallIntegerField("couleur", choices=Accent, default=Accent.BRICK)
    origins = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="continuations",
        blank=True,
        verbose_name="enjeux d’origine, dans une convention précédente",
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    modified_on = models.DateTimeField("modifié le", auto_now=True)

    objects = LevelQuerySet.as_manager()
    history = recorded(origins)
    public_with = closed_with = "convention"
    public_place = ("convention_id",)

    class Meta:
        verbose_name = "enjeu"
        verbose_name_plural = "enjeux"
        ordering = ["convention", "position", "code_order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="enjeu_code_unique",
                violation_error_message="Ce numéro existe déjà dans cette convention.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="enjeu_has_title",
                violation_error_message="Donnez un titre.",
            ),
        ]

    def __str__(self):
        return f"{self.code}. {self.title}"

    def get_absolute_url(self):
        return reverse("enjeu", args=[self.convention.slug, self.code])


class Objective(models.Model):
    """Second level of a three-level plan, code « 1.2 »."""

    enjeu = models.ForeignKey(
        Enjeu, models.PROTECT, related_name="objectives", verbose_name="enjeu"
    )
    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="objectives", verbose_name="convention"
    )
    code = models.CharField("code", max_length=20, validators=[CODE_VALIDATOR])
    code_order = CodeOrderField()
    position = models.PositiveSmallIntegerField("ordre d’affichage", default=0)
    title = models.CharField("titre", max_length=250)
    title_is_provisional = models.BooleanField("intitulé provisoire", default=False)
    description = models.TextField("présentation", blank=True, help_text="Markdown.")
    origins = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="continuations",
        blank=True,
        verbose_name="objectifs d’origine, dans une convention précédente",
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    modified_on = models.DateTimeField("modifié le", auto_now=True)

    objects = LevelQuerySet.as_manager()
    history = recorded(origins)
    public_with = closed_with = "convention"
    public_place = ("convention_id",)

    class Meta:
        verbose_name = "objectif"
        ordering = [
            *("enjeu__position", "enjeu__code_order", "enjeu__code"),
            *("position", "code_order", "code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="objective_code_unique",
                violation_error_message="Ce code existe déjà dans cette convention.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="objective_has_title",
                violation_error_message="Donnez un titre.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("objective", args=[self.convention.slug, self.code])

    def clean(self):
        """Raise ValidationError when the enjeu belongs to another convention."""
        if self.enjeu_id and self.convention_id and self.enjeu.convention_id != self.convention_id:
            raise ValidationError(
                {"enjeu": "Choisissez un enjeu de la même convention que l’objectif."}
            )

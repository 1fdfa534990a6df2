"""The final evaluation of a convention: four questions, what objectives have become, lessons."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.models import Convention, Enjeu, Objective
from conventions.models.convention import PlanLevels
from partners.models import Organisation
from records.dates import TOLD
from records.history.recording import recorded
from reviews.models.edition import Edition, once


class FourAnswers(models.Model):
    """The four questions of the national frame of CTG, answered in text: decision 0051."""

    relevance = models.TextField(
        "Les objectifs étaient-ils cohérents et adaptés aux besoins ?", blank=True
    )
    reach = models.TextField("Les objectifs ont-ils été atteints, et à quel degré ?", blank=True)
    means = models.TextField("Les moyens ont-ils été mobilisés, et ont-ils suffi ?", blank=True)
    durability = models.TextField("Les effets vont-ils durer ?", blank=True)

    class Meta:
        abstract = True


QUESTIONS = {field.name: field.verbose_name for field in FourAnswers._meta.local_fields}


class Evaluation(FourAnswers):
    """What the team writes of a whole convention: a draft, whatever was published of it.

    Residents read its editions alone.
    """

    convention = models.OneToOneField(
        Convention, models.PROTECT, related_name="evaluation", verbose_name="convention"
    )
    introduction = models.TextField(
        "introduction",
        blank=True,
        help_text="Comment l’évaluation a été menée, et l’essentiel en quelques phrases. Markdown.",
    )
    lessons = models.TextField(
        "ce que nous avons appris",
        blank=True,
        help_text="Ce qui a bien marché, ce qui n’a pas marché, et pourquoi. Markdown.",
    )
    recommendations = models.TextField(
        "recommandations pour la suite",
        blank=True,
        help_text="Une ligne par recommandation, commencée par un tiret. Markdown.",
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("préparée le", auto_now_add=True)
    modified_on = models.DateTimeField("modifiée le", auto_now=True)

    history = recorded()

    class Meta:
        verbose_name = "évaluation finale"
        verbose_name_plural = "évaluations finales"
        ordering = ["-convention__starts_on"]

    def __str__(self):
        years = self.convention.years
        return f"Évaluation {years[0]}–{years[-1]}"

    def get_absolute_url(self):
        """Where the team works on it."""
        return reverse("evaluation-edit", args=[self.pk])


class EvaluationPart(FourAnswers):
    """What the team answers for one enjeu; its appraisals are below it."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="parts")
    enjeu = models.ForeignKey(
        Enjeu, models.CASCADE, related_name="evaluation_parts", verbose_name="enjeu"
    )

    history = recorded()

    class Meta:
        verbose_name = "réponses sur un enjeu"
        verbose_name_plural = "réponses sur les enjeux"
        ordering = ["enjeu__position", "enjeu__code_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "enjeu"],
                name="evaluationpart_once",
                violation_error_message="Cet enjeu a déjà ses réponses dans cette évaluation.",
            )
        ]

    def __str__(self):
        return str(self.enjeu)

    def get_absolute_url(self):
        """Where the team works on it."""
        return reverse("evaluation-part", args=[self.evaluation_id, self.enjeu.code])


class Attainment(models.TextChoices):
    """How far an objective was reached, as its partners judge it: never computed."""

    REACHED = "atteint", "Atteint"
    ON_WAY = "en_voie", "En bonne voie"
    PARTLY = "partiel", "Partiellement atteint"
    MISSED = "non_atteint", "Non atteint"
    UNKNOWN = "indicible", "Ne peut pas être dit"


class AppraisalQuerySet(models.QuerySet):
    def asked(self):
        """Those that the plan asks for as it is: of objectives, or of an enjeu without any.

        A plan that changed keeps the others, which nobody is shown.
        """
        three = Q(part__enjeu__convention__levels=PlanLevels.THREE)
        below = Objective.objects.filter(enjeu=models.OuterRef("part__enjeu"))
        of_objectives = three & models.Exists(below)
        return self.filter(
            Q(of_objectives, objective__isnull=False) | Q(~of_objectives, objective__isnull=True)
        )


class Appraisal(models.Model):
    """How far one objective was reached; the whole enjeu, where it has none."""

    part = models.ForeignKey(EvaluationPart, models.CASCADE, related_name="appraisals")
    objective = models.ForeignKey(
        Objective,
        models.CASCADE,
        related_name="appraisals",
        null=True,
        blank=True,
        verbose_name="objectif",
    )
    attainment = models.CharField("appréciation", max_length=12, choices=Attainment, blank=True)
    argument = models.TextField(
        "sur quoi elle repose", blank=True, help_text="Des faits, des chiffres. Markdown."
    )
    given_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="appraisals",
        null=True,
        blank=True,
        verbose_name="donnée par",
    )
    given_by_words = models.CharField(
        "donnée par, en quelques mots",
        max_length=150,
        blank=True,
        help_text="Par exemple « le comité technique ». Le nom d’aucune personne.",
    )
    given_on = models.DateField("donnée le", null=True, blank=True, validators=TOLD)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = AppraisalQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "appréciation"
        ordering = [
            *("part", "objective__position", "objective__code_order", "objective__code", "pk"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "objective"],
                name="appraisal_once",
                violation_error_message="Cet objectif a déjà son appréciation.",
            ),
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(objective__isnull=True),
                name="appraisal_of_whole_once",
                violation_error_message="Cet enjeu a déjà son appréciation.",
            ),
            models.CheckConstraint(
                condition=Q(attainment__in=["", Attainment.UNKNOWN]) | ~Q(argument=""),
                name="appraisal_is_argued",
                violation_error_message="Dites sur quoi repose cette appréciation.",
            ),
            models.CheckConstraint(
                condition=~Q(attainment=Attainment.UNKNOWN) | ~Q(argument=""),
                name="appraisal_unknown_says_why",
                violation_error_message="Dites pourquoi cela ne peut pas être dit.",
            ),
            models.CheckConstraint(
                condition=Q(attainment="") | Q(given_by__isnull=False) | ~Q(given_by_words=""),
                name="appraisal_has_author",
                violation_error_message=(
                    "Dites qui donne cette appréciation : une organisation, ou quelques mots."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(attainment="")
                | Q(argument="", given_by=None, given_by_words="", given_on=None),
                name="appraisal_is_given",
                violation_error_message="Choisissez l’appréciation que ces mots expliquent.",
            ),
        ]

    def __str__(self):
        return str(self.objective or self.part)

    def clean(self):
        """Raise ValidationError for an objective of another enjeu."""
        if self.objective_id and self.objective.enjeu_id != self.part.enjeu_id:
            raise ValidationError("Choisissez un objectif qui dépend de l’enjeu de l’appréciation.")


class EvaluationEdition(Edition):
    """An evaluation as it was published: its text and its figures, frozen as data."""

    draft_name, latest_draft_first = "evaluation", "-evaluation__convention__starts_on"
    refusal = "Une évaluation publiée ne se modifie pas : publiez une version qui la corrige."

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="editions", verbose_name="évaluation"
    )

    class Meta:
        verbose_name = "version d’une évaluation"
        verbose_name_plural = "versions des évaluations"
        ordering = ["evaluation", "-number"]
        constraints = [once("evaluation"), *Edition.Meta.constraints]

    def get_absolute_url(self):
        """The page of the evaluation: it shows the last edition."""
        return reverse("evaluation", args=[self.evaluation.convention.slug])

"""The review of a year: what the team writes around its figures, and what was published."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Picture, Update
from conventions.models import Convention, Enjeu
from records.history.recording import recorded
from reviews.models.edition import Edition, once


class Review(models.Model):
    """What the team writes of one year of a convention: a draft, whatever was published of it.

    Residents read its editions alone.
    """

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="reviews", verbose_name="convention"
    )
    year = models.PositiveSmallIntegerField("année")
    introduction = models.TextField(
        "introduction",
        blank=True,
        help_text="L’année en quelques phrases, pour quelqu’un qui n’a suivi aucune réunion. "
        "Markdown.",
    )
    outlook = models.TextField(
        "ce qui reste à décider",
        blank=True,
        help_text="Une ligne par décision, commencée par un tiret. Visible de tous. Markdown.",
    )
    highlights = models.ManyToManyField(
        Update,
        blank=True,
        verbose_name="faits marquants",
        help_text="Parmi les actualités publiées de l’année. Trois à six suffisent.",
    )
    pictures = models.ManyToManyField(
        Picture,
        blank=True,
        verbose_name="photos",
        help_text="Parmi les photos publiées des actions. Une à quatre suffisent.",
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("préparé le", auto_now_add=True)
    modified_on = models.DateTimeField("modifié le", auto_now=True)

    history = recorded(highlights, pictures)

    class Meta:
        verbose_name = "bilan annuel"
        verbose_name_plural = "bilans annuels"
        ordering = ["-year", "convention"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "year"],
                name="review_once_a_year",
                violation_error_message="Le bilan de cette année est déjà commencé.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="review_year_plausible",
                violation_error_message="Donnez une année sur quatre chiffres, par exemple 2025.",
            ),
        ]

    def __str__(self):
        return f"Bilan {self.year}"

    def get_absolute_url(self):
        """Where the team works on it."""
        return reverse("year-review-edit", args=[self.pk])

    def clean(self):
        """Raise ValidationError for a year that the convention does not cover."""
        if self.convention_id and self.year and self.year not in self.convention.years:
            raise ValidationError({"year": "Cette année n’est pas dans la convention."})


class ReviewWord(models.Model):
    """What the team says of one enjeu in a review."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="words")
    enjeu = models.ForeignKey(
        Enjeu, models.CASCADE, related_name="review_words", verbose_name="enjeu"
    )
    text = models.TextField("le mot de l’équipe", blank=True, help_text="Markdown.")

    history = recorded()

    class Meta:
        verbose_name = "mot sur un enjeu"
        verbose_name_plural = "mots sur les enjeux"
        ordering = ["enjeu__position", "enjeu__code_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "enjeu"],
                name="reviewword_once",
                violation_error_message="Cet enjeu a déjà son mot dans ce bilan.",
            )
        ]

    def __str__(self):
        return str(self.enjeu)


class ReviewEdition(Edition):
    """A review as it was published: its text and its figures, frozen as data."""

    draft_name, latest_draft_first = "review", "-review__year"
    refusal = "Un bilan publié ne se modifie pas : publiez une version qui le corrige."

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="editions", verbose_name="bilan annuel"
    )

    class Meta:
        verbose_name = "version d’un bilan"
        verbose_name_plural = "versions des bilans"
        ordering = ["review", "-number"]
        constraints = [once("review"), *Edition.Meta.constraints]

    def get_absolute_url(self):
        """The page of the year: it shows the last edition."""
        return reverse("year-review", args=[self.review.convention.slug, self.review.year])

"""Sentences that staff write: pages and glossary."""

from django.db import models
from django.urls import NoReverseMatch, reverse


class PageQuerySet(models.QuerySet):
    def public(self):
        return self.filter(is_published=True)


class Page(models.Model):
    """A text of the portal. Some slugs are places the site knows (FIXED_PAGES)."""

    slug = models.SlugField("nom dans l’adresse", max_length=60, unique=True)
    title = models.CharField("titre", max_length=150)
    lead = models.TextField(
        "chapeau",
        blank=True,
        help_text="Une ou deux phrases, en plus grand, sous le titre.",
    )
    body = models.TextField(
        "texte",
        blank=True,
        help_text="Markdown : une ligne vide sépare les paragraphes, ## fait un intertitre.",
    )
    is_published = models.BooleanField("publiée", default=True)
    modified_on = models.DateTimeField("modifiée le", auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "page"
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        try:
            return reverse(f"page-{self.slug}")
        except NoReverseMatch:
            return reverse("page", args=[self.slug])


class GlossaryEntry(models.Model):
    """A word or an acronym. Acronyms are expanded at their first use on every page."""

    term = models.CharField(
        "mot ou sigle",
        max_length=60,
        unique=True,
        error_messages={"unique": "Ce mot est déjà dans le glossaire."},
    )
    expansion = models.CharField(
        "forme développée",
        max_length=150,
        blank=True,
        help_text="Pour un sigle : ses mots en toutes lettres, ajoutés à son premier emploi.",
    )
    definition = models.TextField("définition", blank=True, help_text="En français simple.")

    class Meta:
        verbose_name = "mot du glossaire"
        verbose_name_plural = "glossaire"
        ordering = ["term"]

    def __str__(self):
        return self.term

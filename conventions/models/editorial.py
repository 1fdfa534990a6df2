"""Sentences that staff write: pages and glossary."""

from django.db import models
from django.urls import reverse

from records.history.recording import recorded
from records.models.archive import Archivable, archive_constraints

# Pages whose text stands at the top of a place of its own: slug → name of its address.
PLACES = {
    "accueil": "home",
    "actions": "actions",
    "actualites": "news",
    "agenda": "agenda",
    "communes": "communes",
    "contact": "contact",
    "conventions": "conventions",
    "glossaire": "glossary",
    "objectifs": "conventions",
    "partenaires": "partners",
    "plan-du-site": "site-map",
}
# Pages with an address of their own, which exist even before staff write them.
FIXED_PAGES = {
    "la-ctg": "Comprendre la CTG",
    "aide": "Aide",
    "donnees": "Données ouvertes",
    "accessibilite": "Accessibilité",
    "schema-accessibilite": "Schéma pluriannuel d’accessibilité",
    "plan-accessibilite": "Plan d’accessibilité de l’année",
    "mentions-legales": "Mentions légales",
    "donnees-personnelles": "Données personnelles",
    "eco-conception": "Éco-conception",
}
DRAWN_ELSEWHERE = {"donnees"}  # the address is in a room that comes later: actions/opendata


class PageQuerySet(models.QuerySet):
    def public(self):
        """Pages residents may read."""
        return self.filter(is_published=True)

    def intro(self, slug, title):
        """The published page `slug`, or an unsaved one with only a `title`."""
        return self.public().filter(slug=slug).first() or self.model(slug=slug, title=title)


class Page(Archivable, models.Model):
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
    is_published = models.BooleanField("publiée", default=False)
    modified_on = models.DateTimeField("modifiée le", auto_now=True)

    objects = PageQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "page"
        ordering = ["title"]
        constraints = archive_constraints("page")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if self.slug in PLACES:
            return reverse(PLACES[self.slug])
        if self.slug in FIXED_PAGES:
            return reverse(f"page-{self.slug}")
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
        help_text="Pour un sigle : ses mots en entier, ajoutés à son premier emploi.",
    )
    definition = models.TextField("définition", blank=True, help_text="En français simple.")

    history = recorded()
    public_with = ""

    class Meta:
        verbose_name = "mot du glossaire"
        verbose_name_plural = "glossaire"
        ordering = ["term"]

    def __str__(self):
        return self.term

"""Every public address, for search engines: no draft, no example."""

from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Update
from conventions.models import Commune, Convention, Enjeu, Objective, Page
from conventions.models.editorial import FIXED_PAGES, PLACES
from partners.models import Organisation
from reviews.models import EvaluationEdition, ReviewEdition

PLACE_NAMES = sorted(
    {"search", "follow", *PLACES.values()} | {f"page-{slug}" for slug in FIXED_PAGES}
)


class PlaceSitemap(Sitemap):
    """Addresses that exist whatever the content."""

    def items(self):
        return PLACE_NAMES

    def location(self, name):
        return reverse(name)


class PlanSitemap(GenericSitemap):
    """The plan of each convention, on one page."""

    def location(self, convention):
        return reverse("plan", args=[convention.slug])


class NewsSitemap(Sitemap):
    """What is published now: each piece of news is written once, and never changed."""

    def items(self):
        rows = Update.objects.published(timezone.now())
        return rows.filter(nothing_new=False, is_demo=False)

    def lastmod(self, update):
        return update.published_at


class EditionSitemap(Sitemap):
    """The last edition of each draft: an edition is written once, and never changed."""

    def __init__(self, kind):
        self.kind = kind

    def items(self):
        public = self.kind.objects.latest_of(Convention.objects.public())
        return public.filter(is_demo=False)

    def lastmod(self, edition):
        return edition.published_at


def dated(rows):
    """What a sitemap of the queryset `rows` needs: they bear the date of their last change."""
    return {"queryset": rows, "date_field": "modified_on"}


def real_levels(model):
    """Rows of an upper level of the plan, of published conventions, examples left out."""
    return model.objects.filter(convention__is_published=True, is_demo=False).select_related(
        "convention"
    )


OWN_PAGES = Page.objects.public().exclude(slug__in=[*PLACES, *FIXED_PAGES])
ORGANISATIONS = Organisation.objects.public().filter(is_demo=False)
SITEMAPS = {
    "lieux": PlaceSitemap,
    "pages": GenericSitemap(dated(OWN_PAGES)),
    "conventions": GenericSitemap(dated(Convention.objects.public())),
    "plans": PlanSitemap(dated(Convention.objects.public())),
    "bilans": EditionSitemap(ReviewEdition),
    "evaluations": EditionSitemap(EvaluationEdition),
    "enjeux": GenericSitemap(dated(real_levels(Enjeu))),
    "objectifs": GenericSitemap(dated(real_levels(Objective))),
    "actions": GenericSitemap(dated(Action.objects.public().filter(is_demo=False))),
    "actualites": NewsSitemap,
    "partenaires": GenericSitemap(dated(ORGANISATIONS)),
    "communes": GenericSitemap({"queryset": Commune.objects.public()}),
}

"""Every public address, for search engines: no draft, no example."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from actions.models import Action
from conventions.models import Commune, Convention, Enjeu, Objective, Page
from conventions.models.editorial import FIXED_PAGES, PLACES
from partners.models import Organisation

PLACE_NAMES = sorted({*PLACES.values()} | {f"page-{slug}" for slug in FIXED_PAGES})


class RowSitemap(Sitemap):
    """Rows of one queryset, dated by their last change."""

    rows = None

    def items(self):
        return self.rows()

    def lastmod(self, row):
        return getattr(row, "modified_on", None)


def sitemap_of(rows):
    """A sitemap of the rows that calling `rows` gives."""
    return type("RowsSitemap", (RowSitemap,), {"rows": staticmethod(rows)})


class PlaceSitemap(Sitemap):
    """Addresses that exist whatever the content."""

    def items(self):
        return PLACE_NAMES

    def location(self, name):
        return reverse(name)


class PlanSitemap(RowSitemap):
    """The plan of each convention, on one page."""

    def items(self):
        return Convention.objects.public()

    def location(self, convention):
        return reverse("plan", args=[convention.slug])


def real_levels(model):
    """Rows of an upper level of the plan, of published conventions, examples left out."""
    return model.objects.filter(convention__is_published=True, is_demo=False).select_related(
        "convention"
    )


SITEMAPS = {
    "lieux": PlaceSitemap,
    "pages": sitemap_of(lambda: Page.objects.public().exclude(slug__in=[*PLACES, *FIXED_PAGES])),
    "conventions": sitemap_of(Convention.objects.public),
    "plans": PlanSitemap,
    "enjeux": sitemap_of(lambda: real_levels(Enjeu)),
    "objectifs": sitemap_of(lambda: real_levels(Objective)),
    "actions": sitemap_of(lambda: Action.objects.public().filter(is_demo=False)),
    "partenaires": sitemap_of(lambda: Organisation.objects.public().filter(is_demo=False)),
    "communes": sitemap_of(Commune.objects.public),
}

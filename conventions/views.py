"""Public pages of what was agreed."""

from itertools import count

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from conventions.models import Convention, Document, GlossaryEntry, Page
from conventions.models.editorial import FIXED_PAGES, PLACES
from conventions.redirects import moved_to
from records.archive import public_or_gone

TEMPLATES = {
    "la-ctg": "conventions/page_la_ctg.html",
    "accessibilite": "conventions/page_accessibilite.html",
    "schema-accessibilite": "conventions/page_schema_accessibilite.html",
    "plan-accessibilite": "conventions/page_plan_accessibilite.html",
    "mentions-legales": "conventions/page_mentions_legales.html",
    "donnees-personnelles": "conventions/page_donnees_personnelles.html",
}


@require_safe
def page(request, slug):
    """A text written by staff, around the facts of the settings where the law asks for them."""
    if slug in PLACES or (slug in FIXED_PAGES and request.resolver_match.url_name == "page"):
        return moved_to(request, Page(slug=slug).get_absolute_url())
    if slug in FIXED_PAGES:
        text = Page.objects.intro(slug, FIXED_PAGES[slug])
    else:
        text = public_or_gone(Page.objects.public(), slug=slug)
    context = {"page": text}
    if slug == "la-ctg":
        convention = Convention.objects.current()
        enjeux = list(convention.enjeux.select_related("convention")) if convention else []
        context |= {"convention": convention, "period": convention, "enjeux": enjeux}
        context["shows_demo"] = any(enjeu.is_demo for enjeu in enjeux)
    return render(request, TEMPLATES.get(slug, "conventions/page_detail.html"), context)


@require_safe
def convention_list(request):
    """Every published period, latest first."""
    conventions = Convention.objects.public().knowing_its_plan().select_related("territory")
    context = {"intro": Page.objects.intro("conventions", "Conventions")}
    return render(
        request, "conventions/convention_list.html", context | {"conventions": conventions}
    )


@require_safe
def convention_detail(request, slug):
    """One period: dates, who signed, fields, enjeux, governance, documents, neighbours."""
    convention = get_object_or_404(
        Convention.objects.public()
        .select_related("territory", "predecessor", "successor")
        .prefetch_related(
            "domains",
            "communes",
            "signatories__organisation",
            "enjeux__convention",
            "committees",
            Prefetch(
                "documents",
                Document.objects.public().on_convention_pages(),
                to_attr="public_documents",
            ),
        ),
        slug=slug,
    )
    enjeux = list(convention.enjeux.all())
    committees = list(convention.committees.all())
    neighbours = {
        "predecessor": convention.predecessor,
        "successor": getattr(convention, "successor", None),
    }
    context = {
        "convention": convention,
        "enjeux": enjeux,
        "committees": committees,
        "shows_demo": any(row.is_demo for row in [*enjeux, *committees]),
    }
    for name, other in neighbours.items():
        context[name] = other if other and other.is_published else None
    return render(request, "conventions/convention_detail.html", context)


@require_safe
def glossary(request):
    """Words and acronyms, each with an anchor that labels link to."""
    rows = anchored(sorted(GlossaryEntry.objects.all(), key=lambda entry: slugify(entry.term)))
    context = {"intro": Page.objects.intro("glossaire", "Glossaire"), "rows": rows}
    return render(request, "conventions/glossary.html", context)


def anchored(entries):
    """Pairs (anchor, entry): the words of the term, numbered when another term has the same."""
    rows, seen = [], set()
    for entry in entries:
        words = anchor = slugify(entry.term) or "mot"
        ranks = count(2)
        while anchor in seen:
            anchor = f"{words}-{next(ranks)}"
        seen.add(anchor)
        rows.append((anchor, entry))
    return rows

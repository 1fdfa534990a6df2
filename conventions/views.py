"""Public pages of what was agreed."""

from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify

from conventions.models import Convention, Document, GlossaryEntry, Page
from conventions.models.editorial import FIXED_PAGES, PLACES

TEMPLATES = {
    "la-ctg": "conventions/page_la_ctg.html",
    "accessibilite": "conventions/page_accessibilite.html",
    "mentions-legales": "conventions/page_mentions_legales.html",
    "donnees-personnelles": "conventions/page_donnees_personnelles.html",
}


def page(request, slug):
    """A text written by staff, around the facts of the settings where the law asks for them."""
    if slug in PLACES or (slug in FIXED_PAGES and request.resolver_match.url_name == "page"):
        return redirect(Page(slug=slug), permanent=True)
    if slug in FIXED_PAGES:
        text = Page.objects.intro(slug, FIXED_PAGES[slug])
    else:
        text = get_object_or_404(Page.objects.public(), slug=slug)
    context = {"page": text}
    if slug == "la-ctg":
        convention = Convention.objects.current()
        enjeux = list(convention.enjeux.select_related("convention")) if convention else []
        context |= {"convention": convention, "period": convention, "enjeux": enjeux}
        context["shows_demo"] = any(enjeu.is_demo for enjeu in enjeux)
    return render(request, TEMPLATES.get(slug, "conventions/page_detail.html"), context)


def convention_list(request):
    """Every published period, latest first."""
    conventions = Convention.objects.public().select_related("territory")
    context = {"intro": Page.objects.intro("conventions", "Les conventions")}
    return render(
        request, "conventions/convention_list.html", context | {"conventions": conventions}
    )


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
            Prefetch("documents", Document.objects.public(), to_attr="public_documents"),
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


def document(request, pk, name):
    """A published file, always as an attachment in a sandbox; anything else is a 404."""
    row = get_object_or_404(Document.objects.public(), pk=pk)
    if name != row.download_name:
        return redirect(row, permanent=True)
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=row.download_name, content_type=row.media_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def glossary(request):
    """Words and acronyms, each with an anchor that labels link to."""
    rows = [(slugify(entry.term), entry) for entry in GlossaryEntry.objects.all()]
    rows.sort(key=lambda row: row[0])
    context = {"intro": Page.objects.intro("glossaire", "Glossaire"), "rows": rows}
    return render(request, "conventions/glossary.html", context)

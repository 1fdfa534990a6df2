"""The evaluation of a convention as residents read it: its pages, its versions, its files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.share_card import drawn_card
from conventions.models import Document
from reviews.documents.pdf import pdf_of
from reviews.documents.text_file import docx_of
from reviews.evaluation.outline import outline
from reviews.evaluation.shapes import EVALUATION
from reviews.evaluation.slides import pptx_of
from reviews.figures.frozen import read
from reviews.models import EvaluationEdition
from reviews.views.editions import (
    action_addresses,
    answer_with,
    kept_file,
    shown_of,
    the_edition,
    version_words,
)


def editions_of(slug):
    """The public editions of the evaluation of a convention, the latest first."""
    rows = EvaluationEdition.objects.public().filter(evaluation__convention__slug=slug)
    return rows.select_related("evaluation__convention__territory")


def page_context(final, convention):
    """What the page of a FinalEvaluation prints. Two queries: what it may still lead to."""
    told = [one.pk for one in final.documents]
    documents = Document.objects.public().filter(convention=convention, pk__in=told)
    return {
        "evaluation": final,
        "convention": convention,
        "actions": action_addresses(convention, final.lines),
        "documents": {
            row.pk: row.get_absolute_url() for row in documents.select_related("convention")
        },
        "shows_demo": final.shows_demo,
        "details": {},  # code of an enjeu → the page of its detail, where it is not here
    }


def edition_context(slug, number=None):
    """What the pages of a version of an evaluation print, 404 for one that nobody may read."""
    edition, editions = the_edition(editions_of(slug), number)
    context = page_context(read(edition, EVALUATION), edition.convention)
    parts = context["evaluation"].enjeux
    details = {part.code: detail_address(slug, number, part.code) for part in parts}
    return context | shown_of(edition, editions, number) | {"details": details}


def detail_address(slug, number, code):
    """Where the version `number` (None: the last) says all of the enjeu `code`."""
    if number is None:
        return reverse("evaluation-enjeu", args=[slug, code])
    return reverse("evaluation-version-enjeu", args=[slug, number, code])


@require_safe
def evaluation(request, slug, number=None):
    """The last version of the evaluation of a convention, or the version `number`."""
    return render(request, "reviews/evaluation.html", edition_context(slug, number))


@require_safe
def evaluation_enjeu(request, slug, code, number=None):
    """All that a version says of one enjeu, or 404 where it says nothing."""
    context = edition_context(slug, number)
    parts = [one for one in context["evaluation"].enjeux if one.code == code]
    if not parts:
        raise Http404
    name = "evaluation" if number is None else "evaluation-version"
    back = reverse(name, args=[slug, *([] if number is None else [number])])
    return render(
        request, "reviews/evaluation_enjeu.html", context | {"part": parts[0], "back": back}
    )


def written(edition, form):
    """Bytes of the `edition` in one of the FORMS, made once."""
    final = read(edition, EVALUATION)
    return kept_file(edition, form, lambda: made(edition, final, form))


def made(edition, final, form):
    """Bytes of the `edition`, which holds the FinalEvaluation `final`, in one of the forms."""
    said = f"{final.title} – {final.convention}"
    facts = {"title": said, "author": final.site, "foot": said, "at": edition.published_at}
    version = version_words(edition, "Publiée")
    if form == "pptx":
        return pptx_of(final, version=version, **facts)
    return {"pdf": pdf_of, "docx": docx_of}[form](outline(final, version), **facts)


@require_safe
def evaluation_file(request, slug, form):
    """The last version of an evaluation, as a file to read, to rework or to show."""
    edition, _editions = the_edition(editions_of(slug))
    return answer_with(request, written(edition, form), form, f"evaluation-{slug}")


@require_safe
def evaluation_card(request, slug):
    """The picture shown where somebody shares the evaluation."""
    edition, _editions = the_edition(editions_of(slug))
    convention = edition.convention
    picture = drawn_card(str(edition.draft), convention.title, convention.territory.site_title, 2)
    return HttpResponse(picture, content_type="image/png")

"""One evaluation in four forms: the same figures, nothing hidden, readable by everybody."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pptx import Presentation

from actions.models import Action
from reviews.documents.blocks import HeadingBlock, TableBlock, words_of
from reviews.evaluation.outline import outline
from reviews.evaluation.publishing import begin, publish
from reviews.evaluation.shapes import EVALUATION
from reviews.figures.frozen import read
from reviews.models import Appraisal, Evaluation, EvaluationEdition, EvaluationPart
from reviews.models.evaluation import QUESTIONS
from tests.ctg_portal.test_injection import PAYLOADS
from tests.ctg_portal.test_leaks import MARK, hide_everything
from tests.factories import ConventionFactory, EnjeuFactory, ObjectiveFactory
from tests.reading import body, find, main_of, of_class, text_of
from tests.reviews.reading_files import forget_files
from tests.reviews.test_documents import FORMS, bare, check_pdf, solid, text_in
from tests.rich import build_site

pytestmark = pytest.mark.django_db


def write(evaluation, words):
    """`words` in all that the team writes of `evaluation`."""
    answers = dict.fromkeys(QUESTIONS, words)
    texts = dict.fromkeys(("introduction", "lessons", "recommendations"), words)
    Evaluation.objects.filter(pk=evaluation.pk).update(**answers, **texts)
    EvaluationPart.objects.update(**answers)
    Appraisal.objects.update(
        attainment="partiel", argument=words, given_by_words=f"le comité {words}"[:150]
    )


@pytest.fixture(scope="module")
def site(module_world):
    site = build_site(actions=7)
    ObjectiveFactory(enjeu=EnjeuFactory(convention=site.convention), title="Sans action")
    evaluation = begin(site.convention, by=None)
    write(evaluation, "Une convention bien remplie.")
    Appraisal.objects.filter(pk=Appraisal.objects.latest("pk").pk).update(
        attainment="", argument="", given_by_words=""
    )
    site.edition = publish(evaluation)
    return site


def file_of(edition, form):
    address = reverse("evaluation-file", args=[edition.convention.slug, form])
    return body(Client().get(address))


def pages_of(edition):
    """The body of the page of an edition, then those of its enjeux."""
    page = Client().get(edition.get_absolute_url())
    details = page.context["details"].values()
    return [main_of(one) for one in (page, *map(Client().get, details))]


AS_A_LIST = "Indicateur"  # first column of the table that pages say as a list


def of_a_row(text):
    """`text` without what joins the cells of a row that a page says as a sentence."""
    return bare(re.sub(r"(?:départ|dernière valeur|but)\s:|[–.]", " ", text.lower()))


# --- the same figures ---------------------------------------------------------------------------


def test_pages_and_outline_hold_the_same_figures(site):
    tables = [
        block for block in outline(read(site.edition, EVALUATION)) if isinstance(block, TableBlock)
    ]
    lines = [line for one in tables for line in (one.head, *one.rows, one.foot) if line]
    rows = [
        row
        for page in pages_of(site.edition)
        for row in (*find(page, "table tr"), *of_class(page, "year-results", "li"))
    ]

    assert len(tables) > 10
    assert sorted(of_a_row(" ".join(line)) for line in lines if line[0] != AS_A_LIST) == sorted(
        of_a_row(text_of(row)) for row in rows
    )


def test_pages_say_every_sentence_of_the_outline(site):
    said = solid("".join(text_of(page) for page in pages_of(site.edition)))
    words = [
        one
        for block in outline(read(site.edition, EVALUATION))
        if not isinstance(block, TableBlock | HeadingBlock)
        for one in words_of(block)
    ]
    # The bar says its own name on the page, which calls itself « ce site ».
    otherwise = ("Répartition", "Les chiffres viennent")

    assert len(words) > 20
    assert [one for one in words if solid(one) not in said and not one.startswith(otherwise)] == []


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_file_holds_every_word_of_the_outline(site, form):
    found = text_in(file_of(site.edition, form), form)
    words = [
        one
        for block in outline(read(site.edition, EVALUATION))
        for one in words_of(block)
        if not one.startswith("Répartition")  # for who does not see
    ]

    assert len(words) > 100
    assert [one for one in words if solid(one) not in found] == []


def test_slides_show_figures_of_the_outline(site):
    known = {
        solid("".join(row))
        for block in outline(read(site.edition, EVALUATION))
        if isinstance(block, TableBlock)
        for row in (block.head, *block.rows, block.foot)
    }
    slides = Presentation(io.BytesIO(file_of(site.edition, "pptx"))).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    rows = [solid("".join(cell.text for cell in row.cells)) for one in tables for row in one.rows]

    assert len(tables) >= 4
    left = [row for row in rows if row not in known]
    assert all("dansletextecomplet" in row for row in left)


def test_slides_are_few_titled_and_described(site):
    slides = Presentation(io.BytesIO(file_of(site.edition, "pptx"))).slides
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    drawn = [shape for slide in slides for shape in slide.shapes if shape.has_table]

    assert 10 <= len(titles) <= 20
    assert len(set(titles)) == len(titles) and all(titles)
    assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in drawn)


# --- frozen, and nothing hidden -----------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_nothing_hidden_is_in_a_file(site, form):
    hide_everything(site)
    Evaluation.objects.update(introduction=f"{MARK} brouillon")
    edition = EvaluationEdition.objects.get(pk=site.edition.pk)
    forget_files()
    found = text_in(file_of(edition, form), form)

    assert MARK not in found
    assert "Uneconventionbienremplie." in found


def test_file_does_not_move_with_the_site(site):
    before = file_of(site.edition, "pdf")
    Action.objects.update(title="Un autre titre")
    forget_files()

    assert file_of(site.edition, "pdf") == before


# --- readable by everybody ----------------------------------------------------------------------


def test_pdf_is_tagged_named_and_marked(site):
    final = read(site.edition, EVALUATION)
    title = f"{final.title} – {site.convention.title}"

    figures = check_pdf(file_of(site.edition, "pdf"), outline(final, "Version"), title)

    assert len(figures) == 1  # the bar


def test_docx_has_real_headings_and_tables(site):
    document = Document(io.BytesIO(file_of(site.edition, "docx")))
    blocks = outline(read(site.edition, EVALUATION))
    headings = [(block.level, block.text) for block in blocks if isinstance(block, HeadingBlock)]
    found = [
        (int(line.style.name.removeprefix("Heading ")), line.text)
        for line in document.paragraphs
        if line.style.name.startswith("Heading ")
    ]

    assert found == headings
    assert len(document.tables) == sum(isinstance(block, TableBlock) for block in blocks)


def test_hostile_text_is_text_in_every_form(site):
    hostile = [f"avant {payload[:3000]} après" for payload in PAYLOADS.values()]
    write(site.edition.evaluation, "\n\n".join(hostile))
    for action, title in zip(Action.objects.all(), hostile, strict=False):
        Action.objects.filter(pk=action.pk).update(title=title[:250])
    edition = publish(site.edition.evaluation, correction=hostile[0][:250])
    final = read(edition, EVALUATION)

    check_pdf(file_of(edition, "pdf"), outline(final), f"{final.title} – {site.convention.title}")
    for form in FORMS:
        found = text_in(file_of(edition, form), form)
        assert found.count("après") > 3
        assert "<script>alert(1)</script>" in found
    assert all("après" in text_of(page) for page in pages_of(edition)[:2])


def test_evaluation_from_documents_alone_is_printed_without_tables():
    evaluation = begin(ConventionFactory(past=True), by=None)
    Evaluation.objects.update(durability="Le relais existe toujours.")
    edition = publish(evaluation)

    for form in FORMS:
        found = text_in(file_of(edition, form), form)
        assert "Lerelaisexistetoujours." in found
        assert "L’argent" not in found and "Leschiffresviennent" not in found
    blocks = outline(read(edition, EVALUATION))
    assert not any(isinstance(block, TableBlock) for block in blocks)


def test_file_without_edition_is_not_found_and_304_to_who_has_it(site):
    address = reverse("evaluation-file", args=[site.convention.slug, "pdf"])
    first = Client().get(address)
    again = Client().get(address, HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    name = f'attachment; filename="evaluation-{site.convention.slug}.pdf"'
    assert first.headers["Content-Disposition"] == name
    for form in FORMS:
        missing = f"/conventions/2019-2022/evaluation/evaluation.{form}"
        assert Client().get(missing).status_code == 404

"""One review in four forms: the same figures, nothing hidden, readable by everybody."""

import io
import re

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pptx import Presentation

from actions.models import Action, Picture
from reviews.documents import pdf
from reviews.documents.blocks import Chart, HeadingBlock, TableBlock, words_of
from reviews.documents.outline import outline
from reviews.figures.frozen import read_edition
from reviews.models import Review, ReviewEdition
from reviews.publishing import publish
from tests.ctg_portal.test_injection import PAYLOADS
from tests.ctg_portal.test_leaks import MARK, hide_everything
from tests.factories import ReviewFactory, ReviewWordFactory
from tests.reading import body, find, main_of, of_class, text_of
from tests.reviews.reading_files import check_pdf, forget_files, solid, text_in, valid_for_verapdf
from tests.rich import build_site

pytestmark = pytest.mark.django_db
YEAR = 2024
FORMS = ("pdf", "docx", "pptx")


def written_review(site, words="Une année bien remplie."):
    """A review of YEAR published with `words` in all that the team writes."""
    review = ReviewFactory(
        convention=site.convention, year=YEAR, introduction=words, outlook=f"- {words}"
    )
    ReviewWordFactory(review=review, enjeu=site.enjeu, text=words)
    review.pictures.set([site.picture])
    return publish(review)


@pytest.fixture(scope="module")
def site(module_world):
    site = build_site(actions=7)
    site.edition = written_review(site)
    return site


def file_of(edition, form):
    slug, year = edition.review.convention.slug, edition.review.year
    return body(Client().get(reverse("year-review-file", args=[slug, year, form])))


def page_of(edition):
    return Client().get(edition.get_absolute_url())


# --- the same figures ---------------------------------------------------------------------------


AS_LISTS = ("Moment", "Étape")  # first column of the tables that pages say as lists


def bare(text):
    """`text` without spaces nor what joins the cells of a row that a page says as a sentence."""
    return solid(re.sub(r" : |, |prévue le |faite le ", " ", re.sub(r"\s+", " ", text)))


def pages_of(edition):
    """The body of the page of an edition, then those of its enjeux."""
    page = page_of(edition)
    details = page.context["details"].values()
    return [main_of(one) for one in (page, *map(Client().get, details))]


def rows_of_pages(edition):
    """Every row of a table or of a list of figures of the pages, as one solid text."""
    lines = [
        line
        for page in pages_of(edition)
        for found in (
            find(page, "table tr"),
            *(of_class(page, name, "li") for name in ("readings", "year-steps")),
        )
        for line in found
    ]
    return sorted(bare(text_of(line)) for line in lines)


def test_pages_and_outline_hold_the_same_figures(site):
    blocks = outline(read_edition(site.edition))
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    lines = [
        line
        for one in tables
        for line in (one.head, *one.rows, one.foot)
        if line and line[0] not in AS_LISTS
    ]

    assert len(tables) > 10
    assert {one.head[0] for one in tables} >= set(AS_LISTS)
    assert sorted(bare(" ".join(line)) for line in lines) == rows_of_pages(site.edition)


def test_pages_say_every_sentence_of_the_outline(site):
    said = solid("".join(text_of(page) for page in pages_of(site.edition)))
    year = read_edition(site.edition)
    blocks = [
        block for block in outline(year) if not isinstance(block, TableBlock | Chart | HeadingBlock)
    ]
    words = [words for block in blocks for words in words_of(block)]
    left_out = [one for one in words if solid(one).rstrip(".") not in said]

    assert len(words) > 20
    # The bar says its own name on the page, which calls itself « ce site »; a date in a list
    # stands there without its brackets.
    otherwise = ("Répartition", "Les chiffres viennent")
    assert [one for one in left_out if "(" not in one and not one.startswith(otherwise)] == []


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_file_holds_every_word_of_the_outline(site, form):
    found = text_in(file_of(site.edition, form), form)
    drawn = ("Répartition", "Courbe", site.picture.alt)  # words for who does not see
    words = [
        one
        for block in outline(read_edition(site.edition))
        for one in words_of(block)
        if not one.startswith(drawn)
    ]

    assert len(words) > 100
    assert [one for one in words if solid(one) not in found] == []


def test_slides_show_figures_of_the_outline(site):
    known = {
        solid("".join(row))
        for block in outline(read_edition(site.edition))
        if isinstance(block, TableBlock)
        for row in (block.head, *block.rows, block.foot)
    }
    slides = Presentation(io.BytesIO(file_of(site.edition, "pptx"))).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    rows = [
        solid("".join(cell.text for cell in row.cells))
        for table in tables
        if table.cell(0, 0).text != "Indicateur"
        for row in table.rows
    ]

    assert len(rows) > 8
    assert [row for row in rows if row not in known] == []


# --- frozen, and nothing hidden -----------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_nothing_hidden_is_in_a_file(site, form):
    hide_everything(site)
    Review.objects.update(introduction=f"{MARK} brouillon")
    edition = ReviewEdition.objects.get(pk=site.edition.pk)
    forget_files()
    found = text_in(file_of(edition, form), form)

    assert MARK not in found
    assert "Uneannéebienremplie." in found
    if form != "pdf":  # beside the text: what the file says of itself
        assert MARK.encode() not in file_of(edition, form)


def test_file_does_not_move_with_the_site(site):
    before = file_of(site.edition, "pdf")
    Action.objects.update(title="Un autre titre")
    forget_files()

    assert file_of(site.edition, "pdf") == before


def test_picture_withdrawn_since_is_in_no_form(site):
    assert len(pypdf.PdfReader(io.BytesIO(file_of(site.edition, "pdf"))).pages[0].images) == 1
    Picture.objects.filter(pk=site.picture.pk).update(is_published=False)

    pages = pypdf.PdfReader(io.BytesIO(file_of(site.edition, "pdf"))).pages
    assert [image for page in pages for image in page.images] == []
    assert site.picture.alt not in text_of(main_of(page_of(site.edition)))
    parts = Document(io.BytesIO(file_of(site.edition, "docx"))).inline_shapes
    descriptions = [shape._inline.docPr.get("descr") for shape in parts]
    assert site.picture.alt not in descriptions and len(descriptions) > 3


# --- PDF ----------------------------------------------------------------------------------------


def test_pdf_is_tagged_named_and_marked(site):
    year = read_edition(site.edition)
    blocks = outline(year, "Version", [site.picture.pk])
    figures = check_pdf(
        file_of(site.edition, "pdf"), blocks, f"{year.title} – {site.convention.title}"
    )

    assert len(figures) == sum(isinstance(block, Chart) for block in blocks) + 2  # bar, picture


def test_pdf_is_the_same_bytes_each_time(site):
    year = read_edition(site.edition)
    facts = {"title": "a", "author": "b", "foot": "c", "at": site.edition.published_at}
    made = [pdf.pdf_of(outline(year), **facts) for _turn in range(2)]

    assert made[0] == made[1]


def test_every_letter_said_to_be_drawn_is_drawn(site):
    letters = "".join(chr(code) for first, last in pdf.DRAWN for code in range(first, last + 1))
    facts = {"title": "a", "author": "b", "foot": "c", "at": site.edition.published_at}
    blocks = [HeadingBlock(1, letters), TableBlock("t", ("a",), ((letters,),), ("text",), (1,))]

    assert pdf.pdf_of(blocks, **facts).startswith(b"%PDF")
    assert pdf.drawable("été 😀 日本") == "été □ □□"


def test_hostile_text_is_text_in_every_form(site):
    hostile = [f"avant {payload[:3000]} après" for payload in PAYLOADS.values()]
    words = "\n\n".join(hostile)
    Review.objects.filter(pk=site.edition.review_id).update(introduction=words, outlook=words)
    for action, title in zip(Action.objects.all(), hostile, strict=False):
        Action.objects.filter(pk=action.pk).update(title=title[:250])
    edition = publish(site.edition.review, correction=hostile[0][:250])
    blocks = outline(read_edition(edition), "", [site.picture.pk])

    check_pdf(file_of(edition, "pdf"), blocks, f"Bilan {YEAR} – {site.convention.title}")
    for form in FORMS:
        found = text_in(file_of(edition, form), form)
        assert found.count("après") > 3
        assert "<script>alert(1)</script>" in found
    assert page_of(edition).status_code == 200


def test_pdf_is_valid_for_verapdf(site, tmp_path):
    assert valid_for_verapdf(file_of(site.edition, "pdf"), tmp_path)


# --- files of Office ----------------------------------------------------------------------------


def test_docx_has_real_headings_tables_and_words_for_drawings(site):
    document = Document(io.BytesIO(file_of(site.edition, "docx")))
    blocks = outline(read_edition(site.edition), "", [site.picture.pk])
    headings = [(block.level, block.text) for block in blocks if isinstance(block, HeadingBlock)]
    found = [
        (int(line.style.name.removeprefix("Heading ")), line.text)
        for line in document.paragraphs
        if line.style.name.startswith("Heading ")
    ]

    assert found == headings
    assert len(document.tables) == sum(isinstance(block, TableBlock) for block in blocks)
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    assert document.core_properties.title == f"Bilan {YEAR} – {site.convention.title}"
    assert 'w:val="fr-FR"' in document.styles["Normal"].element.xml


def test_slides_are_few_titled_and_described(site):
    slides = Presentation(io.BytesIO(file_of(site.edition, "pptx"))).slides
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    drawn = [
        shape for slide in slides for shape in slide.shapes if shape.has_chart or shape.has_table
    ]

    assert 12 <= len(titles) <= 20
    assert len(set(titles)) == len(titles) and all(titles)
    assert len(drawn) >= 5
    assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in drawn)


def test_file_of_a_year_without_edition_is_not_found(site):
    slug = site.convention.slug
    for form in FORMS:
        assert Client().get(f"/conventions/{slug}/bilan/2025/bilan.{form}").status_code == 404
    assert Client().get(f"/conventions/{slug}/bilan/{YEAR}/bilan.exe").status_code == 404


def test_file_answers_304_to_who_has_it(site):
    address = reverse("year-review-file", args=[site.convention.slug, YEAR, "pdf"])
    first = Client().get(address)
    again = Client().get(address, HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.headers["Content-Disposition"] == f'attachment; filename="bilan-{YEAR}.pdf"'

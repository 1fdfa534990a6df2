"""What a screen reader cannot read of a file is told, asked for, and given as a page."""

import zlib
from io import BytesIO

import pikepdf
import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conventions.models import Document
from conventions.readable import needs_text
from tests.factories import ConventionFactory, DocumentFactory
from tests.file_factories import picture_bytes
from tests.reading import body, find, main_of, text_of

CATALOGUE = b"<</Type/Catalog/MarkInfo<</Marked true>>/StructTreeRoot 4 0 R/Lang(fr-FR)>>"


def pdf(catalogue):
    return b"%PDF-1.7\n1 0 obj\n" + catalogue + b"\nendobj\n%%EOF\n"


def packed(catalogue):
    """The same in a stream of objects, as most word processors write it."""
    content = zlib.compress(b"1 0 " + catalogue)
    return pdf(b"<</Type/ObjStm/N 1/First 4>>stream\n" + content + b"\nendstream")


def real(source, **options):
    """A PDF of typst, written again by pikepdf with the `options` of its save."""
    out = BytesIO()
    with pikepdf.open(BytesIO(typst.compile(source, format="pdf"))) as file:
        file.save(out, **options)
    return out.getvalue()


def scanned():
    """A PDF of one page that nothing describes."""
    out = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out)
    return out.getvalue()


SOURCE = b'#set text(lang: "fr")\n#set document(title: "Compte rendu")\n= Compte rendu\nOui.'
PACKED = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
FILES = {
    "tagged.pdf": (lambda: pdf(CATALOGUE), False),
    "packed.pdf": (lambda: packed(CATALOGUE), False),
    "real.pdf": (lambda: real(SOURCE), False),
    "real-packed.pdf": (lambda: real(SOURCE, **PACKED), False),
    "scan.pdf": (scanned, True),
    "not-marked.pdf": (lambda: pdf(CATALOGUE.replace(b"true", b"false")), True),
    "no-language.pdf": (lambda: pdf(CATALOGUE.replace(b"/Lang(fr-FR)", b"")), True),
    "no-structure.pdf": (lambda: packed(CATALOGUE.replace(b"/StructTreeRoot", b"/No")), True),
    "cut.pdf": (lambda: pdf(b"<</Type/ObjStm>>stream\nnot packed\nendstream"), True),
    "poster.jpg": (picture_bytes, True),
    "letter.docx": (lambda: b"PK", False),
    "table.ods": (lambda: b"PK", False),
}


@pytest.mark.parametrize("name", FILES)
def test_a_machine_knows_what_cannot_be_heard(name):
    make, expected = FILES[name]

    assert needs_text(SimpleUploadedFile(name, make())) is expected


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "expected"), [("tagged.pdf", False), ("poster.jpg", True)])
def test_a_file_is_judged_when_it_is_taken(name, expected, media):
    document = DocumentFactory.build(convention=ConventionFactory(), file=None)

    document.take_file(SimpleUploadedFile(name, FILES[name][0]()))
    document.save()

    assert Document.objects.filter(needs_text=expected).get() == document
    assert Document.objects.unreadable().exists() is expected is document.is_unreadable


TOLD = "Un lecteur d’écran ne peut pas lire ce fichier"


@pytest.mark.django_db
def test_each_list_says_which_file_cannot_be_heard_and_where_its_text_is(reader):
    convention = ConventionFactory(public=True)
    DocumentFactory(public=True, title="Convention signée", needs_text=True)
    DocumentFactory(public=True, title="Compte rendu", needs_text=True, text="## Décisions")
    DocumentFactory(public=True, title="Plaquette")

    page = main_of(reader.get(convention.get_absolute_url()))
    rows = {text_of(row).split(" (")[0]: row for row in find(page, "ul li") if find(row, "a")}

    assert {title: TOLD in text_of(row) for title, row in rows.items()} == {
        "Convention signée": True,
        "Compte rendu": False,
        "Plaquette": False,
    }
    links = {title: [link.get("href") for link in find(row, "a")] for title, row in rows.items()}
    text = reverse("document-text", args=[Document.objects.get(title="Compte rendu").pk])
    assert links["Convention signée"][1:] == ["/contact/?sujet=accessibilite"]
    assert links["Compte rendu"][1:] == [text]
    assert links["Plaquette"][1:] == []


@pytest.mark.django_db
def test_the_text_of_a_document_is_a_page_with_its_structure(reader):
    document = DocumentFactory(public=True, title="Compte rendu", text="# Décisions\n\n- Oui.")

    answer = reader.get(reverse("document-text", args=[document.pk]))
    page = main_of(answer)

    assert [text_of(title) for level in ("h1", "h2") for title in find(page, level)] == [
        "Compte rendu : le texte",
        "Décisions",
    ]
    assert [text_of(line) for line in find(page, "article li")] == ["Oui."]
    assert document.get_absolute_url() in body(answer).decode()


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"is_published": False}, {"text": ""}])
def test_nobody_reads_the_text_of_a_draft_nor_a_text_that_is_not(fields, client):
    document = DocumentFactory(**{"public": True, "text": "Dit.", **fields})

    assert client.get(reverse("document-text", args=[document.pk])).status_code == 404


@pytest.mark.django_db
def test_the_team_reads_the_text_of_a_draft_that_nothing_keeps(staff_client):
    document = DocumentFactory(text="Dit.")

    answer = staff_client.get(reverse("document-text", args=[document.pk]))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_the_team_finds_the_documents_whose_text_is_missing(staff_client):
    DocumentFactory(title="Convention signée", needs_text=True)
    DocumentFactory(title="Compte rendu", needs_text=True, text="Dit.")

    page = staff_client.get(f"{reverse('admin:conventions_document_changelist')}?lecture=manque")

    assert [row.title for row in page.context["cl"].result_list] == ["Convention signée"]
    assert "Le texte manque" in body(page).decode()

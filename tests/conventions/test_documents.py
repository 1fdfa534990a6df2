"""Documents: what is accepted, where it shows, who may download it, and how it is handed over."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from actions.models.attached import public_documents
from conventions.models import Document
from conventions.uploads import MAX_DOCUMENT_BYTES, validate_document_file
from tests.factories import (
    ActionDocumentFactory,
    ActionFactory,
    ConventionFactory,
    DocumentFactory,
    MeetingFactory,
    UserFactory,
)
from tests.file_factories import picture_bytes
from tests.reading import body, find, main_of, text_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def upload(name, content):
    return SimpleUploadedFile(name, content)


def archive(files):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
DOCX = {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}
XLSX = {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}

ACCEPTED = {
    "a.pdf": PDF,
    "A.PDF": PDF,
    "late.pdf": b"\xef\xbb\xbf\r\n" + PDF,
    "a.odt": archive(ODT),
    "a.ods": archive(ODS),
    "a.docx": archive(DOCX),
    "a.xlsx": archive(XLSX),
    "a.jpg": picture_bytes(),
    "a.jpeg": picture_bytes(),
    "a.png": picture_bytes("PNG"),
    "../../etc/passwd.pdf": PDF,
    "weight.pdf": PDF.ljust(MAX_DOCUMENT_BYTES, b" "),
}


def swollen():
    """A document of a few hundred kB that unpacks to 300 MB."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in DOCX.items():
            packed.writestr(name, content)
        with packed.open("word/media/image1.bmp", "w") as part:
            for _ in range(300):
                part.write(bytes(1024 * 1024))
    return out.getvalue()


REFUSED = {
    "swollen": ("a.docx", swollen(), "Ce fichier, une fois décompressé, dépasse 100 Mo"),
    "page-before-pdf": ("a.pdf", b"<script></script>\n" + PDF, "Le contenu de ce fichier"),
    "iphone": ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "Le format HEIC"),
    "no-suffix": ("a", PDF, "Ce format n’est pas accepté"),
    "drawing": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Ce format n’est pas"),
    "page": ("a.html", b"<!doctype html><script>alert(1)</script>", "Ce format n’est pas"),
    "program": ("a.exe", b"MZ", "Ce format n’est pas accepté"),
    "animation": ("a.gif", picture_bytes("GIF"), "Ce format n’est pas accepté"),
    "heavy": ("a.pdf", PDF.ljust(MAX_DOCUMENT_BYTES + 1, b" "), "dépasse 10 Mo"),
    "empty-pdf": ("a.pdf", b" ", "ne correspond pas à son nom"),
    "page-as-pdf": ("a.pdf", b"<html><script>alert(1)</script>%PDF-1.4", "ne correspond pas"),
    "page-as-picture": ("a.jpg", b"<html><script>alert(1)</script></html>", "n’a pas pu être"),
    "pdf-as-picture": ("a.png", PDF, "n’a pas pu être ouverte"),
    "png-as-jpeg": ("a.jpg", picture_bytes("PNG"), "n’a pas pu être ouverte"),
    "picture-as-pdf": ("a.pdf", picture_bytes(), "ne correspond pas à son nom"),
    "docx-as-odt": ("a.odt", archive(DOCX), "ne correspond pas à son nom"),
    "xlsx-as-docx": ("a.docx", archive(XLSX), "ne correspond pas à son nom"),
    "plain-archive": ("a.docx", archive({"a.txt": "x"}), "ne correspond pas à son nom"),
    "macros": ("a.docx", archive(DOCX | {"word/vbaProject.bin": "x"}), "macros"),
    "cut-archive": ("a.xlsx", archive(XLSX)[:-30], "ne correspond pas à son nom"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_document_of_a_known_kind_is_accepted(name):
    validate_document_file(upload(name, ACCEPTED[name]))


@pytest.mark.parametrize(("name", "content", "said"), REFUSED.values(), ids=REFUSED)
def test_other_files_are_refused_in_words(name, content, said):
    with pytest.raises(ValidationError) as refusal:
        validate_document_file(upload(name, content))

    assert said in refusal.value.messages[0]


def test_picture_kept_as_a_document_loses_what_it_tells(media, db):
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Camille"
    sent = picture_bytes(size=(20, 10), exif=exif.tobytes(), comment=b"chez moi")
    assert b"Camille" in sent
    document = DocumentFactory.build(convention=ConventionFactory(), file=None)

    document.take_file(upload("affiche.jpg", sent))
    document.save()

    with document.file.open("rb") as file:
        kept = file.read()
    assert b"Camille" not in kept
    assert b"chez moi" not in kept
    assert Image.open(BytesIO(kept)).size == (20, 10)
    assert document.size == len(kept)
    assert document.format_name == "image JPEG"


# --- where a document stands ---------------------------------------------------------------------


def shown_with(**fields):
    """A published document that is not on the page of its convention."""
    convention = ConventionFactory(public=True)
    return DocumentFactory(
        convention=convention, is_published=True, on_convention_page=False, **fields
    )


@pytest.mark.django_db
def test_document_of_nothing_public_is_not_public():
    document = shown_with()
    ActionDocumentFactory(document=document, action__public=True, action__is_published=False)

    assert list(public_documents()) == []


@pytest.mark.django_db
def test_document_is_public_with_one_of_its_actions():
    document = shown_with()
    for published in (False, True, True):
        action = ActionFactory(public=True, is_published=published)
        ActionDocumentFactory(document=document, action=action)

    assert list(public_documents()) == [document]


@pytest.mark.django_db
@pytest.mark.parametrize("published", [True, False])
def test_document_is_public_with_its_meeting(published):
    meeting = MeetingFactory(public=True, is_published=published)
    document = shown_with(meeting=meeting)

    assert list(public_documents()) == ([document] if published else [])


@pytest.mark.django_db
def test_document_of_a_hidden_convention_is_public_nowhere():
    action = ActionFactory(published=True)
    document = DocumentFactory(convention=action.convention, published=True)
    ActionDocumentFactory(document=document, action=action)

    assert list(public_documents()) == []


@pytest.mark.django_db
def test_action_page_lists_its_documents_with_format_and_weight(reader):
    action = ActionFactory(public=True)
    assert b"<h2>Documents</h2>" not in body(reader.get(action.get_absolute_url()))
    shown = DocumentFactory(
        public=True,
        title="Bilan de l’année",
        dated_on="2024-12-10",
        size=1_234_000,
        on_convention_page=False,
    )
    draft = DocumentFactory(convention=action.convention, title="Brouillon de bilan")
    for document in (shown, draft):
        ActionDocumentFactory(action=action, document=document)
    DocumentFactory(public=True, title="Document d’autre chose")

    page = main_of(reader.get(action.get_absolute_url()))
    links = [link for link in find(page, "ul li a") if "/documents/" in link.get("href")]

    assert [text_of(link) for link in links] == ["Bilan de l’année (PDF, 1,2 Mo)"]
    assert links[0].get("href") == shown.get_absolute_url()
    assert "10 décembre 2024" in text_of(page)
    assert "Brouillon de bilan" not in text_of(page)


@pytest.mark.django_db
def test_agenda_lists_the_documents_of_its_meetings(reader):
    past = MeetingFactory(public=True)
    coming = MeetingFactory(committee=past.committee, public=True, is_open=True, upcoming=True)
    for title, meeting in (("Compte rendu", past), ("Ordre du jour", coming)):
        DocumentFactory(
            public=True, title=title, meeting=meeting, size=2000, on_convention_page=False
        )
    DocumentFactory(convention=past.committee.convention, meeting=past, title="Note interne")

    said = text_of(main_of(reader.get("/agenda/")))

    assert "Compte rendu (PDF, 2 ko)" in said
    assert "Ordre du jour (PDF, 2 ko)" in said
    assert "Note interne" not in said


@pytest.mark.django_db
def test_convention_page_lists_only_what_it_should(reader):
    convention = ConventionFactory(public=True)
    for title, here in (("Texte signé", True), ("Affiche d’une action", False)):
        DocumentFactory(public=True, title=title, on_convention_page=here)

    said = text_of(main_of(reader.get(convention.get_absolute_url())))

    assert "Texte signé" in said
    assert "Affiche d’une action" not in said


# --- downloading ---------------------------------------------------------------------------------

PEOPLE = {
    "nobody": None,
    "outsider": {},
    "closed": {"administration": True, "closed": True},
    "reading": {"reading": True},
    "editing": {"editing": True},
    "publishing": {"publishing": True},
    "administration": {"administration": True},
}
MAY_READ = {"reading", "editing", "publishing", "administration"}
ASKED = {"get": {}, "head": {}, "post": {}, "range": {"range": "bytes=0-3"}}


def hidden_documents():
    hidden_action = ActionFactory(public=True, is_published=False)
    link = ActionDocumentFactory(action=hidden_action, document=shown_with())
    return [DocumentFactory(), DocumentFactory(published=True), link.document]


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("asked", ASKED)
def test_hidden_document_is_found_only_by_those_who_may_read(asked, person, client, signed_in):
    if PEOPLE[person] is not None:
        client = signed_in(UserFactory(**PEOPLE[person]))
    verb = "get" if asked == "range" else asked
    found = {"get": 200, "head": 200, "post": 405}[verb]

    for document in hidden_documents():
        answer = getattr(client, verb)(document.get_absolute_url(), headers=ASKED[asked])
        content = body(answer)

        assert answer.status_code == (found if person in MAY_READ else 404)
        if person not in MAY_READ:
            assert b"%PDF" not in content
            assert document.title.encode() not in content
        elif verb == "get":
            assert content.startswith(b"%PDF")
            assert "no-store" in answer.headers["Cache-Control"]
            assert "private" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_title_of_a_hidden_document_is_not_told_by_a_redirection(reader):
    document = DocumentFactory(title="Secret")

    assert reader.get(f"/documents/{document.pk}/x.pdf").status_code == 404


@pytest.mark.django_db
def test_neighbours_of_a_public_document_are_not_found(reader):
    document = DocumentFactory(public=True)
    DocumentFactory()

    for step in (-1, 1, 2, 1000):
        assert reader.get(f"/documents/{document.pk + step}/document.pdf").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [PDF + archive({"a.html": "<script>"}), PDF + b"<html><script>alert(1)</script>"]
)
def test_file_of_two_kinds_is_handed_over_inert(content, reader):
    document = DocumentFactory(public=True, title="Deux « formes »\r\nSet-Cookie: a=b")
    document.take_file(upload('x".pdf', content))
    document.save()

    answer = reader.get(document.get_absolute_url())

    assert body(answer) == content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="deux-formes-set-cookie-ab.pdf"'
    )
    assert int(answer.headers["Content-Length"]) == len(content)
    assert not answer.cookies


@pytest.mark.django_db
def test_withdrawn_document_is_gone_at_the_next_request(reader):
    document = DocumentFactory(public=True)
    assert body(reader.get(document.get_absolute_url())).startswith(b"%PDF")

    Document.objects.update(is_published=False)

    assert reader.get(document.get_absolute_url()).status_code == 404

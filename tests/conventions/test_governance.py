"""Meetings before and after, documents by name and by content."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from conventions.models import Document, Meeting
from conventions.uploads import MAX_DOCUMENT_BYTES, validate_document_file
from tests.factories import SMALLEST_PDF, DocumentFactory, MeetingFactory

AT = dt.datetime(2024, 12, 10, 13, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


# --- meetings ----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_at", "ends_at", "upcoming"),
    [
        (AT + HOUR, None, True),
        (AT, None, True),
        (AT - HOUR, None, True),  # nobody said when it ends: its day is not over
        (AT - 24 * HOUR, None, False),
        (AT - HOUR, AT + HOUR, True),  # under way
        (AT - HOUR, AT, True),
        (AT - 2 * HOUR, AT - HOUR, False),
    ],
)
def test_meeting_is_either_upcoming_or_past(starts_at, ends_at, upcoming):
    meeting = MeetingFactory(starts_at=starts_at, ends_at=ends_at)

    assert list(Meeting.objects.upcoming(AT)) == [meeting] * upcoming
    assert list(Meeting.objects.past(AT)) == [meeting] * (not upcoming)


@pytest.mark.django_db
def test_meetings_are_listed_from_now_outwards():
    far, near, last, first = (
        MeetingFactory(starts_at=AT + hours * HOUR) for hours in (3, 1, -25, -30)
    )

    assert list(Meeting.objects.upcoming(AT)) == [near, far]
    assert list(Meeting.objects.past(AT)) == [last, first]


@pytest.mark.django_db
def test_public_meetings_and_documents_belong_to_a_published_convention():
    meeting, document = MeetingFactory(public=True), DocumentFactory(public=True)
    MeetingFactory(published=True)
    MeetingFactory(committee=meeting.committee)
    DocumentFactory(published=True)
    DocumentFactory(convention=document.convention)

    assert list(Meeting.objects.public()) == [meeting]
    assert list(Document.objects.public()) == [document]


# --- documents ---------------------------------------------------------------------------------


def zipped(*members):
    """The bytes of an archive whose members are (name, content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


ODT = zipped(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>"))
ODS = zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "x"))
DOCX = zipped(("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>"))
MACROS = zipped(("word/document.xml", "<x/>"), ("word/vbaProject.bin", "x"))
ANY_ZIP = zipped(("notes.txt", "x"))
WRONG_KIND = (
    "Ce format n’est pas accepté : envoyez un fichier PDF, ODT, DOCX, ODS, XLSX, JPEG ou PNG."
)
WRONG_CONTENT = (
    "Le contenu de ce fichier ne correspond pas à son nom, ou il contient des macros : "
    "enregistrez-le de nouveau dans le bon format."
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", SMALLEST_PDF),
        ("A.PDF", SMALLEST_PDF),
        ("a.odt", ODT),
        ("a.ods", ODS),
        ("a.docx", DOCX),
    ],
)
def test_document_is_accepted(name, content):
    validate_document_file(ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.html", b"<script>", WRONG_KIND),
        ("a.svg", b"<svg/>", WRONG_KIND),
        ("a.pdf.exe", SMALLEST_PDF, WRONG_KIND),
        ("a", SMALLEST_PDF, WRONG_KIND),
        ("a.docm", DOCX, WRONG_KIND),
        ("a.pdf", b"<html><script>", WRONG_CONTENT),
        ("a.pdf", b"", WRONG_CONTENT),
        ("a.pdf", ODT, WRONG_CONTENT),
        ("a.pdf", ANY_ZIP, WRONG_CONTENT),
        ("a.odt", SMALLEST_PDF, WRONG_CONTENT),
        ("a.docx", b"MZ\x90\x00", WRONG_CONTENT),
        ("a.ods", ODT, WRONG_CONTENT),
        ("a.docx", ANY_ZIP, WRONG_CONTENT),
        ("a.docx", MACROS, WRONG_CONTENT),
        ("a.xlsx", DOCX, WRONG_CONTENT),
        ("a.odt", ANY_ZIP, WRONG_CONTENT),
        ("a.odt", ODT[:-30], WRONG_CONTENT),
    ],
)
def test_document_is_refused_in_words(name, content, message):
    with pytest.raises(ValidationError) as refusal:
        validate_document_file(ContentFile(content, name=name))
    assert refusal.value.messages == [message]


@pytest.mark.parametrize("extra", [0, 1])
def test_document_is_refused_above_ten_megabytes(extra):
    upload = ContentFile(SMALLEST_PDF, name="a.pdf")
    upload.size = MAX_DOCUMENT_BYTES + extra

    if extra:
        with pytest.raises(ValidationError, match="dépasse 10 Mo"):
            validate_document_file(upload)
    else:
        validate_document_file(upload)


def test_document_is_left_at_its_beginning():
    upload = ContentFile(SMALLEST_PDF, name="a.pdf")
    validate_document_file(upload)

    assert upload.read() == SMALLEST_PDF


@pytest.mark.django_db
def test_document_whose_file_is_lost_can_still_be_corrected():
    document = DocumentFactory()
    default_storage.delete(document.file.name)
    document.title = "Corrigé"

    document.full_clean()
    document.save()


@pytest.mark.django_db
def test_name_given_by_people_is_not_used_on_disk():
    document = DocumentFactory(file=ContentFile(SMALLEST_PDF, name="salaires de Jeanne.PDF"))

    assert document.file.name.startswith("documents/")
    assert document.file.name.endswith(".pdf")
    assert "jeanne" not in document.file.name.lower()


@pytest.mark.parametrize(
    ("title", "file", "name", "media_type", "format_name"),
    [
        ("Convention signée", "documents/x.pdf", "convention-signee.pdf", "application/pdf", "PDF"),
        ("🎉", "documents/x.pdf", "document.pdf", "application/pdf", "PDF"),
        (
            "x" * 200,
            "documents/x.odt",
            "x" * 60 + ".odt",
            "application/vnd.oasis.opendocument.text",
            "texte OpenDocument",
        ),
        ("a", "documents/x.bin", "a.bin", "application/octet-stream", "fichier"),
    ],
)
def test_document_says_its_name_and_its_format(title, file, name, media_type, format_name):
    document = Document(title=title, file=file)

    assert document.download_name == name
    assert document.media_type == media_type
    assert document.format_name == format_name

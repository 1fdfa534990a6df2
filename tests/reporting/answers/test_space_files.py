"""Photos and documents of an answer: checked, without metadata, withdrawn with their file."""

import errno
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from reporting.answers import file_views
from reporting.models import ReportFile, ReportState
from tests.factories import UserFactory
from tests.file_factories import picture_bytes, picture_upload
from tests.reading import body, main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.space import form_of, page_of
from tests.reporting_factories import ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
RIGHTS = {"alt": "Un relais", "credit": "Mairie", "people": "personne", "consent_on": ""}
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def report():
    return ReportFactory(organisation=Speaker().organisation)


@pytest.fixture
def client(report):
    return sign_in_as(report.organisation.memberships.get().user)


def add(client, report, kind="photo", **given):
    place = f"{page_of('report-file-add', report)}?nature={kind}"
    return client.post(place, typed(client.get(place)) | given)


def stored():
    try:
        return default_storage.listdir("remontees")[1]
    except FileNotFoundError:
        return []


def said(answer):
    return text_of(main_of(answer))


def located_photo():
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Chez Marie Exemple"
    return picture_upload(picture_bytes(exif=exif))


def test_a_photo_is_kept_with_its_rights_and_without_its_metadata(client, report):
    assert b"Marie Exemple" in located_photo().read()

    answer = add(client, report, file=located_photo(), **RIGHTS)

    assert answer["Location"] == f"{page_of('report', report)}#fichiers"
    row = ReportFile.objects.get()
    assert (row.kind, row.alt, row.credit, row.report) == ("photo", "Un relais", "Mairie", report)
    assert "IMG_0001" not in row.file.name
    with row.file as kept:
        content = kept.read()
    assert b"Marie Exemple" not in content
    assert Image.open(BytesIO(content)).size == (12, 8)
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    page = client.get(page_of("report", report))
    assert "crédit : Mairie" in said(page)


def test_the_form_that_adds_a_photo_sends_the_same_once(client, report):
    place = f"{page_of('report-file-add', report)}?nature=photo"
    sent = typed(client.get(place)) | RIGHTS

    for _ in range(2):
        assert client.post(place, sent | {"file": picture_upload()}).status_code == 302

    assert len(stored()) == ReportFile.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"alt": ""}, "Dites en mots ce que montre la photo."),
        ({"credit": ""}, "Dites à qui est la photo."),
        ({"people": ""}, "Dites si des personnes sont reconnaissables."),
        ({"people": "accord"}, "Dites quand elles ont donné leur accord."),
        ({"people": "accord", "consent_on": "2999-01-01"}, "daté de demain"),
        ({"file": ""}, "Choisissez la photo."),
    ],
)
def test_a_photo_without_its_rights_is_not_kept(given, words, client, report):
    answer = add(client, report, **({"file": picture_upload()} | RIGHTS | given))

    assert answer.status_code == 200
    assert words in said(answer)
    assert (ReportFile.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize(
    ("kind", "upload"),
    [
        ("photo", SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>")),
        ("photo", SimpleUploadedFile("photo.pdf", PDF)),
        ("document", SimpleUploadedFile("affiche.pdf", picture_bytes())),
        ("document", SimpleUploadedFile("affiche.exe", PDF)),
        ("document", SimpleUploadedFile("affiche.docx", PDF)),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(kind, upload, client, report):
    answer = add(client, report, kind, file=upload, title="Affiche", **RIGHTS)

    assert answer.status_code == 200
    assert 'id="erreurs"' in answer.text
    assert (ReportFile.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize("kind", ["photo", "document"])
@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "IMG_0001.jpg"])
def test_a_photograph_of_an_iphone_is_refused_with_the_way_out(kind, name, client, report):
    upload = SimpleUploadedFile(name, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")

    answer = add(client, report, kind, file=upload, title="Photo", **RIGHTS)

    assert "Le format HEIC, celui des photos d’iPhone" in said(answer)
    assert "enregistrez la photo en JPEG" in said(answer)
    assert (ReportFile.objects.count(), stored()) == (0, [])


def test_a_full_disk_is_said_and_leaves_nothing(client, report, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    answer = add(client, report, file=picture_upload(), **RIGHTS)

    assert "plus de place" in said(answer)
    assert (ReportFile.objects.count(), stored()) == (0, [])


def test_a_document_is_read_as_an_attachment_in_a_sandbox(client, report):
    add(client, report, "document", file=SimpleUploadedFile("x.pdf", PDF), title="Le programme")

    answer = client.get(page_of("report-file", ReportFile.objects.get()))

    assert body(answer) == PDF
    assert 'attachment; filename="le-programme.pdf"' in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_one_click_withdraws_a_file_and_keeps_what_is_typed(
    client, report, django_capture_on_commit_callbacks
):
    add(client, report, file=picture_upload(), **RIGHTS)
    pk = ReportFile.objects.get().pk
    sent = form_of(client, report, done="Au même moment.") | {"suite": f"retirer-{pk}"}

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_of("report", report), sent)

    assert answer["Location"] == f"{page_of('report', report)}#fichiers"
    assert (ReportFile.objects.count(), stored()) == (0, [])
    report.refresh_from_db()
    assert report.done == "Au même moment."


def test_the_page_of_a_file_withdraws_it_too(client, report, django_capture_on_commit_callbacks):
    add(client, report, file=picture_upload(), **RIGHTS)
    place = page_of("report-file-remove", ReportFile.objects.get())

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(place, typed(client.get(place))).status_code == 302

    assert (ReportFile.objects.count(), stored()) == (0, [])


def test_a_file_published_meanwhile_is_not_said_to_be_erased(client, report, monkeypatch):
    """Its copy is public: who asks for it to be withdrawn must know that it is still there."""
    add(client, report, file=picture_upload(), **RIGHTS)
    place = page_of("report-file-remove", ReportFile.objects.get())
    sent = typed(client.get(place))

    own_file = file_views.own_file

    def published_meanwhile(*args):
        row = own_file(*args)
        ReportFile.objects.update(is_published=True)
        return row

    monkeypatch.setattr(file_views, "own_file", published_meanwhile)
    answer = client.post(place, sent, follow=True)

    assert "Ce fichier est publié" in said(answer)
    assert (ReportFile.objects.count(), len(stored())) == (1, 1)


@pytest.mark.parametrize("how", ["button of another's report", "published"])
def test_a_file_that_is_not_ones_to_withdraw_stays(how, client, report):
    add(client, report, file=picture_upload(), **RIGHTS)
    row = ReportFile.objects.get()
    other = Speaker()
    theirs = ReportFactory(organisation=other.organisation)
    if how == "published":
        ReportFile.objects.update(is_published=True)
        browser, target = client, report
        assert client.post(page_of("report-file-remove", row)).status_code == 302
    else:
        browser, target = sign_in_as(other.person), theirs

    sent = form_of(browser, target, suite=f"retirer-{row.pk}", done="x")
    browser.post(page_of("report", target), sent)

    assert (ReportFile.objects.count(), len(stored())) == (1, 1)


def test_an_answer_already_sent_takes_no_more_files(client, report):
    type(report).objects.update(state=ReportState.SUBMITTED, submitted_at="2026-01-01T10:00Z")

    answer = client.post(page_of("report-file-add", report), {"file": picture_upload(), **RIGHTS})

    assert answer["Location"] == page_of("report-sent", report)
    assert stored() == []


def test_the_team_reads_them_elsewhere(client, report):
    add(client, report, file=picture_upload(), **RIGHTS)

    staff = sign_in_as(UserFactory(administration=True))
    assert staff.get(page_of("report-file", ReportFile.objects.get())).status_code == 404

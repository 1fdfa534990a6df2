"""A meeting with its agenda, its minutes and its files, in one form."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conventions.admin.file_form import MOST_FILES
from conventions.admin.meeting import CHOOSE_THEM_AGAIN
from conventions.models import Document, Meeting
from conventions.uploads import title_of
from tests.factories import (
    SMALLEST_PDF,
    CommitteeFactory,
    DocumentFactory,
    MeetingFactory,
    UserFactory,
)
from tests.reading import main_of, text_of
from tests.records.admin.forms import errors_of, typed
from tests.records.admin.history import address
from tests.signing import sign_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ADD = "/admin/conventions/meeting/add/"


def moment(day):
    """Half past six in the evening, in Paris, of a day of January 2025."""
    return timezone.make_aware(dt.datetime(2025, 1, day, 18, 30))


def pdf(name, content=SMALLEST_PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def sheet(staff_client):
    committee = CommitteeFactory(public=True)
    return typed(staff_client.get(ADD)) | {
        "committee": committee.pk,
        "title": "Comité de pilotage",
        "starts_at_0": "2025-03-02",
        "starts_at_1": "14:00",
        "is_open": "on",
        "agenda": "Le budget",
        "minutes": "Le relais ouvrira en mai.",
        "is_published": "on",
        "publish_files": "on",
    }


def files_on_disk(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_meeting_with_everything_in_one_save(staff_client, reader, sheet):
    uploads = [pdf("Compte_rendu du 2 mars.pdf"), pdf("Diaporama.pdf")]

    staff_client.post(ADD, sheet | {"new_files": uploads})

    meeting = Meeting.objects.get()
    rows = list(meeting.documents.order_by("title"))
    assert [row.title for row in rows] == ["Compte rendu du 2 mars", "Diaporama"]
    assert {row.convention for row in rows} == {meeting.committee.convention}
    assert all(row.is_published and not row.on_convention_page for row in rows)
    assert {str(row.dated_on) for row in rows} == {"2025-03-02"}
    dates = {row.history.latest().history_date for row in [meeting, *rows]}
    assert len(dates) == 1
    shown = text_of(main_of(reader.get("/agenda/")))
    for words in ("Le budget", "Le relais ouvrira en mai.", "Compte rendu du 2 mars", "Diaporama"):
        assert words in shown


def test_the_next_one_is_like_the_last_but_for_its_day(staff_client):
    committee = CommitteeFactory(public=True, name="Comité technique")
    MeetingFactory(committee=CommitteeFactory(public=True), starts_at=moment(1))
    MeetingFactory(committee=committee, starts_at=moment(2))
    MeetingFactory(starts_at=moment(3), archived_on=dt.date(2025, 1, 9), archive_reason="Doublon")

    given = typed(staff_client.get(ADD))
    assert (given["committee"], given["starts_at_0"]) == (str(committee.pk), "")
    assert given["starts_at_1"] == "18:30"

    staff_client.post(ADD, given | {"starts_at_0": "2025-06-02", "minutes": "Adopté."})
    meeting = Meeting.objects.get(minutes="Adopté.")
    assert (meeting.title, timezone.localtime(meeting.starts_at).hour) == ("Comité technique", 18)


def test_a_title_emptied_later_is_that_of_the_committee(staff_client):
    meeting = MeetingFactory(title="Réunion", committee__name="Comité technique")
    page = staff_client.get(address(meeting, "change"))
    staff_client.post(address(meeting, "change"), typed(page) | {"title": ""})

    meeting.refresh_from_db()
    assert meeting.title == "Comité technique"


def test_without_a_committee_nothing_is_invented(staff_client):
    page = staff_client.get(ADD)
    assert typed(page)["starts_at_1"] == ""
    answer = staff_client.post(ADD, typed(page) | {"minutes": "Adopté."})

    assert set(answer.context["adminform"].form.errors) == {"committee", "starts_at"}


def test_files_are_drafts_unless_told(staff_client, reader, sheet):
    sheet.pop("publish_files")
    staff_client.post(ADD, sheet | {"new_files": [pdf("Notes.pdf")]})

    assert not Document.objects.get().is_published
    assert "Notes" not in text_of(main_of(reader.get("/agenda/")))


def test_files_are_added_to_those_already_there(staff_client):
    meeting = MeetingFactory()
    known = DocumentFactory(meeting=meeting, convention=meeting.committee.convention, title="Un")
    page = staff_client.get(address(meeting, "change"))
    given = {"new_files": [pdf("Deux.pdf")], "documents-0-title": "Premier"}

    staff_client.post(address(meeting, "change"), typed(page) | given)

    known.refresh_from_db()
    assert known.title == "Premier"
    assert sorted(row.title for row in meeting.documents.all()) == ["Deux", "Premier"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"committee": ""}, CHOOSE_THEM_AGAIN),
        ({"new_files": [pdf("bon.pdf"), pdf("photo.svg")]}, "« photo.svg » : Ce format"),
        ({"new_files": [pdf("faux.pdf", b"MZ" * 20)]}, "« faux.pdf » : Le contenu"),
        (
            {"new_files": [pdf(f"{rank}.pdf") for rank in range(MOST_FILES + 1)]},
            f"Joignez {MOST_FILES} fichiers au plus à la fois.",
        ),
    ],
)
def test_refused_nothing_is_written_nor_lost(given, said, staff_client, sheet, media):
    response = staff_client.post(ADD, sheet | {"new_files": [pdf("Notes.pdf")]} | given)

    assert any(said in sentence for sentence in errors_of(response)), errors_of(response)
    assert typed(response)["minutes"] == "Le relais ouvrira en mai."
    assert not Meeting.objects.exists() and files_on_disk(media) == []


def test_a_mistake_in_a_line_asks_for_the_files_again(staff_client, media):
    meeting = MeetingFactory()
    DocumentFactory(meeting=meeting, convention=meeting.committee.convention)
    before = files_on_disk(media)
    page = staff_client.get(address(meeting, "change"))
    given = {"new_files": [pdf("Deux.pdf")], "documents-0-title": ""}

    response = staff_client.post(address(meeting, "change"), typed(page) | given)

    assert any(CHOOSE_THEM_AGAIN in one for one in errors_of(response))
    assert files_on_disk(media) == before and Document.objects.count() == 1


def test_sent_twice_it_counts_once(staff_client, sheet, media):
    for _ in range(2):
        staff_client.post(ADD, sheet | {"new_files": [pdf("Notes.pdf")]})

    assert (Meeting.objects.count(), Document.objects.count()) == (1, 1)
    assert len(files_on_disk(media)) == 1


def test_two_people_the_second_chooses(staff_client, media):
    meeting = MeetingFactory(minutes="Avant")
    page = typed(staff_client.get(address(meeting, "change")))
    Meeting.objects.filter(pk=meeting.pk).update(minutes="Écrit par une autre")

    given = {"minutes": "Le mien", "new_files": [pdf("Notes.pdf")]}
    response = staff_client.post(address(meeting, "change"), page | given)

    assert response.status_code == 409
    assert "Écrit par une autre" in response.text and "Le mien" in response.text
    assert not Document.objects.exists() and files_on_disk(media) == []


def test_who_does_not_publish_joins_drafts(sheet):
    client = sign_in_as(UserFactory(editing=True))
    page = client.get(ADD)
    assert 'name="publish_files"' not in page.text
    sent = typed(page) | {name: sheet[name] for name in ("committee", "title", "publish_files")}
    sent |= {name: sheet[name] for name in ("starts_at_0", "starts_at_1")}

    client.post(ADD, sent | {"new_files": [pdf("Notes.pdf")]})

    assert not Document.objects.get().is_published


@pytest.mark.parametrize(
    ("name", "title"),
    [("compte_rendu  mars.pdf", "compte rendu mars"), (".pdf", ".pdf"), ("a" * 300, "a" * 200)],
)
def test_title_of_a_file(name, title):
    assert title_of(name) == title


@pytest.mark.parametrize("count", [1, 3, 20])
def test_opening_costs_the_same_whatever_the_files(count, staff_client, queries_of_meeting):
    meeting = MeetingFactory()
    for _ in range(count):
        DocumentFactory(meeting=meeting, convention=meeting.committee.convention)

    assert queries_of_meeting(meeting) == queries_of_meeting(MeetingFactory())


@pytest.fixture
def queries_of_meeting(staff_client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(meeting):
        staff_client.get(address(meeting, "change"))
        with CaptureQueriesContext(connection) as queries:
            staff_client.get(address(meeting, "change"))
        return len(queries)

    return count

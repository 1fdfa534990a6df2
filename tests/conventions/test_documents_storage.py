"""Documents and their storage: no row without its file, no file without its row."""

import pytest
from django.db import transaction
from django.urls import reverse

from actions.models import ActionDocument
from conventions.files import FULL, REFUSED, no_file_without_row
from conventions.models import Document
from tests.factories import (
    SMALLEST_PDF,
    ActionFactory,
    ConventionFactory,
    DocumentFactory,
)
from tests.file_factories import SMALL_JPEG, picture_upload
from tests.media import stored_files, use_storage
from tests.reading import body, main_of, text_of
from tests.records.admin.forms import errors_of, line, typed
from tests.storages import FullDisk, Remote, Stubborn, Unreachable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ADD = "/admin/conventions/document/add/"


def pdf(content=SMALLEST_PDF):
    return picture_upload(content, "Compte rendu.pdf")


def change(document):
    return reverse("admin:conventions_document_change", args=[document.pk])


@pytest.fixture
def form(staff_client):
    ConventionFactory(public=True)
    return typed(staff_client.get(ADD)) | {"title": "Compte rendu"}


def test_name_given_by_people_is_never_on_the_disk(staff_client, form):
    staff_client.post(ADD, form | {"file": pdf()})

    assert stored_files() == [Document.objects.get().file.name]
    assert "ompte" not in stored_files()[0]


@pytest.mark.parametrize(("disk", "said"), [(FullDisk, FULL), (Unreachable, REFUSED)])
def test_storage_that_refuses_is_said_and_leaves_nothing(disk, said, settings, staff_client, form):
    use_storage(settings, disk)

    page = staff_client.post(ADD, form | {"file": pdf()})

    assert page.status_code == 200
    assert errors_of(page) == [f"Fichier : {said}"]
    assert typed(page)["title"] == "Compte rendu"
    assert not Document.objects.exists()
    assert stored_files() == []


def test_full_disk_while_replacing_keeps_the_first_file(settings, staff_client):
    document = DocumentFactory()
    before = stored_files()
    given = typed(staff_client.get(change(document)))
    use_storage(settings, FullDisk)

    page = staff_client.post(change(document), given | {"file": pdf()})

    assert errors_of(page) == [f"Fichier : {FULL}"]
    assert Document.objects.get().file.name == before[0]
    assert stored_files() == before


def test_mistake_elsewhere_leaves_no_file_and_asks_for_it_again(staff_client, form):
    page = staff_client.post(ADD, form | {"title": "", "file": pdf()})

    assert any("Choisissez de nouveau le fichier" in said for said in errors_of(page))
    assert stored_files() == []


def test_mistake_in_a_line_leaves_no_file(staff_client, form):
    action = ActionFactory()
    lines = line("action_links", 0, action=action.pk) | line("action_links", 1, action=action.pk)

    page = staff_client.post(ADD, form | lines | {"file": pdf()})

    assert page.status_code == 200
    assert not Document.objects.exists()
    assert stored_files() == []


@pytest.mark.django_db(transaction=True)
def test_transaction_taken_back_takes_the_file_back():
    convention = ConventionFactory()
    with pytest.raises(RuntimeError), no_file_without_row(), transaction.atomic():
        document = Document(convention=convention, title="Perdu")
        document.take_file(pdf())
        document.save()
        assert len(stored_files()) == 1
        raise RuntimeError

    assert not Document.objects.exists()
    assert stored_files() == []


def test_work_that_succeeds_keeps_its_file():
    with no_file_without_row(), transaction.atomic():
        document = Document(convention=ConventionFactory(), title="Gardé")
        document.take_file(pdf())
        document.save()

    assert stored_files() == [document.file.name]


def test_replaced_file_goes_once_the_new_one_is_saved(
    staff_client, django_capture_on_commit_callbacks
):
    document = DocumentFactory()
    (before,) = stored_files()
    given = typed(staff_client.get(change(document))) | {"file": pdf(SMALLEST_PDF + b"%")}

    with django_capture_on_commit_callbacks(execute=True) as waiting:
        staff_client.post(change(document), given)
        assert before in stored_files()

    assert len(waiting) == 1
    document.refresh_from_db()
    assert stored_files() == [document.file.name] != [before]


def test_file_that_resists_removal_does_not_stop_the_work(
    settings, staff_client, django_capture_on_commit_callbacks, caplog
):
    document = DocumentFactory()
    given = typed(staff_client.get(change(document))) | {"file": pdf(SMALLEST_PDF + b"%")}
    use_storage(settings, Stubborn)

    with django_capture_on_commit_callbacks(execute=True):
        answer = staff_client.post(change(document), given)

    assert answer.status_code == 302
    assert "the storage kept a file to remove" in caplog.text


def test_file_of_a_deleted_draft_waits_for_its_return(
    staff_client, django_capture_on_commit_callbacks
):
    document = DocumentFactory()
    kept = stored_files()
    delete = reverse("admin:conventions_document_delete", args=[document.pk])

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(delete, {"post": "yes"})

    assert not Document.objects.exists()
    assert stored_files() == kept


def test_nothing_asks_for_a_path_of_this_machine(settings, staff_client, form, reader):
    use_storage(settings, Remote)

    staff_client.post(ADD, form | {"file": pdf(), "is_published": "on"})
    document = Document.objects.get()

    assert body(reader.get(document.get_absolute_url())) == SMALLEST_PDF
    document.file.storage.delete(document.file.name)
    assert reader.get(document.get_absolute_url()).status_code == 404


def test_picture_as_a_document_is_stored_clean(staff_client, form):
    staff_client.post(ADD, form | {"file": picture_upload(SMALL_JPEG)})

    document = Document.objects.get()
    assert document.suffix == ".jpg"
    assert document.size == document.file.size


# --- with an action ------------------------------------------------------------------------------


def test_document_is_added_from_the_sheet_of_an_action(staff_client):
    action = ActionFactory(public=True)
    sheet = staff_client.get(reverse("admin:actions_action_change", args=[action.pk]))
    address = f"{ADD}?action={action.pk}"
    assert f'href="{address}"' in sheet.text
    given = typed(staff_client.get(address))
    assert given["action_links-0-action"] == str(action.pk)
    assert given["convention"] == str(action.convention_id)
    assert "on_convention_page" not in given

    staff_client.post(address, given | {"title": "Affiche", "file": pdf(), "is_published": ["on"]})

    link = ActionDocument.objects.get()
    assert (link.action, link.document.title) == (action, "Affiche")
    page = main_of(staff_client.get(action.get_absolute_url()))
    assert "Affiche (PDF, 1 ko)" in text_of(page)
    sheet = staff_client.get(reverse("admin:actions_action_change", args=[action.pk]))
    assert change(link.document) in sheet.text


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "%00", "-1"])
def test_unknown_action_proposes_nothing(key, staff_client):
    ConventionFactory(public=True)

    page = staff_client.get(f"{ADD}?action={key}")

    assert page.status_code in (200, 400)
    if page.status_code == 200:
        assert "action_links-0-action" not in typed(page)


def test_document_attached_twice_is_refused_in_words(staff_client, form):
    action = ActionFactory()
    lines = line("action_links", 0, action=action.pk) | line("action_links", 1, action=action.pk)

    page = staff_client.post(ADD, form | lines | {"file": pdf()})

    assert "Deux lignes ont les mêmes valeurs (action) : retirez-en une." in " ".join(
        errors_of(page)
    )


def test_published_document_of_no_public_place_says_where_it_waits(staff_client):
    waiting = DocumentFactory(public=True, on_convention_page=False)
    page = staff_client.get("/admin/conventions/document/")

    assert "Pas encore visible" in page.text

    ActionFactory(public=True).document_links.create(document=waiting)
    assert "Pas encore visible" not in staff_client.get("/admin/conventions/document/").text

"""Withdrawing a picture: off the site and off the disk at once, for good, with its reason."""

import pytest
from django.db import transaction
from django.urls import reverse

from actions.models import Picture
from actions.pictures import withdraw_picture
from conventions.files import FULL
from tests.factories import ActionFactory, PictureFactory, UserFactory
from tests.file_factories import SMALL_JPEG, picture_bytes, picture_upload
from tests.media import stored_files, use_storage
from tests.reading import body
from tests.records.admin.forms import errors_of, messages_of, typed
from tests.storages import FullAfterOne, FullDisk, Remote, Stubborn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ADD = "/admin/actions/picture/add/"
REASON = "Une personne reprend son accord."


def door(picture):
    return reverse("picture-withdraw", args=[picture.pk])


def sheet(picture):
    return reverse("admin:actions_picture_change", args=[picture.pk])


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """A block at the end of which what waits for the commit is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- the verb ------------------------------------------------------------------------------------


def test_withdrawal_removes_every_file_and_keeps_the_reason(commits):
    other, person = PictureFactory(), UserFactory(editing=True)
    picture = PictureFactory(public=True, upload=picture_upload(picture_bytes(size=(2000, 9))))
    assert len(stored_files()) == 2 + 6

    with commits():
        assert withdraw_picture(picture, reason=REASON, by=person) is True
        assert len(stored_files()) == 2 + 6  # the commit has not come yet

    picture.refresh_from_db()
    assert stored_files() == sorted(other.names())
    assert (picture.file.name, picture.versions, picture.is_published) == ("", [], False)
    assert picture.withdrawn_at is not None
    assert picture.withdrawn_reason == REASON
    last = picture.history.first()
    assert last.history_user == person
    assert REASON in last.history_change_reason
    picture.full_clean()


def test_second_withdrawal_changes_nothing(commits):
    picture, person = PictureFactory(public=True), UserFactory(editing=True)
    with commits():
        withdraw_picture(picture, reason=REASON, by=person)
    before = Picture.objects.values().get()

    with commits() as waiting:
        assert withdraw_picture(picture, reason="Autre", by=person) is False

    assert Picture.objects.values().get() == before
    assert waiting == []
    assert picture.history.count() == 2


@pytest.mark.django_db(transaction=True)
def test_withdrawal_taken_back_keeps_the_files(reader):
    picture = PictureFactory(public=True)
    place = picture.version_list()[0].url
    with pytest.raises(RuntimeError), transaction.atomic():
        withdraw_picture(picture, reason=REASON, by=UserFactory(editing=True))
        raise RuntimeError

    assert stored_files() == sorted(picture.names())
    assert body(reader.get(place)).startswith(b"\xff\xd8")


def test_disk_that_removes_nothing_still_hides_the_picture(settings, reader, commits, caplog):
    picture = PictureFactory(public=True)
    use_storage(settings, Stubborn)

    with commits():
        withdraw_picture(picture, reason=REASON, by=UserFactory(editing=True))

    assert [reader.get(place.url).status_code for place in picture.version_list()] == [410, 410]
    assert caplog.text.count("the storage kept a file to remove") == 2


def test_storage_without_paths_is_enough(settings, staff_client, reader, commits):
    use_storage(settings, Remote)
    action = ActionFactory(public=True)
    picture = PictureFactory(action=action, published=True)
    place = picture.version_list()[0].url
    assert body(reader.get(place)).startswith(b"\xff\xd8")
    storage = picture.file.storage

    with commits():
        staff_client.post(door(picture), {"reason": REASON})

    assert storage.files == {}
    assert reader.get(place).status_code == 410


# --- the page ------------------------------------------------------------------------------------


def test_withdrawn_picture_leaves_the_site_at_once(reader, staff_client, commits):
    picture = PictureFactory(public=True, alt="Une salle")
    places = [version.url for version in picture.version_list()]
    assert "Une salle" in reader.get(picture.action.get_absolute_url()).text
    page = staff_client.get(door(picture))
    assert "Une salle" in page.text

    with commits():
        answer = staff_client.post(door(picture), {"reason": REASON})

    assert answer.url == sheet(picture)
    assert messages_of(answer) == ["Photo retirée du site, fichiers effacés."]
    assert stored_files() == []
    assert "Une salle" not in reader.get(picture.action.get_absolute_url()).text
    for browser in (reader, staff_client):
        for place in places:
            gone = browser.get(place)
            assert gone.status_code == 410
            assert "no-store" in gone.headers["Cache-Control"]
            assert "Cette photo a été retirée" in gone.text
    unknown = places[0].replace(picture.stamp, "0" * 12)
    assert reader.get(unknown).status_code == 404


def test_withdrawn_sheet_says_when_and_why_and_takes_it_back_no_more(staff_client, commits):
    picture = PictureFactory(public=True)
    with commits():
        staff_client.post(door(picture), {"reason": REASON})

    page = staff_client.get(sheet(picture))
    assert REASON in page.text
    assert door(picture) not in page.text
    staff_client.post(sheet(picture), typed(page) | {"is_published": "on"})
    staff_client.post(
        "/admin/actions/picture/", {"action": "publish", "_selected_action": [picture.pk]}
    )

    picture.refresh_from_db()
    assert not picture.is_published
    assert "Retirée" in staff_client.get("/admin/actions/picture/").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_withdrawing_again_says_so(method, staff_client, commits):
    picture = PictureFactory(public=True)
    with commits():
        staff_client.post(door(picture), {"reason": REASON})

    answer = getattr(staff_client, method)(door(picture), {"reason": REASON})

    assert answer.url == sheet(picture)
    assert messages_of(answer)[-1] == "Cette photo était déjà retirée."


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_withdrawal_without_a_fit_reason_changes_nothing(reason, staff_client):
    picture = PictureFactory(public=True)

    page = staff_client.post(door(picture), {"reason": reason})

    assert page.status_code == 200
    assert "<title>Erreur : " in page.text
    assert Picture.objects.get().withdrawn_at is None
    assert stored_files() == sorted(picture.names())


def test_reader_of_drafts_does_not_withdraw(signed_in):
    picture = PictureFactory(public=True)
    client = signed_in(UserFactory(reading=True))

    assert client.post(door(picture), {"reason": REASON}).status_code == 403
    assert Picture.objects.get().withdrawn_at is None


# --- the screens ---------------------------------------------------------------------------------


@pytest.fixture
def form(staff_client):
    action = ActionFactory(public=True)
    page = typed(staff_client.get(f"{ADD}?action={action.pk}"))
    assert page["action"] == str(action.pk)
    return page | {"alt": "Une salle", "credit": "Mairie", "people": "personne"}


def test_picture_is_added_published_and_seen(staff_client, form, reader):
    answer = staff_client.post(ADD, form | {"file": picture_upload(), "is_published": "on"})

    assert answer.status_code == 302
    picture = Picture.objects.get()
    assert stored_files() == sorted(picture.names())
    assert "Une salle" in reader.get(picture.action.get_absolute_url()).text
    page = staff_client.get(sheet(picture))
    assert f'src="{picture.version_list()[0].url}"' in page.text
    assert 'alt="Une salle"' in page.text
    assert door(picture) in page.text
    assert "file" not in page.context["adminform"].form.fields


REFUSED = {
    "no file": ({"file": None}, "Image : Ce champ est obligatoire."),
    "no credit": ({"credit": ""}, "Crédit : Ce champ est obligatoire."),
    "no answer": ({"people": ""}, "Personnes sur l’image : Ce champ est obligatoire."),
    "no words": ({"alt": ""}, "Pour publier, dites en mots ce que montre l’image."),
    "no date": ({"people": "accord"}, "Datez l’accord des personnes reconnaissables"),
    "date for nobody": ({"consent_on": "01/02/2024"}, "Datez l’accord des personnes"),
    "no picture": ({"file": picture_upload(b"<html>", "a.jpg")}, "Image : Cette image n’a pas"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_refused_picture_says_why_and_leaves_no_file(given, said, staff_client, form):
    sent = form | {"file": picture_upload(), "is_published": "on", "caption": "Gardée"} | given
    sent = {name: value for name, value in sent.items() if value is not None}

    page = staff_client.post(ADD, sent)

    assert any(said in sentence for sentence in errors_of(page)), errors_of(page)
    assert typed(page)["caption"] == "Gardée"
    assert not Picture.objects.exists()
    assert stored_files() == []


@pytest.mark.parametrize("disk", [FullDisk, FullAfterOne])
def test_full_disk_is_said_and_leaves_nothing(disk, settings, staff_client, form):
    use_storage(settings, disk)

    page = staff_client.post(ADD, form | {"file": picture_upload(SMALL_JPEG)})

    assert errors_of(page) == [f"Image : {FULL}"]
    assert typed(page)["alt"] == "Une salle"
    assert not Picture.objects.exists()
    assert stored_files() == []


def test_sheet_of_an_action_leads_to_its_pictures(staff_client):
    action = ActionFactory()
    shown, gone = PictureFactory(action=action), PictureFactory(action=action)
    withdraw_picture(gone, reason=REASON, by=UserFactory(editing=True))

    page = staff_client.get(reverse("admin:actions_action_change", args=[action.pk])).text

    assert f'href="{ADD}?action={action.pk}"' in page
    assert f'href="{sheet(shown)}"' in page
    assert f'href="{door(shown)}"' in page
    assert f'href="{sheet(gone)}"' in page
    assert f'href="{door(gone)}"' not in page


def test_picture_is_never_deleted_from_a_screen(staff_client):
    picture = PictureFactory()

    answer = staff_client.post(
        reverse("admin:actions_picture_delete", args=[picture.pk]), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert Picture.objects.exists()

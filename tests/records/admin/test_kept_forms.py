"""What was being typed when a session ended comes back to the same person, and to nobody else."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from records.editing.form_recovery import FOUND
from records.models import KeptForm
from tests.factories import ActionFactory, TerritoryFactory, UserFactory
from tests.records.admin.conflicts import address
from tests.records.admin.forms import typed
from tests.signing import sign_in_as

LONG = "Un texte de dix mille signes. " * 334


@pytest.fixture
def writer(db):
    return UserFactory(administration=True, full_name="Camille Essai")


def write_then_lose_the_session(person, row, **given):
    """(what was sent, the browser without its session, its answer) of a sheet being written."""
    client = sign_in_as(person)
    sent = typed(client.get(address(row))) | given
    client.session.flush()
    client.cookies.clear()
    return sent, client, client.post(address(row), sent)


def test_ten_thousand_characters_come_back_unsaved(writer, action):
    _sent, client, answer = write_then_lose_the_session(writer, action, context=LONG, title="")

    assert answer.status_code == 302
    assert answer.url == f"/connexion/?next={address(action)}"
    assert "est gardé" in client.get(answer.url).text
    action.refresh_from_db()
    assert action.context == "Le contexte."

    sign_in_as(writer, client)
    page = client.get(address(action))
    again = typed(page)

    assert FOUND in page.text
    assert (again["context"], again["title"]) == (LONG, "")  # even what would be refused
    action.refresh_from_db()
    assert action.context == "Le contexte."
    saved = client.post(address(action), again | {"title": "Un titre"})
    assert saved.status_code == 302
    action.refresh_from_db()
    assert action.context == LONG.strip()
    assert not KeptForm.objects.exists()
    assert FOUND not in client.get(address(action)).text


def test_the_version_is_the_one_the_page_was_opened_on(writer, action):
    _sent, client, _answer = write_then_lose_the_session(writer, action, context="Le mien.")
    action.context = "Écrit entre-temps."
    action.save()
    sign_in_as(writer, client)

    conflict = client.post(address(action), typed(client.get(address(action))))

    assert conflict.status_code == 409
    assert "Écrit entre-temps." in conflict.text
    assert "Le mien." in conflict.text


def test_nobody_else_sees_it(writer, action):
    _sent, client, _answer = write_then_lose_the_session(writer, action, context="Un secret.")
    sign_in_as(UserFactory(administration=True), client)

    page = client.get(address(action))

    assert "Un secret." not in page.text
    assert FOUND not in page.text
    assert KeptForm.objects.get().user == writer


def test_somebody_else_never_saves_it(writer, other, action):
    sent = typed(sign_in_as(writer).get(address(action))) | {"context": "Un secret."}

    answer = other.post(address(action), sent)

    assert answer.status_code == 403
    action.refresh_from_db()
    assert action.context == "Le contexte."
    assert "Un secret." not in answer.text


@pytest.mark.parametrize("key", ["", "forged", None])
def test_nothing_is_kept_without_the_key_of_a_page_of_ours(key, writer, action):
    sent = typed(sign_in_as(writer).get(address(action)))
    del sent["_cle"]

    answer = Client().post(address(action), sent | ({} if key is None else {"_cle": key}))

    assert answer.status_code == 302
    assert not KeptForm.objects.exists()


def test_a_page_opened_a_day_ago_keeps_nothing(writer, action, monkeypatch):
    sent = typed(sign_in_as(writer).get(address(action)))
    monkeypatch.setattr("records.editing.form_recovery.OPEN_FOR", dt.timedelta(seconds=-1))

    assert Client().post(address(action), sent).status_code == 302
    assert not KeptForm.objects.exists()


def test_too_much_is_refused_in_words(writer, action):
    _sent, _client, answer = write_then_lose_the_session(writer, action, context="x" * 1_000_001)

    assert answer.status_code == 413
    assert not KeptForm.objects.exists()


def test_one_text_per_person_and_page(writer, action):
    other_sheet = ActionFactory(title="Une autre")
    for words in ("Premier", "Second"):
        write_then_lose_the_session(writer, action, context=words)
    write_then_lose_the_session(writer, other_sheet, context="Ailleurs")

    assert KeptForm.objects.count() == 2
    page = typed(sign_in_as(writer).get(address(action)))
    assert page["context"] == "Second"


def test_what_was_found_again_can_be_dropped(writer, action):
    _sent, client, _answer = write_then_lose_the_session(writer, action, context="À oublier")
    sign_in_as(writer, client)

    client.post(address(action), {"_oublier": "1"})

    assert not KeptForm.objects.exists()
    assert typed(client.get(address(action)))["context"] == "Le contexte."


def test_a_page_older_than_a_new_sign_in_is_kept_too(writer, action):
    """Somebody signed in again in another tab: the proof against forged requests has changed."""
    client = sign_in_as(writer, Client(enforce_csrf_checks=True))
    sent = typed(client.get(address(action))) | {"context": "Tapé avant"}

    answer = client.post(address(action), sent | {"csrfmiddlewaretoken": "0" * 64})

    assert (answer.status_code, answer.url) == (302, address(action))
    page = client.get(address(action))
    assert FOUND in page.text
    assert typed(page)["context"] == "Tapé avant"


def test_the_settings_of_the_territory_come_back(writer):
    TerritoryFactory(main=True)
    client = sign_in_as(writer)
    sent = typed(client.get("/suivi/reglages/")) | {"baseline": "Une phrase gardée"}
    client.cookies.clear()

    client.post("/suivi/reglages/", sent)
    sign_in_as(writer, client)

    page = client.get("/suivi/reglages/")
    assert FOUND in page.text
    assert typed(page)["baseline"] == "Une phrase gardée"


def test_texts_nobody_took_up_are_forgotten_after_a_week(writer, action):
    write_then_lose_the_session(writer, action, context="Oublié")
    call_command("purge_forms")
    assert KeptForm.objects.count() == 1

    KeptForm.objects.update(created_on=timezone.now() - dt.timedelta(days=8))
    call_command("purge_forms")

    assert not KeptForm.objects.exists()

"""What was answered on a plain form when the session ended comes back, not yet saved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Avancement
from records.editing.form_recovery import FILES_LOST, FOUND
from records.history.timeline import Timeline, stamp_of
from records.models import KeptForm
from tests.actions.importing.pages import form, sent, values
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    PageFactory,
    PictureFactory,
    UserFactory,
)
from tests.reading import find, main_of
from tests.records.admin.forms import typed
from tests.signing import sign_in_as

WORDS = "Une raison écrite lentement."
pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return UserFactory(administration=True)


def lose_the_session(client):
    client.session.flush()
    client.cookies.clear()


def send_late(writer, address, **given):
    """(browser, what it sent) once the form of `address` came after the end of the session."""
    client = sign_in_as(writer, Client())
    sent = typed(client.get(address)) | given
    lose_the_session(client)
    answer = client.post(address, sent)
    assert answer.status_code == 302
    assert answer.url.startswith("/connexion/?next=")
    return client, sent


def archive_page():
    page = PageFactory(is_published=False)
    return reverse("admin:conventions_page_archive", args=[page.pk])


def trash_page():
    action = ActionFactory(is_published=False)
    action.delete()
    version = Action.history.get(history_type="-").history_id
    return reverse("trash-row", args=["actions.action", version])


def withdrawal_page():
    return reverse("picture-withdraw", args=[PictureFactory().pk])


def return_page():
    action = ActionFactory(title="Avant", is_published=False)
    first = stamp_of(Timeline(Action, action.pk).latest)
    action.title = "Après"
    action.save()
    return reverse("admin:actions_action_revert", args=[action.pk, first])


@pytest.mark.parametrize("make", [archive_page, trash_page, withdrawal_page, return_page])
def test_a_reason_comes_back_then_serves(make, writer):
    address = make()
    client, _ = send_late(writer, address, reason=WORDS)
    other = sign_in_as(UserFactory(administration=True))
    assert WORDS not in other.get(address).text

    sign_in_as(writer, client)
    page = client.get(address)

    assert FOUND in page.text
    assert typed(page)["reason"] == WORDS
    assert client.post(address, typed(page)).status_code == 302
    assert not KeptForm.objects.exists()


def test_ticks_of_a_return_come_back(writer):
    client, _ = send_late(writer, return_page(), reason=WORDS, returns=[])
    address = KeptForm.objects.get().path
    sign_in_as(writer, client)

    page = client.get(address)

    assert FOUND in page.text
    assert "returns" not in typed(page)


def test_answers_of_a_bulk_edit_come_back_unsaved(writer):
    action = ActionFactory(is_published=False)
    address = "/suivi/actions/modifier/?publication=brouillon"
    given = {
        "avancement": Avancement.PAUSED,
        "avancement_reason": WORDS,
        "starts_on": "2026-02-31",  # even what would be refused
        "audiences_verb": "ajouter",
        "verified": "on",
    }
    client, _ = send_late(writer, address, voir="1", **given)
    sign_in_as(writer, client)

    page = client.get(address)
    again = typed(page)

    assert FOUND in page.text
    assert {name: again[name] for name in given} == given | {"verified": ["on"]}
    action.refresh_from_db()
    assert action.avancement_reason == ""
    shown = client.post(address, again | {"voir": "1", "starts_on": "", "audiences_verb": ""})
    (confirmation,) = [one for one in find(main_of(shown), "form") if one.get("method") == "post"]
    data = {
        box.get("name"): box.get("value")
        for box in find(confirmation, "input")
        if box.get("type") != "checkbox" or box.get("checked") is not None
    }
    assert client.post(address, data | {"appliquer": "1"}).status_code == 303
    action.refresh_from_db()
    assert (action.avancement_reason, action.verified_on) == (WORDS, timezone.localdate())
    assert not KeptForm.objects.exists()


@pytest.fixture
def plan():
    convention = ConventionFactory(public=True)
    EnjeuFactory(convention=convention, code="1", title="Accès aux droits")
    return convention


def test_answers_about_words_and_columns_come_back(writer, plan):
    client = sign_in_as(writer)
    content = "Code;Enjeu;Action;Pilote;Avancement\n1.1;1;A;Mairie;Bof\n1.2;1;B;Ecole;En cours\n"
    address, batch = sent(client, content)
    _, words = form(client.get(address), "Enregistrer ces réponses")
    state = next(name for name, value in words.items() if name.startswith("mot-") and value == "")
    create = next(
        box.get("name")
        for box in find(main_of(client.get(address)), "input")
        if (box.get("name") or "").startswith("creer-")
    )
    lose_the_session(client)
    assert client.post(address, words | {create: "on"}).status_code == 302
    sign_in_as(writer, client)

    page = client.get(address)
    _, found = form(page, "Enregistrer ces réponses")
    assert FOUND in page.text
    assert (found[create], found[state]) == ("on", "")
    batch.refresh_from_db()
    assert batch.decisions == {}
    assert client.post(address, found).status_code == 302
    batch.refresh_from_db()
    assert batch.decisions != {}

    _, columns = form(client.get(address), "Relire avec ces colonnes")
    lose_the_session(client)
    client.post(address, columns | {"colonne-0-3": ""})
    sign_in_as(writer, client)
    _, found = form(client.get(address), "Relire avec ces colonnes")
    assert found["colonne-0-3"] == ""
    batch.refresh_from_db()
    assert batch.mapping[""]["lead"] == 3


def test_the_page_of_imports_says_to_choose_the_file_again(writer, plan):
    other = ConventionFactory(public=True)
    client = sign_in_as(writer)
    sent = values(find(main_of(client.get("/suivi/import/")), "form")[0])
    file = SimpleUploadedFile("a.csv", b"Code;Action\n1;A\n")
    lose_the_session(client)
    client.post("/suivi/import/", sent | {"convention": other.pk, "file": file})
    sign_in_as(writer, client)

    page = client.get("/suivi/import/")

    assert FILES_LOST in page.text
    again = values(find(main_of(page), "form")[0])
    assert again["convention"] == str(other.pk)
    file = SimpleUploadedFile("a.csv", b"Code;Action\n1;A\n")
    assert client.post("/suivi/import/", again | {"file": file}).status_code == 302
    assert not KeptForm.objects.exists()


def test_the_reason_of_an_import_comes_back_where_it_is_asked(writer, plan):
    action = ActionFactory(code="1.1", enjeu=plan.enjeux.get(), public=True, title="A")
    client = sign_in_as(writer)
    address, batch = sent(client, "Code;Action;Fin\n1.1;A;31/12/2030\n")
    target, values = form(client.get(address), "Appliquer l’import")
    lose_the_session(client)

    late = client.post(target, values | {"reason": WORDS})
    assert late.url == f"/connexion/?next={target}"
    sign_in_as(writer, client)
    back = client.get(target)
    assert (back.status_code, back.url) == (302, address)
    page = client.get(address)

    assert FOUND in page.text
    target, values = form(page, "Appliquer l’import")
    assert values["reason"] == WORDS
    assert client.post(target, values).url == address
    action.refresh_from_db()
    assert str(action.ends_on) == "2030-12-31"
    batch.refresh_from_db()
    assert batch.reason == WORDS
    assert not KeptForm.objects.exists()


def test_coming_back_to_an_undo_leads_to_its_import(writer, plan):
    client = sign_in_as(writer)
    address, _ = sent(client, "Code;Enjeu;Action\n1.1;1. Accès aux droits;A\n")
    target, values = form(client.get(address), "Appliquer l’import")
    client.post(target, values)

    back = client.get(f"{address}annuler/")

    assert (back.status_code, back.url) == (302, address)
    assert Action.objects.filter(code="1.1").exists()

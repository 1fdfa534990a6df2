"""News: written once, never changed; a correction is a new row that starts from the first."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import Update
from tests.factories import ActionFactory, OrganisationFactory, UpdateFactory
from tests.records.admin.forms import errors_of, messages_of, typed

ADD = "/admin/actions/update/add/"


def change(update):
    return reverse("admin:actions_update_change", args=[update.pk])


def test_news_is_written_and_dated_today(staff_client):
    action = ActionFactory()
    page = typed(staff_client.get(f"{ADD}?action={action.pk}"))

    response = staff_client.post(ADD, page | {"title": "Ouverture", "body": "Le lieu a ouvert."})

    update = Update.objects.get()
    assert (update.action, update.title) == (action, "Ouverture")
    assert timezone.localdate(update.published_at) == timezone.localdate()
    assert reverse("admin:actions_action_change", args=[action.pk]) in messages_of(response)[0]


def test_news_can_only_be_read_afterwards(staff_client):
    update = UpdateFactory()

    page = staff_client.get(change(update))
    refused = staff_client.post(change(update), {"title": "Autre"})

    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert refused.status_code == 403
    update.refresh_from_db()
    assert update.title != "Autre"


def test_news_cannot_be_deleted(staff_client):
    update = UpdateFactory()
    path = reverse("admin:actions_update_delete", args=[update.pk])

    assert staff_client.post(path, {"post": "yes"}).status_code == 403
    assert Update.objects.get() == update


def test_correction_starts_from_what_was_said(staff_client):
    first = UpdateFactory(
        body="Douze <b>familles</b>\n\nsont venues.",
        next_steps="La suite",
        avancement="en_cours",
        organisation=OrganisationFactory(),
        people_reached=45,
    )
    link = f"{ADD}?replaces={first.pk}"
    assert link in staff_client.get(change(first)).text
    assert link in staff_client.get("/admin/actions/update/").text

    page = typed(staff_client.get(link))
    staff_client.post(
        ADD, page | {"body": "Dix familles.", "correction_reason": "Le chiffre était faux."}
    )

    second = Update.objects.get(replaces=first)
    kept = ("action", "organisation", "title", "next_steps", "avancement", "people_reached")
    assert [getattr(second, name) for name in kept] == [getattr(first, name) for name in kept]
    assert page["body"] == first.body
    assert second.body == "Dix familles."


def test_a_corrected_news_leads_to_its_correction(staff_client):
    first = UpdateFactory(public=True)
    second = UpdateFactory(replaces=first)

    page = staff_client.get(change(first))

    assert f'href="{change(second)}"' in page.text
    assert f"?replaces={first.pk}" not in page.text
    assert "Remplacée par une correction" in page.text


@pytest.mark.parametrize("wanted", ["x", "0", "", "9" * 30, "²"])
def test_a_correction_of_nothing_is_an_empty_form(wanted, staff_client):
    response = staff_client.get(ADD, {"replaces": wanted})

    assert response.status_code == 200
    assert typed(response)["title"] == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"body": ""}, "Écrivez ce qui a été fait, ou cochez « rien de nouveau »."),
        ({"replaces": True}, "Dites en une phrase ce que cette actualité corrige."),
        ({"published_at_0": "31/02/2026"}, "Publiée le : Saisissez une date valide."),
    ],
)
def test_refusal_is_said_and_keeps_the_text(given, said, staff_client):
    first = UpdateFactory()
    door = f"{ADD}?action={first.action_id}"
    if "replaces" in given:
        door, given = f"{ADD}?replaces={first.pk}", {}
    page = typed(staff_client.get(door))
    sent = page | {"title": "Titre", "body": "Texte", "next_steps": "Suite"} | given

    response = staff_client.post(door, sent)

    assert said in errors_of(response)
    assert typed(response)["next_steps"] == "Suite"
    assert Update.objects.get() == first


def test_states_of_news_are_said(staff_client):
    UpdateFactory(public=True)
    UpdateFactory(public=True, scheduled=True)
    UpdateFactory()

    text = staff_client.get("/admin/actions/update/").text

    for words in ("Visible sur le site", "Programmée", "Pas visible : l’action n’est pas publiée"):
        assert text.count(f'<td class="field-situation">{words}</td>') == 1


def test_action_lists_its_news_without_the_corrected_ones(staff_client):
    first = UpdateFactory(title="Douze familles")
    UpdateFactory(replaces=first, title="Dix familles", published_at=timezone.now())
    UpdateFactory(
        action=first.action, title="Plus tard", published_at=timezone.now() + dt.timedelta(1)
    )

    text = staff_client.get(f"/admin/actions/action/{first.action_id}/change/").text

    assert "Douze familles" not in text
    assert "Dix familles" in text
    assert "Plus tard" in text
    assert f"{ADD}?action={first.action_id}" in text

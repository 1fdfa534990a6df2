"""What is archived leaves the site, the lists and the choices, and can come back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from tests.factories import (
    ActionFactory,
    DocumentFactory,
    MeetingFactory,
    OrganisationFactory,
    PageFactory,
    UserFactory,
)
from tests.reading import body, crawl
from tests.records.admin.forms import errors_of, messages_of, typed
from tests.records.admin.history import address, go_back, history, save, stamps, versions
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db

ARCHIVED = {
    "action": lambda **given: ActionFactory(summary="Une phrase.", **given),
    "document": DocumentFactory,
    "meeting": MeetingFactory,
    "organisation": OrganisationFactory,
    "page": PageFactory,
}
every_kind = pytest.mark.parametrize("make", ARCHIVED.values(), ids=list(ARCHIVED))
with_an_address = pytest.mark.parametrize(
    "make",
    [
        lambda: ActionFactory(public=True),
        lambda: DocumentFactory(public=True),
        lambda: OrganisationFactory(public=True),
        lambda: PageFactory(is_published=True),
    ],
    ids=["action", "document", "organisation", "page"],
)


def archive(client, row, reason="Projet abandonné."):
    return client.post(address(row, "archive"), {"reason": reason})


def listed(client, row, **query):
    place = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_changelist")
    return list(client.get(place, query).context["cl"].queryset)


@every_kind
def test_button_pressed_twice_archives_once(make, staff_client):
    row = make(is_published=True)
    form = typed(staff_client.get(address(row, "archive"))) | {"reason": "Projet abandonné."}

    first, second = (staff_client.post(address(row, "archive"), form) for _ in range(2))

    assert first.url == second.url == address(row, "change")
    assert messages_of(second)[-1] == "La fiche est déjà archivée."
    row.refresh_from_db()
    assert row.archive_reason == "Projet abandonné."

    back = typed(staff_client.get(address(row, "archive")))
    for _ in range(2):
        staff_client.post(address(row, "archive"), back)
    row.refresh_from_db()
    assert row.archived_on is None


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="SQLite has one writer at a time"
)
@every_kind
def test_row_is_locked_before_it_is_read(make, staff_client):
    row = make(is_published=True)

    with CaptureQueriesContext(connection) as queries:
        archive(staff_client, row)

    first = next(q["sql"] for q in queries if f'FROM "{row._meta.db_table}"' in q["sql"])
    assert "FOR UPDATE" in first


@every_kind
def test_archived_row_leaves_the_list_and_comes_back(make, staff_client):
    kept, row = make(is_published=False), make(is_published=True)

    archive(staff_client, row)

    row.refresh_from_db()
    assert row.archived_on is not None
    assert (row.archive_reason, row.is_published) == ("Projet abandonné.", False)
    assert listed(staff_client, row) == [kept]
    assert listed(staff_client, row, archives="archives") == [row]
    assert set(listed(staff_client, row, archives="tous")) == {kept, row}
    assert "Projet abandonné." in staff_client.get(address(row, "change")).text
    newest = versions(history(staff_client, row))[0]
    assert "Archivage. Projet abandonné." in newest
    assert "Publié" in newest

    response = staff_client.post(address(row, "archive"), {"reason": ""})

    assert "en brouillon" in messages_of(response)[-1]
    row.refresh_from_db()
    assert (row.archived_on, row.archive_reason, row.is_published) == (None, "", False)
    assert set(listed(staff_client, row)) == {kept, row}


@every_kind
def test_archiving_asks_why(make, staff_client):
    row = make(is_published=False)

    response = archive(staff_client, row, reason=" ")

    assert errors_of(response) == ["Pourquoi ? : Dites en quelques mots pourquoi."]
    row.refresh_from_db()
    assert row.archived_on is None


@every_kind
def test_archived_row_is_not_published_from_the_list(make, staff_client):
    row = make(is_published=False)
    archive(staff_client, row)
    place = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_changelist")
    shown = staff_client.get(place, {"archives": "archives"}).context["shown_states"]

    response = staff_client.post(
        f"{place}?archives=archives",
        {"action": "publish", "_selected_action": [row.pk], "_etats": shown},
    )

    assert "remettez-le d’abord en service" in messages_of(response)[-1]
    row.refresh_from_db()
    assert not row.is_published


@every_kind
def test_only_who_may_publish_archives_what_is_public(make, client):
    sign_in_as(UserFactory(editing=True), client)
    public, draft = make(is_published=True), make(is_published=False)

    assert archive(client, public).status_code == 403
    assert archive(client, draft).status_code == 302
    assert "Archiver</a>" not in client.get(address(public, "change")).text
    public.refresh_from_db()
    assert public.is_published


@with_an_address
def test_address_of_what_was_public_says_it_is_archived(make, staff_client, reader):
    row = make()
    place = row.get_absolute_url()
    assert body(reader.get(place))

    archive(staff_client, row)

    response = reader.get(place)
    assert response.status_code == 410
    assert "Cette page a été retirée" in response.text
    assert "Content-Security-Policy" in response.headers
    assert str(row) not in response.text
    pages = crawl(reader)
    assert place not in pages
    assert not [found for found, page in pages.items() if b"Projet abandonn" in body(page)]


@with_an_address
def test_address_of_what_never_was_public_is_not_found(make, staff_client, reader):
    row = make()
    row.history.all().delete()
    row.is_published = False
    row.save()
    archive(staff_client, row)

    assert reader.get(row.get_absolute_url()).status_code == 404


def test_short_address_of_an_archived_action_is_gone(staff_client, reader):
    action = ActionFactory(public=True)
    archive(staff_client, action)

    assert reader.get(reverse("action-number", args=[action.number])).status_code == 410


def test_archived_rows_are_not_proposed_any_more(staff_client):
    OrganisationFactory(name="Maison gardée")
    archive(staff_client, OrganisationFactory(name="Maison archivée"))

    page = staff_client.get(reverse("admin:actions_action_add")).text

    assert "Maison gardée" in page
    assert "Maison archivée" not in page


def test_archived_choice_stays_where_it_is_but_is_not_new_elsewhere(staff_client):
    meeting = MeetingFactory(title="Ancienne réunion")
    convention = meeting.committee.convention
    linked = DocumentFactory(meeting=meeting, convention=convention)
    other = DocumentFactory(convention=convention)
    archive(staff_client, meeting)

    assert "Ancienne réunion" in staff_client.get(address(linked, "change")).text
    assert "Ancienne réunion" not in staff_client.get(address(other, "change")).text
    assert save(staff_client, linked, title="Autre").status_code == 302
    linked.refresh_from_db()
    assert (linked.meeting, linked.title) == (meeting, "Autre")


def test_archived_lead_stays_on_its_actions(staff_client):
    lead = OrganisationFactory()
    action = ActionFactory(lead=lead)
    archive(staff_client, lead)

    assert save(staff_client, action, title="Autre").status_code == 302
    assert Action.objects.get().lead == lead


def test_going_back_does_not_bring_an_archive_back(staff_client):
    action = ActionFactory(title="Un")
    then = stamps(action)[0]
    save(staff_client, action, title="Deux")
    archive(staff_client, action)

    go_back(staff_client, action, then)

    action.refresh_from_db()
    assert (action.title, action.archived_on is not None) == ("Un", True)

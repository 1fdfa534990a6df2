"""Views that see by themselves that a form came twice say so in their own words."""

import pytest

from records.editing.once_only import TWICE
from tests.actions.test_picture_withdrawal import REASON, door
from tests.factories import ActionFactory, PictureFactory
from tests.reading import main_of, text_of
from tests.records.admin.conflicts import address
from tests.records.admin.forms import messages_of, typed
from tests.records.admin.history import address as history_address
from tests.records.admin.history import save, stamps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def sent_twice(client, place, **given):
    """What the second of two identical forms is answered, as words."""
    form = typed(client.get(place)) | given
    client.post(place, form)
    second = client.post(place, form)
    shown = text_of(main_of(second)) if second.status_code == 200 else ""
    return " ".join([*messages_of(second), shown])


def test_a_picture_already_withdrawn(staff_client):
    said = sent_twice(staff_client, door(PictureFactory(published=True)), reason=REASON)

    assert "Cette photo était déjà retirée." in said and TWICE not in said


def test_a_row_already_archived(staff_client):
    place = address(ActionFactory(), "archive")

    said = sent_twice(staff_client, place, reason="Projet abandonné.")

    assert "La fiche est déjà archivée." in said and TWICE not in said


def test_a_row_already_brought_back(staff_client):
    action = ActionFactory(title="Un")
    then = stamps(action)[0]
    save(staff_client, action, title="Deux")
    place = history_address(action, "revert", then)
    form = typed(staff_client.get(place)) | {"reason": "C’était mieux."}

    staff_client.post(place, form)
    second = staff_client.post(place, form)

    said = text_of(main_of(second))
    assert "La fiche et ses lignes sont déjà comme dans cette version." in said
    assert TWICE not in said


def test_actions_already_changed(staff_client):
    ActionFactory(public=True)
    place = "/suivi/actions/modifier/"
    shown = staff_client.post(place, {"verified": "on", "voir": "1"})
    form = typed(shown) | {"appliquer": "1"}

    staff_client.post(place, form)
    said = messages_of(staff_client.post(place, form))

    assert said[-1] == "Ces actions sont déjà comme vous le demandez."

"""A field emptied by one while the other writes is a change like any other."""

import pytest

from tests.factories import MilestoneFactory
from tests.records.admin.conflicts import address, questions_of
from tests.records.admin.forms import typed


def saved_by(client, row, **given):
    page = typed(client.get(address(row)))
    assert client.post(address(row), page | given).status_code == 302


@pytest.mark.parametrize(("choice", "kept"), [("mien", ""), ("enregistre", "Le contexte.")])
def test_a_field_cleared_on_an_unknown_version_is_asked_about(choice, kept, staff_client, action):
    page = typed(staff_client.get(address(action)))
    del page["_version"]

    response = staff_client.post(address(action), page | {"context": ""})

    assert response.status_code == 409
    assert list(questions_of(response)) == ["Pourquoi cette action"]
    assert typed(response)["choix-context"] == ["mien"]
    action.refresh_from_db()
    assert action.context == "Le contexte."
    staff_client.post(address(action), typed(response) | {"choix-context": choice})
    action.refresh_from_db()
    assert action.context == kept


def test_a_field_i_cleared_while_they_wrote_is_asked_about(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    saved_by(other, action, context="Leur contexte.")

    response = staff_client.post(address(action), page | {"context": ""})

    assert list(questions_of(response)) == ["Pourquoi cette action"]
    staff_client.post(address(action), typed(response))
    action.refresh_from_db()
    assert action.context == ""


def test_a_field_they_cleared_stays_cleared(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    saved_by(other, action, context="")

    response = staff_client.post(address(action), page | {"title": "Trois"})

    assert typed(response)["choix-context"] == ["enregistre"]
    staff_client.post(address(action), typed(response))
    action.refresh_from_db()
    assert (action.title, action.context) == ("Trois", "")


def test_a_line_gone_meanwhile_is_offered_back_when_the_version_is_unknown(staff_client, action):
    step = MilestoneFactory(action=action, title="Choisir le lieu")
    page = typed(staff_client.get(address(action)))
    del page["_version"]
    step.delete()

    response = staff_client.post(address(action), page | {"title": "Trois"})

    assert typed(response)["choix-milestones-0"] == ["mien"]
    staff_client.post(address(action), typed(response))
    assert [row.title for row in action.milestones.all()] == ["Choisir le lieu"]

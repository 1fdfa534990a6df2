"""One rule of outcomes at each door: the sheet, the short page; none for partners who answer."""

import pytest

from actions.models import ActionOutcome
from reporting.report.sections import SECTIONS
from tests.actions.test_quick_pages import page, send
from tests.factories import ActionFactory, UserFactory
from tests.reading import main_of, text_of
from tests.records.admin.forms import messages_of, typed
from tests.records.admin.history import address, save
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return ActionFactory(public=True, ongoing=True, code="1.1", title="Ouvrir la crèche")


def by_the_sheet(client, action, **given):
    return save(client, action, **given)


def by_the_page(client, action, **given):
    return send(client, page("action-outcome", action), **given)


def told(action):
    action.refresh_from_db()
    return action.outcome, action.outcome_reason


@pytest.mark.parametrize("door", [by_the_sheet, by_the_page])
def test_a_stop_needs_its_reason_and_a_new_outcome_does_not_keep_it(staff_client, action, door):
    answer = door(staff_client, action, outcome="arretee")
    assert answer.status_code == 200
    assert "Dites pourquoi l’action est arrêtée" in text_of(main_of(answer))
    assert typed(answer)["outcome"] == "arretee"

    door(staff_client, action, outcome="arretee", outcome_reason="Plus de moyens.")
    assert told(action) == ("arretee", "Plus de moyens.")
    door(staff_client, action, outcome="a_poursuivre")
    assert told(action) == ("a_poursuivre", "")
    door(staff_client, action, outcome="achevee", outcome_reason="Un succès.")
    assert told(action) == ("achevee", "Un succès.")
    door(staff_client, action, outcome="")
    assert told(action) == ("", "")
    assert action.history.count() == 5


@pytest.mark.parametrize("door", [by_the_sheet, by_the_page])
def test_a_reason_explains_an_outcome(staff_client, action, door):
    answer = door(staff_client, action, outcome_reason="Parce que.")

    assert "Choisissez la suite que ces mots expliquent." in text_of(main_of(answer))
    assert told(action) == ("", "")


def test_the_page_says_what_is_expected_and_chooses_nothing(staff_client, action):
    asked = staff_client.get(page("action-outcome", action))

    assert "ce serait « À poursuivre »" in text_of(main_of(asked))
    assert typed(asked)["outcome"] == ""
    answer = send(staff_client, page("action-outcome", action, "/suivi/"), outcome="perennisee")
    assert answer.url == "/suivi/"
    assert messages_of(staff_client.get(answer.url)) == ["1.1 Ouvrir la crèche : Pérennisée."]


def test_two_people_decide_the_second_is_told(staff_client, action):
    late = typed(staff_client.get(page("action-outcome", action))) | {"outcome": "achevee"}
    other = sign_in_as(UserFactory(editing=True))
    send(other, page("action-outcome", action), outcome="a_poursuivre")

    answer = staff_client.post(page("action-outcome", action), late)

    assert answer.status_code == 409
    assert "À poursuivre" in text_of(main_of(answer))
    assert told(action)[0] == ActionOutcome.CONTINUED


def test_history_says_it_in_words(staff_client, action):
    by_the_page(staff_client, action, outcome="arretee", outcome_reason="<b>Voté</b>")

    said = text_of(main_of(staff_client.get(address(action, "history"))))
    assert "Suite donnée" in said
    assert "Arrêtée" in said
    assert "<b>Voté</b>" in said


def test_partners_who_answer_are_asked_nothing_of_it():
    asked = [name for section in SECTIONS.values() for name in section.questions]

    assert "avancement" in asked
    assert not [name for name in asked if "outcome" in name]

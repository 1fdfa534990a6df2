"""What becomes of many actions at once: one for all, or what each one lets expect."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.bulk import BulkEdit, plan_changes
from actions.bulk_outcome import PROPOSALS_COPY, PROPOSE, OutcomeEdit
from actions.models import Action, ActionOutcome
from tests.actions.test_bulk_page import confirm, hidden_of, preview
from tests.factories import ActionFactory, ConventionFactory, UserFactory
from tests.reading import find, main_of, of_class, parse_errors, text_of
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
DROPPED = "Le besoin a disparu."


@pytest.fixture
def editor():
    return sign_in_as(UserFactory(editing=True))


@pytest.fixture
def plan():
    """Code → action: one done, one under way, one dropped, one whose outcome is told."""
    convention = ConventionFactory(public=True)
    states = {"1": {"done": True}, "2": {"ongoing": True}, "3": {"dropped": True}}
    states["4"] = {"ongoing": True, "outcome": ActionOutcome.PERMANENT}
    return {
        code: ActionFactory(convention=convention, code=code, title=f"Action {code}", **values)
        for code, values in states.items()
    }


def told():
    return {row.code: (row.outcome, row.outcome_reason) for row in Action.objects.order_by("code")}


def shown_in(response):
    """{title: changes} of a preview."""
    rows = find(main_of(response), "tbody tr")
    return {text_of(find(row, "label")[0]): text_of(find(row, "td")[0]) for row in rows}


def test_proposals_follow_the_state_and_leave_what_is_told(editor, plan):
    shown = preview(editor, outcome=PROPOSE)

    assert parse_errors(shown) == []
    rows = shown_in(shown)
    assert len(rows) == 3
    assert [words for title, words in rows.items() if "Action 3" in title] == [
        f"Suite donnée : vide → devient Arrêtée Pourquoi cette suite : vide → devient {DROPPED}"
    ]
    assert "Les actions qui ont déjà une suite la gardent." in text_of(main_of(shown))
    assert confirm(editor, shown).status_code == 303
    assert told() == {
        "1": ("achevee", ""),
        "2": ("a_poursuivre", ""),
        "3": ("arretee", DROPPED),
        "4": ("perennisee", ""),
    }
    assert Action.objects.get(code="3").history.count() == 2


def test_proposals_replace_what_is_told_when_asked(editor, plan):
    shown = preview(editor, outcome=PROPOSE, outcome_replaces="on")
    confirm(editor, shown)

    assert told()["4"] == ("a_poursuivre", "")
    assert "la gardent" not in text_of(main_of(shown))


def test_one_outcome_for_all_with_its_reason_and_its_going(editor, plan):
    confirm(editor, preview(editor, outcome="arretee", outcome_reason="Plus de moyens."))
    assert set(told().values()) == {("arretee", "Plus de moyens.")}

    confirm(editor, preview(editor, outcome="a_poursuivre"))
    assert set(told().values()) == {("a_poursuivre", "")}

    confirm(editor, preview(editor, outcome="effacer"))
    assert set(told().values()) == {("", "")}


def test_the_state_that_the_same_edit_declares_decides(editor, plan):
    given = {"avancement": "abandonnee", "avancement_on": "01/02/2026"}
    given["avancement_reason"] = "Voté."
    query = "q=Action+2"
    confirm(editor, preview(editor, query, outcome=PROPOSE, reason="Vote", **given), query)

    assert told()["2"] == ("arretee", "Voté.")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"outcome": "arretee"}, "Dites pourquoi : ce sera visible sur le site."),
        ({"outcome": PROPOSE, "outcome_reason": "Parce que"}, PROPOSALS_COPY),
        ({"outcome_reason": "Parce que"}, "Choisissez la suite que ces mots expliquent."),
        ({"outcome": "effacer", "outcome_reason": "Ah"}, "Choisissez la suite que ces mots"),
        ({"outcome": "achevee", "outcome_replaces": "on"}, "Choisissez « Proposer », ou"),
        ({"outcome": "peut-être"}, "choix valide"),
    ],
)
def test_answers_that_do_not_go_together_are_told_and_kept(editor, plan, given, words):
    answer = preview(editor, **given)

    assert words in text_of(main_of(answer))
    assert "Rien n’est encore modifié" in text_of(main_of(answer))
    assert set(told().values()) == {("", ""), ("perennisee", "")}
    if "outcome_reason" in given:
        assert given["outcome_reason"] in text_of(main_of(answer))


def test_a_proposal_without_its_reason_is_told_row_by_row(editor, plan):
    Action.objects.filter(code="3").update(avancement_reason="  ")

    shown = preview(editor, outcome=PROPOSE)
    refused = of_class(main_of(shown), "refused", "li")

    assert [text_of(row) for row in refused] == [
        f"{plan['3']} : Dites pourquoi l’action est arrêtée : ce sera visible sur le site."
    ]
    confirm(editor, shown)
    assert [code for code, (outcome, _why) in told().items() if not outcome] == ["3"]


def test_what_somebody_told_meanwhile_is_never_replaced(editor, plan):
    shown = preview(editor, outcome=PROPOSE)
    other = plan["2"]
    other.outcome = ActionOutcome.STOPPED
    other.outcome_reason = "Autre avis."
    other.save()

    answer = confirm(editor, shown)

    assert answer.status_code == 409
    assert "Modifiée par quelqu’un d’autre" in text_of(main_of(answer))
    assert told()["1"] == ("", "")
    again = hidden_of(answer)
    assert again["outcome"] == [PROPOSE]


@pytest.mark.parametrize("edit", [OutcomeEdit(PROPOSE), OutcomeEdit("arretee", "Voté.")])
def test_the_cost_does_not_depend_on_the_number_of_rows(edit):
    costs = set()
    for wanted in (1, 3, 30):
        ActionFactory.create_batch(wanted - Action.objects.count(), dropped=True)
        with CaptureQueriesContext(connection) as captured:
            plan = plan_changes(Action.objects.all(), BulkEdit(outcome=edit))
        assert len(plan.changing) == wanted
        costs.add(len(captured))

    assert len(costs) == 1


def test_the_list_finds_those_to_tell_and_offers_to_tell_them(editor, plan):
    page = main_of(editor.get("/suivi/actions/?suite=a-dire"))

    titles = [text_of(find(row, "a")[0]) for row in find(page, "tbody th")]
    assert titles == ["1 Action 1", "2 Action 2", "3 Action 3"]
    assert text_of(of_class(page, "line-acts", "a")[0]).startswith("Suite")
    everything = main_of(editor.get("/suivi/actions/"))
    assert "suite : pérennisée" in text_of(everything)
    assert not text_of(of_class(everything, "line-acts", "a")[0]).startswith("Suite")

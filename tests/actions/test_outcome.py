"""What becomes of an action: its rule, its constraints, what residents read and when."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from actions.models import Action, ActionOutcome, Avancement
from actions.models.outcome import decided, proposed
from actions.progress import Progress, progress_of
from conventions.models import Convention
from conventions.models.phase import ConventionStatus
from records.constraints import refusals
from tests.actions.test_opendata import rows_of
from tests.factories import ActionFactory, ConventionFactory
from tests.reading import addresses, body, main_of, text_of
from tests.rich import build_site

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 12, 31)
AFTER = LAST + dt.timedelta(days=1)
NB = "\u00a0"
WHY = "FUITE du motif"


@pytest.fixture
def convention():
    return ConventionFactory(public=True, starts_on=dt.date(2023, 1, 1), ends_on=LAST)


def action_with(outcome, why="", **values):
    return ActionFactory(public=True, outcome=outcome, outcome_reason=why, **values)


# --- the rule ------------------------------------------------------------------------------------


def test_every_state_lets_expect_an_outcome_and_only_what_stops_says_why():
    found = {state: proposed(state, " Faute de moyens. ") for state in Avancement}

    assert found == {
        Avancement.PLANNED: (ActionOutcome.CONTINUED, ""),
        Avancement.ONGOING: (ActionOutcome.CONTINUED, ""),
        Avancement.PAUSED: (ActionOutcome.CONTINUED, ""),
        Avancement.DONE: (ActionOutcome.ACHIEVED, ""),
        Avancement.SETTLED: (ActionOutcome.PERMANENT, ""),
        Avancement.DROPPED: (ActionOutcome.STOPPED, "Faute de moyens."),
    }


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("", {}, {}),
        ("arretee", {"outcome": "arretee"}, {"outcome": "arretee"}),
        ("arretee", {"outcome": "achevee"}, {"outcome": "achevee", "outcome_reason": ""}),
        ("arretee", {"outcome": ""}, {"outcome": "", "outcome_reason": ""}),
        ("achevee", {"outcome": "arretee"}, {"outcome": "arretee"}),
        (
            *("", {"outcome": "achevee", "outcome_reason": "Bravo"}),
            {"outcome": "achevee", "outcome_reason": "Bravo"},
        ),
    ],
)
def test_a_new_outcome_does_not_keep_the_reason_of_the_former(before, values, after):
    assert decided(before, values) == after


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "arretee"}, "Dites pourquoi l’action est arrêtée"),
        ({"outcome_reason": "Parce que"}, "Choisissez la suite que ces mots expliquent."),
    ],
)
def test_the_database_refuses_what_the_constraints_say(values, words):
    action = ActionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(**values)

    for name, value in values.items():
        setattr(action, name, value)
    assert words in str(refusals(action))


@pytest.mark.parametrize("outcome", ActionOutcome)
def test_residents_read_it_from_the_day_after_or_once_closed(convention, outcome):
    action = action_with(outcome, "Parce que.", convention=convention)

    assert [action.public_outcome(day) for day in (LAST, AFTER)] == ["", outcome]
    action.convention.status = ConventionStatus.CLOSED
    assert action.public_outcome(LAST) == outcome
    assert ActionFactory(convention=convention).public_outcome(AFTER) == ""


# --- in a sentence -------------------------------------------------------------------------------


def test_counts_are_said_once_over_with_those_nobody_decided(convention):
    for outcome, number in [("achevee", 3), ("a_poursuivre", 1), ("", 2)]:
        ActionFactory.create_batch(number, convention=convention, outcome=outcome)

    assert progress_of(Action.objects.all(), LAST).outcome_words == ""
    assert progress_of(Action.objects.all(), LAST).outcomes == {}
    said = f"3{NB}achevées, 1{NB}à{NB}poursuivre et 2{NB}pas encore décidées"
    assert progress_of(Action.objects.all(), AFTER).outcome_words == said
    Action.objects.update(outcome="")
    assert progress_of(Action.objects.all(), AFTER).outcome_words == ""  # nobody told any


def test_sums_keep_what_each_part_counts():
    one = Progress({"realisee": 1}, over=1, outcomes={"achevee": 1})
    other = Progress({"realisee": 2}, over=2, outcomes={"achevee": 1, "": 1})

    assert (one + other).outcomes == {"achevee": 2, "": 1}
    assert (one + other).outcome_words == f"2{NB}achevées et 1{NB}pas encore décidée"


# --- the pages -----------------------------------------------------------------------------------


def test_pages_say_it_after_the_end(reader, convention, on_day):
    action = action_with("arretee", "Le <b>besoin</b> a changé.", convention=convention)
    action_with("a_poursuivre", convention=convention)
    plan, home = f"/conventions/{convention.slug}/objectifs/", convention.get_absolute_url()
    on_day(AFTER)

    page = reader.get(action.get_absolute_url())
    said = text_of(main_of(page))
    assert "Suite : arrêtée" in said
    assert "Le <b>besoin</b> a changé." in said
    assert '#suite-donnee"' in body(page).decode()
    assert "Suites : 1 à poursuivre et 1 arrêtée." in text_of(main_of(reader.get(plan)))
    assert "1 à poursuivre et 1 arrêtée." in text_of(main_of(reader.get(home)))
    assert "suite : arrêtée" in text_of(main_of(reader.get("/actions/")))


def test_the_reason_of_the_state_is_not_said_twice(reader, convention, on_day):
    action = action_with("arretee", "Le besoin a disparu.", convention=convention, dropped=True)
    on_day(AFTER)

    said = text_of(main_of(reader.get(action.get_absolute_url())))

    assert said.count("Le besoin a disparu.") == 1


def test_nothing_leaks_before_the_end(reader):
    site = build_site()
    pages = addresses(site)

    def read():
        return {name: body(reader.get(address)) for name, address in pages.items()}

    before = read()
    assert any(b"Action" in content for content in before.values())
    Action.objects.update(outcome=ActionOutcome.STOPPED, outcome_reason=WHY)
    after = read()

    assert [name for name, content in after.items() if WHY.encode() in content] == []
    assert [name for name in after if after[name] != before[name]] == []


def test_deciding_before_the_end_does_not_move_the_day_of_the_page(reader, convention, on_day):
    on_day(LAST)
    action = action_with("", convention=convention)
    old = dt.datetime(2024, 3, 4, 12, tzinfo=dt.UTC)
    action.history.update(history_date=old)
    action.outcome = ActionOutcome.CONTINUED
    action.save()

    assert "modifiée le 4 mars 2024" in text_of(main_of(reader.get(action.get_absolute_url())))


# --- open data -----------------------------------------------------------------------------------


def test_open_data_say_it_once_the_convention_is_closed(reader, convention, on_day):
    action_with("arretee", "Faute de moyens.", convention=convention)
    on_day(AFTER)

    def told():
        row = rows_of(reader, "actions")[0]
        return row["suite_donnee"], row["suite_donnee_motif"]

    assert told() == ("", "")  # the last day alone changes no file
    Convention.objects.update(status=ConventionStatus.CLOSED)
    assert told() == ("arretee", "Faute de moyens.")

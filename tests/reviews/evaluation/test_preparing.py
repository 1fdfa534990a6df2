"""What the evaluation of a convention says, from what is published over its whole period."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from actions.models import Action, ActionOutcome, Avancement, Milestone, MilestoneState
from conventions.models import Convention
from conventions.models.convention import PlanLevels
from reviews.evaluation import sentences as say
from reviews.evaluation.preparing import prepare
from reviews.evaluation.publishing import evaluation_of
from tests.factories import (
    ActionFactory,
    AppraisalFactory,
    ConventionFactory,
    DocumentFactory,
    EnjeuFactory,
    EvaluationFactory,
    EvaluationPartFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def objective():
    """An objective of a convention that is over since 2022, whatever the day."""
    return ObjectiveFactory(convention=ConventionFactory(past=True))


def action_of(objective, **fields):
    return ActionFactory(objective=objective, published=True, **fields)


def goal_of(objective):
    final = prepare(Convention.objects.get(pk=objective.convention_id))
    return next(goal for goal in final.goals if goal.code == objective.code)


def moment(year, month=6, day=1):
    return timezone.make_aware(dt.datetime(year, month, day, 12))


# --- states and outcomes ------------------------------------------------------------------------


def test_state_is_the_one_told_until_the_end(objective):
    action = action_of(objective, ongoing=True, avancement_on=dt.date(2022, 5, 1))
    action.avancement, action.avancement_on = Avancement.DONE, dt.date(2023, 1, 1)
    action.save()
    late = action_of(objective, avancement="realisee", avancement_on=dt.date(2022, 12, 31))

    goal = goal_of(objective)

    assert {line.number: line.end for line in goal.lines} == {
        action.number: "en_cours",
        late.number: "realisee",
    }
    assert goal.end_words.replace("\xa0", " ") == "1 réalisée et 1 encore en cours"


def test_convention_that_ends_within_a_year_is_told_on_its_day(objective):
    convention = objective.convention
    convention.ends_on = dt.date(convention.ends_on.year, 6, 30)
    convention.save()

    assert prepare(convention).when == f"Le 30 juin {convention.ends_on.year}"


def test_outcomes_are_counted_once_the_convention_is_over(objective):
    for outcome in (ActionOutcome.ACHIEVED, ActionOutcome.ACHIEVED, ActionOutcome.CONTINUED, ""):
        action_of(objective, outcome=outcome)

    assert say.goal_facts(goal_of(objective))[0] == (
        "Suites : 2\u00a0achevées, 1\u00a0à\u00a0poursuivre et 1\u00a0pas encore décidée"
    )

    Action.objects.update(outcome="")
    assert say.goal_facts(goal_of(objective))[0] == (
        "Personne n’a encore dit ce que deviennent les actions"
    )


def test_outcome_being_prepared_is_not_told_before_the_end():
    action = ActionFactory(public=True, outcome=ActionOutcome.CONTINUED)
    Convention.objects.update(ends_on=timezone.localdate() + dt.timedelta(days=30))

    final = prepare(Convention.objects.get())

    assert [line.outcome for line in final.lines] == [""]
    assert not any("Suite donnée" in said for said in say.whole_facts(final))
    assert not final.is_over and action.title in str(final.lines)


# --- steps --------------------------------------------------------------------------------------


def test_steps_are_kept_late_or_dropped_over_the_whole_period(objective):
    action = action_of(objective, ongoing=True)
    done = {"state": MilestoneState.DONE}
    MilestoneFactory(action=action, title="Tenue", planned_on=dt.date(2020, 3, 1),
                     done_on=dt.date(2020, 3, 1), **done)  # fmt: skip
    MilestoneFactory(action=action, title="Sans date", done_on=dt.date(2021, 1, 1), **done)
    MilestoneFactory(action=action, title="Tard", planned_on=dt.date(2020, 3, 1),
                     done_on=dt.date(2021, 3, 2), **done)  # fmt: skip
    MilestoneFactory(action=action, title="Après la fin", planned_on=dt.date(2022, 3, 1),
                     done_on=dt.date(2023, 1, 1), **done)  # fmt: skip
    MilestoneFactory(action=action, title="Jamais", planned_on=dt.date(2022, 12, 31))
    MilestoneFactory(action=action, title="Plus tard", planned_on=dt.date(2023, 1, 1))
    dropped = action_of(objective, dropped=True, avancement_on=dt.date(2021, 1, 1))
    MilestoneFactory(action=dropped, title="Abandonnée", planned_on=None)

    goal = goal_of(objective)

    assert goal.kept == 2
    assert [line.title for line in goal.late] == ["Tard", "Après la fin", "Jamais"]
    assert [line.title for line in goal.dropped] == ["Abandonnée"]
    said = "2 étapes tenues, 3 faites tard ou pas faites, 1 abandonnée"
    assert said in [fact.replace("\xa0", " ") for fact in say.goal_facts(goal)]


def test_step_moved_to_another_year_is_late_as_in_the_reviews(objective):
    action = action_of(objective, ongoing=True)
    step = MilestoneFactory(action=action, planned_on=dt.date(2020, 6, 1))
    Milestone.history.update(history_date=moment(2019))
    Milestone.objects.filter(pk=step.pk).update(
        planned_on=dt.date(2021, 6, 1), state=MilestoneState.DONE, done_on=dt.date(2021, 5, 1)
    )

    (line,) = goal_of(objective).late
    assert (line.planned_on, line.done_on, line.moved) == (
        dt.date(2020, 6, 1), dt.date(2021, 5, 1), True,
    )  # fmt: skip


# --- indicators, money, news --------------------------------------------------------------------


def test_indicator_goes_from_its_start_to_its_last_value_of_the_period(objective):
    action = action_of(objective)
    facts = {"baseline_value": 0, "target_value": 40, "target_on": dt.date(2022, 12, 31)}
    facts |= {"baseline_on": dt.date(2019, 1, 1)}
    indicator = IndicatorFactory(action=action, **facts)
    for day, value in [(dt.date(2021, 1, 1), 10), (dt.date(2022, 1, 1), 30)]:
        MeasureFactory(indicator=indicator, on=day, value=value)
    MeasureFactory(indicator=indicator, on=dt.date(2023, 1, 1), value=40)
    MeasureFactory(indicator=IndicatorFactory(action=action), on=dt.date(2021, 1, 1), value=5)

    whole, alone = goal_of(objective).results

    assert [one.value for one in (whole.start, whole.last, whole.goal)] == [0, 30, 40]
    assert whole.way == "75 % du chemin entre le départ et le but"
    assert (alone.start, alone.goal, alone.way) == (None, None, "")
    assert say.result_words(alone)[1:] == ("–", "5 (2021)", "–", "–")


def test_small_counts_of_people_are_never_told(objective):
    action = action_of(objective)
    indicator = IndicatorFactory(action=action, people=True)
    MeasureFactory(indicator=indicator, on=dt.date(2021, 1, 1), value=3)
    for people in (3, 40):
        UpdateFactory(action=action, people_reached=people, published_at=moment(2021))

    goal = goal_of(objective)

    assert goal.results[0].last.words == "moins de 5"
    assert (goal.people, goal.small) == (40, True)


def test_money_and_news_are_those_of_the_period(objective):
    action, caf = action_of(objective), OrganisationFactory(name="CAF")
    for year in (2018, 2019, 2022, 2023):
        FundingFactory(action=action, funder=caf, year=year, planned=100, actual=10)
    for at, told_on in [
        (moment(2020), None),
        (moment(2023, 1), dt.date(2022, 12, 20)),
        (moment(2023), None),
        (moment(2018), None),
    ]:
        UpdateFactory(action=action, published_at=at, told_on=told_on)

    goal, final = goal_of(objective), prepare(Convention.objects.get())

    (line,) = goal.money.by_funder
    assert (line.label, line.planned, line.actual) == ("CAF", Decimal(200), Decimal(20))
    assert [row.label for row in final.money.by_year] == ["2019", "2022"]
    assert goal.news == 2


# --- the plan -----------------------------------------------------------------------------------


def test_appraisal_is_that_of_its_objective_whoever_gives_it(objective):
    part = EvaluationPartFactory(
        evaluation=EvaluationFactory(convention=objective.convention), enjeu=objective.enjeu
    )
    AppraisalFactory(
        part=part, objective=objective, given_by=OrganisationFactory(name="CAF du Tarn"),
        given_on=dt.date(2022, 12, 1),
    )  # fmt: skip
    other = ObjectiveFactory(enjeu=objective.enjeu)

    final = evaluation_of(part.evaluation)

    said, unsaid = (goal.appraisal for goal in final.goals)
    assert say.appraised(said) == (
        "En bonne voie. Appréciation donnée par CAF du Tarn, le comité technique, "
        "le 1er décembre 2022."
    )
    assert unsaid is None and final.goals[1].code == other.code
    assert dict(final.attainments) == {
        "Atteint": 0, "En bonne voie": 1, "Partiellement atteint": 0, "Non atteint": 0,
        "Ne peut pas être dit": 0, "Pas encore d’appréciation": 1,
    }  # fmt: skip


def test_plan_of_two_levels_is_appraised_by_enjeu():
    enjeu = EnjeuFactory(convention=ConventionFactory(past=True, two_levels=True))
    ActionFactory(enjeu=enjeu, convention=enjeu.convention, published=True)
    part = EvaluationPartFactory(
        evaluation=EvaluationFactory(convention=enjeu.convention), enjeu=enjeu
    )
    AppraisalFactory(part=part, whole=True)

    (goal,) = evaluation_of(part.evaluation).goals

    assert (goal.code, goal.title) == (enjeu.code, enjeu.title)
    assert goal.appraisal and len(goal.lines) == 1
    assert enjeu.convention.levels == PlanLevels.TWO


def test_action_without_objective_is_counted_apart(objective):
    ActionFactory(enjeu=objective.enjeu, convention=objective.convention, published=True)

    final = prepare(Convention.objects.get())

    assert [(goal.code, len(goal.lines)) for goal in final.goals] == [(objective.code, 0), ("", 1)]
    assert [goal.code for goal in final.appraisable] == [objective.code]


def test_convention_known_by_its_documents_has_nothing_to_count():
    convention = ConventionFactory(past=True)
    shown = DocumentFactory(convention=convention, public=True, title="La convention signée")
    DocumentFactory(convention=convention, title="Brouillon")
    evaluation = EvaluationFactory(convention=convention)

    final = evaluation_of(evaluation)

    assert [one.pk for one in final.documents] == [shown.pk]
    assert (final.enjeux, final.lines, final.money.total) == ((), [], None)

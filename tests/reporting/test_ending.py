"""The end of a convention is told to the team nine months ahead, and its steps tick themselves."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action, ActionOutcome
from conventions.models import Convention
from conventions.models.phase import ConventionStatus
from reporting.ending import ending_on
from reporting.letters.digest import send_digest
from reporting.models import Letter, LetterState, ReportState
from reviews.evaluation.publishing import publish as publish_evaluation
from reviews.publishing import begin, publish
from tests.factories import ActionFactory, ConventionFactory, EvaluationFactory, UserFactory
from tests.reading import main_of, text_of
from tests.reporting_factories import CampaignFactory, LetterFactory, ReportFactory

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 12, 31)
AHEAD = dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)


@pytest.fixture
def convention():
    return ConventionFactory(public=True, starts_on=dt.date(2023, 1, 1), ends_on=LAST)


def ticked(count):
    """The first `count` steps done, of nine."""
    return [True] * count + [False] * (9 - count)


def after_the_end():
    return {"opens_on": LAST + 12 * DAY, "due_on": LAST + 40 * DAY, "closes_on": LAST + 68 * DAY}


def done(on):
    return [step.is_done for step in ending_on(on).steps]


def test_it_is_told_from_nine_months_ahead_until_somebody_closes_it(convention):
    told = [bool(ending_on(day)) for day in (AHEAD - DAY, AHEAD, LAST, LAST + 400 * DAY)]

    assert told == [False, True, True, True]
    assert [ending_on(day).days_left for day in (LAST - DAY, LAST, LAST + DAY)] == [2, 1, 0]
    Convention.objects.update(status=ConventionStatus.CLOSED)
    assert ending_on(LAST) is None


def test_nothing_is_told_of_a_plan_nobody_agreed_nor_of_another_territory(convention):
    Convention.objects.update(status=ConventionStatus.PREPARATION)
    ConventionFactory(status=ConventionStatus.IN_FORCE, ends_on=LAST)

    assert ending_on(LAST) is None


def test_steps_tick_themselves_as_things_come_to_exist(convention):
    days = {"opens_on": AHEAD, "due_on": AHEAD + 20 * DAY, "closes_on": AHEAD + 30 * DAY}
    CampaignFactory(convention=convention, opened_at=timezone.now(), **days)

    assert done(AHEAD + 30 * DAY) == ticked(0)  # it still takes answers
    assert done(AHEAD + 31 * DAY) == ticked(1)
    ActionFactory(convention=convention, published=True, outcome=ActionOutcome.CONTINUED)
    assert done(LAST) == ticked(2)
    asked = {"opinions_from": LAST, "opinions_until": LAST + 20 * DAY}
    Convention.objects.filter(pk=convention.pk).update(**asked)
    assert (done(LAST - DAY), done(LAST)) == (ticked(2), ticked(3))  # once the form is open
    publish(begin(convention, LAST.year - 1, by=None))
    assert done(LAST) == ticked(3)  # of another year
    publish(begin(convention, LAST.year, by=None))
    assert done(LAST) == ticked(4)
    asking = CampaignFactory(convention=convention, opinions=True, open=True, **after_the_end())
    assert done(asking.closes_on) == ticked(4)  # it still takes answers
    assert done(asking.closes_on + DAY) == ticked(5)
    later = asking.closes_on + DAY
    evaluation = EvaluationFactory(convention=convention)
    assert done(later) == ticked(5)  # a draft
    publish_evaluation(evaluation)
    assert done(later) == ticked(6)
    following = ConventionFactory(territory=convention.territory, predecessor=convention)
    assert done(later) == ticked(7)
    Convention.objects.filter(pk=following.pk).update(is_published=True)
    assert done(later) == ticked(8)


def test_the_step_of_outcomes_counts_published_actions_and_leads_to_those_left(convention):
    def step():
        return ending_on(LAST).steps[1]

    assert (step().label, step().is_done) == ("Dire ce que devient chaque action", False)
    first, _second = ActionFactory.create_batch(2, convention=convention, published=True)
    ActionFactory(convention=convention)  # a draft
    ActionFactory(convention=convention, archived_on=AHEAD, archive_reason="Doublon")
    first.outcome = ActionOutcome.ACHIEVED
    first.save()
    assert (step().label, step().is_done) == ("Dire ce que devient chaque action : 1 sur 2", False)
    assert step().url.endswith("?convention=2023-2026&publication=en-ligne&suite=a-dire")
    Action.objects.update(outcome=ActionOutcome.ACHIEVED)
    assert (step().label, step().is_done) == ("Dire ce que devient chaque action : 2 sur 2", True)
    assert "suite=" not in step().url


def test_the_step_of_opinions_leads_to_its_campaign_and_ticks_at_the_first_one_validated(
    convention,
):
    def step():
        return ending_on(LAST).steps[4]

    assert step().label == "Demander leur avis aux partenaires"
    assert step().url.endswith("/nouvelle/?nature=evaluation&convention=2023-2026")
    asking = CampaignFactory(convention=convention, opinions=True, **after_the_end())
    assert (step().is_done, step().url) == (False, asking.get_absolute_url())
    ReportFactory(
        campaign=asking, sent=True, done="", attainment="partiel", went_well="Presque tout.",
        state=ReportState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    assert step().is_done
    assert done(LAST)[0] is False  # nobody gave news


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_end_costs_the_same_whatever_the_plan_holds(
    convention, number, django_assert_num_queries
):
    ActionFactory.create_batch(number, convention=convention, published=True)

    with django_assert_num_queries(6):
        ending_on(LAST)


def test_a_campaign_of_the_year_before_is_not_the_last_one(convention):
    before = AHEAD - 60 * DAY
    days = {"opens_on": before, "due_on": before + 20 * DAY, "closes_on": before + 30 * DAY}
    CampaignFactory(convention=convention, opened_at=timezone.now(), **days)

    assert done(LAST)[0] is False


def test_the_board_counts_the_days_and_shows_where_to_do_each_step(convention, signed_in, on_day):
    on_day(LAST - dt.timedelta(days=31))
    page = signed_in(UserFactory(administration=True)).get("/suivi/")
    reader = signed_in(UserFactory(role="lecture")).get("/suivi/")

    said = text_of(main_of(page))
    assert "Elle finit le 31 décembre 2026 : il reste 32 jours." in said
    assert "Publier le bilan 2026" in said
    assert "Préparer la convention suivante" in said
    begin = f'href="/suivi/conventions/{convention.pk}/suivante/"'
    assert begin in page.content.decode()
    assert begin not in reader.content.decode()


def test_the_digest_says_it_with_what_waits_and_never_alone(convention):
    at = dt.datetime(2026, 11, 30, 7, 30, tzinfo=dt.UTC)
    UserFactory(publishing=True)
    assert send_digest(at) == 0

    LetterFactory(state=LetterState.FAILED)
    assert send_digest(at) == 1

    text = Letter.objects.get(kind="resume").text
    assert "- la convention 2023-2026 finit le 31 décembre 2026 : 0 étape faite sur 9" in text

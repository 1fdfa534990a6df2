"""What the review of a year says, from what is published and from history."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Action, Avancement, Milestone, MilestoneState
from conventions.models import Convention, Meeting
from reviews.figures.frozen import frozen, read_edition, thawed
from reviews.figures.preparing import prepare
from reviews.figures.shapes import ActionLine, EnjeuPart, MoneyLine, YearReview
from reviews.models import ReviewEdition
from tests.ctg_portal.test_leaks import MARK, hide_everything
from tests.factories import (
    ActionFactory,
    CommitteeFactory,
    ConventionFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
    ReviewEditionFactory,
    ReviewFactory,
    UpdateFactory,
)
from tests.rich import add_actions, build_site

pytestmark = pytest.mark.django_db
YEAR = 2024
QUERIES = 11


def moment(year, month=6, day=1):
    return timezone.make_aware(dt.datetime(year, month, day, 12))


def year_review(year=YEAR):
    return prepare(ConventionFactory(public=True), year)


def the_line(year=YEAR):
    (line,) = year_review(year).lines
    return line


def rewrite(action, at, **values):
    """The last version of `action` as written at `at`, with `values`."""
    Action.objects.filter(pk=action.pk).update(**values)
    last = action.history.first()
    type(last).objects.filter(pk=last.pk).update(history_date=at, **values)


# --- the states of actions ----------------------------------------------------------------------


def test_state_counts_from_the_day_it_was_declared():
    ActionFactory(public=True, avancement="realisee", avancement_on=dt.date(YEAR, 12, 31))

    line = the_line()

    assert (line.start, line.end) == ("", "realisee")
    assert (the_line(YEAR + 1).start, the_line(YEAR + 1).end) == ("realisee", "realisee")


def test_state_declared_after_the_year_says_nothing_of_it():
    action = ActionFactory(public=True, ongoing=True)
    action.avancement, action.avancement_on = Avancement.DONE, dt.date(YEAR + 1, 1, 1)
    action.save()

    assert (the_line().end, the_line(YEAR + 1).end) == ("en_cours", "realisee")


def test_action_to_come_was_so_since_its_plan_began():
    ActionFactory(public=True)

    assert (the_line().start, the_line().end, the_line().is_new) == ("a_venir", "a_venir", False)


def test_action_that_enters_a_plan_already_followed_is_new():
    first = ActionFactory(public=True)
    rewrite(first, moment(YEAR - 1))
    second = ActionFactory(public=True)
    rewrite(second, moment(YEAR))
    third = ActionFactory(public=True)
    rewrite(third, moment(YEAR + 1))

    found = {line.number: (line.start, line.end, line.is_new) for line in year_review().lines}

    assert found == {
        first.number: ("a_venir", "a_venir", False),
        second.number: ("", "a_venir", True),
    }


def test_state_of_a_draft_was_told_to_nobody():
    action = ActionFactory(avancement="en_cours", avancement_on=dt.date(YEAR, 1, 15),
                           convention__public=True, summary="Une phrase.")  # fmt: skip
    action.avancement, action.avancement_on = Avancement.DONE, dt.date(YEAR, 3, 1)
    action.is_published = True
    action.save()

    review = year_review()
    assert (review.start.total, review.unknown_start, review.end.words) == (0, 1, "1\xa0réalisée")


def test_who_adds_the_states_up_is_told_of_those_that_nobody_knows():
    def words(*states):
        lines = [ActionLine(1, "1", "Agir", "", state, False, False) for state in states]
        part = EnjeuPart(1, "1", "Grandir", "", 1, "", tuple(lines))
        return part.end_words.replace("\xa0", " ")

    assert words("realisee", "") == "1 réalisée ; pour 1 autre, l’avancement n’est pas connu"
    assert words("realisee", "", "").endswith(" ; pour 2 autres, l’avancement n’est pas connu")
    assert words("realisee") == "1 réalisée"
    assert words("") == words() == "aucun avancement n’est connu"


# --- what was told ------------------------------------------------------------------------------


def test_news_count_from_the_day_they_were_said():
    action = ActionFactory(public=True, ongoing=True)
    for title, at, told_on in [
        ("Juin", moment(YEAR), None),
        ("Décembre, dit en janvier", moment(YEAR + 1, 1), dt.date(YEAR, 12, 20)),
        ("Janvier", moment(YEAR + 1, 1), None),
        ("Avant", moment(YEAR - 1), None),
    ]:
        UpdateFactory(action=action, title=title, published_at=at, told_on=told_on)
    UpdateFactory(action=action, nothing=True, published_at=moment(YEAR))

    assert [one.title for one in the_line().news] == ["Juin", "Décembre, dit en janvier"]


def test_small_counts_of_people_are_told_by_no_sum():
    action = ActionFactory(public=True, ongoing=True)
    for count in (12, 4, None, 30):
        UpdateFactory(action=action, people_reached=count, published_at=moment(YEAR))

    review = year_review()

    assert (review.people, review.people_more, review.enjeux[0].people) == (42, True, 42)


@pytest.mark.parametrize(
    ("facts", "is_silent"),
    [
        ({"ongoing": True}, True),
        ({"ongoing": True, "starts_on": dt.date(YEAR + 2, 1, 1)}, False),
        ({"ongoing": True, "verified_on": dt.date(YEAR + 1, 5, 1)}, False),
        ({"ongoing": True, "verified_on": dt.date(YEAR + 2, 5, 1)}, True),
        ({"done": True}, False),
        ({"dropped": True}, False),
        ({"avancement": "en_cours", "avancement_on": dt.date(YEAR + 1, 3, 1)}, False),
    ],
)
def test_action_of_which_nobody_told_anything_is_said(facts, is_silent):
    ActionFactory(public=True, **facts)

    assert [line.is_silent for line in year_review(YEAR + 1).lines] == [is_silent]


@pytest.mark.parametrize("told", ["news", "nothing", "step"])
def test_anything_told_is_news(told):
    action = ActionFactory(public=True, ongoing=True)
    if told == "step":
        done = {"state": MilestoneState.DONE, "done_on": dt.date(YEAR + 1, 5, 1)}
        MilestoneFactory(action=action, **done)
    else:
        published_at = moment(YEAR + 1)
        UpdateFactory(action=action, nothing=told == "nothing", published_at=published_at)

    assert not the_line(YEAR + 1).is_silent


# --- steps --------------------------------------------------------------------------------------


def titles(review):
    steps = review.steps
    return {
        kind: [line.title for line in getattr(steps, kind)] for kind in ("kept", "late", "dropped")
    }


def test_steps_are_kept_late_or_dropped():
    action = ActionFactory(public=True, ongoing=True)
    left = ActionFactory(public=True, dropped=True, convention=action.convention)
    june, done = dt.date(YEAR, 6, 1), MilestoneState.DONE
    for title, of, planned_on, done_on in [
        ("le jour même", action, june, june),
        ("la veille", action, june, june - dt.timedelta(1)),
        ("le lendemain", action, june, june + dt.timedelta(1)),
        ("sans jour prévu", action, None, june),
        ("pas faite", action, june, None),
        ("faite l’année d’après", action, june, dt.date(YEAR + 1, 2, 1)),
        ("abandonnée", left, june, None),
        ("d’une autre année", action, dt.date(YEAR + 1, 6, 1), None),
        ("prévue avant, faite cette année", action, dt.date(YEAR - 1, 6, 1), june),
    ]:
        state = {"state": done, "done_on": done_on} if done_on else {}
        MilestoneFactory(action=of, title=title, planned_on=planned_on, **state)

    assert titles(year_review()) == {
        "kept": ["le jour même", "la veille", "sans jour prévu"],
        "late": [
            *("prévue avant, faite cette année", "le lendemain", "pas faite"),
            "faite l’année d’après",
        ],
        "dropped": ["abandonnée"],
    }


def test_step_put_off_during_the_year_is_late():
    action = ActionFactory(public=True, ongoing=True)
    step = MilestoneFactory(action=action, planned_on=dt.date(YEAR, 6, 1))
    step.history.update(history_date=moment(YEAR - 1))
    step.planned_on = dt.date(YEAR + 2, 6, 1)
    step.save()

    (line,) = year_review().steps.late

    assert (line.planned_on, line.moved) == (dt.date(YEAR, 6, 1), True)
    assert Milestone.objects.get().planned_on.year == YEAR + 2


# --- money, figures, meetings -------------------------------------------------------------------


def test_money_is_summed_by_funder_and_by_year():
    action = ActionFactory(public=True)
    caf = OrganisationFactory(name="CAF")
    other = ActionFactory(public=True, convention=action.convention)
    for row in [
        {"action": action, "funder": caf, "year": YEAR, "planned": 1000, "actual": 900},
        {"action": other, "funder": caf, "year": YEAR, "planned": 500, "actual": None},
        {"action": action, "funder": None, "year": YEAR, "planned": None, "actual": 50},
        {"action": action, "funder": caf, "year": YEAR + 1, "planned": 70, "actual": None},
        {"action": ActionFactory(convention=action.convention), "year": YEAR, "planned": 10**6},
    ]:
        FundingFactory(**row)

    money = year_review().money

    assert money.by_funder == (
        MoneyLine("CAF", Decimal(1500), Decimal(900)),
        MoneyLine("financeur non précisé", None, Decimal(50)),
    )
    assert money.by_year == (
        MoneyLine("2024", Decimal(1500), Decimal(950)),
        MoneyLine("2025", Decimal(70), None),
    )
    assert money.total == MoneyLine("Total connu", Decimal(1500), Decimal(950))


def test_indicator_stops_at_the_end_of_the_year():
    action = ActionFactory(public=True)
    indicator = IndicatorFactory(action=action, with_target=True)
    for year in (YEAR, YEAR + 1):
        MeasureFactory(indicator=indicator, on=dt.date(year, 12, 31), value=year - 2000)

    (figure,) = year_review().figures

    assert [one.value for one in figure.readings] == [0, 24, 100]
    assert (figure.latest.value, figure.has_value, figure.way) == (
        24, True, "24 % du chemin entre le départ et le but",
    )  # fmt: skip
    assert [point.value for point in figure.path.points] == [0, 24, 100]


def test_small_count_of_an_indicator_is_in_no_part_of_the_data():
    indicator = IndicatorFactory(action=ActionFactory(public=True), people=True)
    MeasureFactory(indicator=indicator, on=dt.date(YEAR, 12, 31), value=3)

    (figure,) = year_review().figures

    assert (figure.latest.value, figure.latest.words, figure.path) == (None, "moins de 5", None)


def test_meetings_held_are_listed_and_nothing_else():
    committee = CommitteeFactory(convention=ConventionFactory(public=True), name="COPIL")
    for title, facts in {
        "Tenue": {},
        "Annulée": {"is_cancelled": True},
        "Brouillon": {"is_published": False},
        "D’avant": {"starts_at": moment(YEAR - 1)},
    }.items():
        given = {"is_published": True, "starts_at": moment(YEAR), "ends_at": None} | facts
        MeetingFactory(committee=committee, title=title, **given)

    assert [(one.committee, one.title) for one in year_review().meetings] == [("COPIL", "Tenue")]
    assert Meeting.objects.count() == 4


# --- since the year before ----------------------------------------------------------------------


def test_review_says_what_changed_since_the_last_one():
    left = ActionFactory(public=True, ongoing=True)
    kept = ActionFactory(public=True, ongoing=True, convention=left.convention)
    assert year_review(YEAR + 1).since is None
    edition = ReviewEditionFactory(review=ReviewFactory(convention=left.convention, year=YEAR))
    Action.objects.filter(pk=left.pk).update(is_published=False)
    kept.avancement, kept.avancement_on = Avancement.DONE, dt.date(YEAR + 1, 2, 1)
    kept.save()
    new = ActionFactory(public=True, convention=left.convention)

    since = year_review(YEAR + 1).since

    assert edition.number == 1
    assert since.before["en_cours"] == 2
    assert [
        [one.number for one in names] for names in (since.appeared, since.left, since.moved)
    ] == [[new.number], [left.number], [kept.number]]


# --- as a whole ---------------------------------------------------------------------------------


def test_number_of_queries_is_that_of_the_parts():
    site, found, size = build_site(actions=1), {}, 1
    for wanted in (1, 3, 12):
        add_actions(site, wanted - size)
        size = wanted
        convention = Convention.objects.select_related("territory").get(slug=site.convention.slug)
        with CaptureQueriesContext(connection) as captured:
            assert len(prepare(convention, YEAR).lines) == wanted
        found[wanted] = len(captured)

    assert found == dict.fromkeys((1, 3, 12), QUERIES)


def test_nothing_hidden_is_in_the_data():
    site = build_site(actions=3)
    before = frozen(prepare(site.convention, YEAR))
    hide_everything(site)
    after = frozen(prepare(site.convention, YEAR))

    assert MARK not in str(after)
    assert after == before


def test_what_is_frozen_is_read_back_as_it_was():
    site = build_site(actions=7)
    review = prepare(site.convention, YEAR)

    assert thawed(YearReview, frozen(review)) == review
    edition = ReviewEditionFactory(review=ReviewFactory(convention=site.convention, year=YEAR))
    assert read_edition(ReviewEdition.objects.get(pk=edition.pk)) == review


def test_data_of_a_later_release_are_refused_in_words():
    edition = ReviewEditionFactory(schema=99)

    with pytest.raises(ValueError, match="schema 99"):
        read_edition(edition)

"""Steps, figures and their rate."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Indicator, IndicatorType, Milestone, MilestoneState
from tests.factories import IndicatorFactory, MeasureFactory, MilestoneFactory

ON = dt.date(2024, 2, 29)
DAY = dt.timedelta(days=1)


def indicator(baseline, target, **fields):
    """An unsaved indicator that goes from `baseline` to `target`."""
    return Indicator(
        baseline_value=None if baseline is None else Decimal(baseline),
        target_value=None if target is None else Decimal(target),
        **fields,
    )


@pytest.mark.parametrize(
    ("baseline", "target", "value", "rate"),
    [
        ("0", "100", "0", 0),
        ("0", "100", "50", 50),
        ("0", "100", "100", 100),
        ("20", "40", "25", 25),
        ("0", "100", "120", 120),
        ("50", "100", "25", -50),
        ("40", "20", "30", 50),  # a number that should go down
        ("40", "20", "20", 100),
        ("40", "20", "50", -50),
        ("-10", "10", "0", 50),
        ("0.5", "1.5", "1", 50),
        ("0", "3", "1", 33),
        ("0", "99999999999.999", "99999999999.999", 100),
        ("0", "0.001", "99999999999.999", 9999999999999900),
    ],
)
def test_rate(baseline, target, value, rate):
    assert indicator(baseline, target).rate(Decimal(value)) == rate


@pytest.mark.parametrize(
    ("baseline", "target", "value"),
    [(None, "100", "50"), ("0", None, "50"), ("0", "100", None), ("10", "10", "10")],
)
def test_rate_needs_a_baseline_a_value_a_target_and_a_way(baseline, target, value):
    assert indicator(baseline, target).rate(None if value is None else Decimal(value)) is None


@pytest.mark.parametrize(
    ("baseline", "target", "value", "rate"),
    [
        ("0", "100", "4", None),
        ("0", "100", "1", None),
        ("0", "100", "5", 5),
        ("0", "100", "0", 0),
        ("4", "100", "50", None),
        ("0", "4", "5", None),
        ("5", "105", "55", 50),
    ],
)
def test_rate_never_gives_away_a_small_count_of_people(baseline, target, value, rate):
    assert indicator(baseline, target, counts_people=True).rate(Decimal(value)) == rate


@pytest.mark.parametrize(
    ("value", "small"),
    [(None, False), ("0", False), ("0.5", True), ("1", True), ("4", True), ("5", False)],
)
def test_small_counts_are_those_of_people_from_1_to_4(value, small):
    value = None if value is None else Decimal(value)

    assert Indicator(counts_people=True).is_small(value) is small
    assert Indicator(counts_people=False).is_small(value) is False


figures = st.decimals("-99999999999.999", "99999999999.999", places=3)


@given(figures, figures, figures)
def test_rate_is_0_at_the_baseline_and_100_at_the_target(baseline, target, value):
    found = Indicator(baseline_value=baseline, target_value=target)

    if baseline == target:
        assert found.rate(value) is None
    else:
        assert (found.rate(baseline), found.rate(target)) == (0, 100)
        assert isinstance(found.rate(value), int)


@pytest.mark.django_db
def test_zero_is_kept_apart_from_not_available():
    zero = MeasureFactory(zero=True)
    missing = MeasureFactory(unavailable=True, indicator=zero.indicator, on=zero.on + DAY)
    for row in (zero, missing):
        row.refresh_from_db()

    assert (zero.value, zero.is_unavailable) == (0, False)
    assert (missing.value, missing.is_unavailable) == (None, True)


@pytest.mark.django_db
def test_measures_come_in_the_order_of_their_dates():
    row = IndicatorFactory()
    later, earlier = (MeasureFactory(indicator=row, on=day) for day in (ON, ON - DAY))

    assert list(row.measures.all()) == [earlier, later]
    assert row.type == IndicatorType.OUTPUT


# --- steps -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_upcoming_steps_start_with_the_day_itself():
    MilestoneFactory(planned_on=ON - DAY)
    MilestoneFactory(planned_on=None)
    MilestoneFactory(planned_on=ON, done=True)
    later = MilestoneFactory(planned_on=ON + DAY, state=MilestoneState.ONGOING)
    today = MilestoneFactory(planned_on=ON)

    assert list(Milestone.objects.upcoming(ON)) == [today, later]


@pytest.mark.django_db
def test_past_steps_are_done_steps_latest_first():
    MilestoneFactory(planned_on=ON - DAY)
    MilestoneFactory(done=True, done_on=ON + DAY)
    earlier = MilestoneFactory(done=True, done_on=ON - DAY)
    today = MilestoneFactory(done=True, done_on=ON)

    assert list(Milestone.objects.past(ON)) == [today, earlier]


@pytest.mark.django_db
def test_public_steps_are_those_of_public_actions():
    shown = MilestoneFactory(public=True)
    MilestoneFactory(action__published=True)
    MilestoneFactory(action__convention__published=True)

    assert list(Milestone.objects.public()) == [shown]


def test_rate_never_says_100_before_the_target():
    found = Indicator(baseline_value=Decimal(0), target_value=Decimal(1000))

    assert found.rate(Decimal(999)) == 99
    assert found.rate(Decimal(-1)) == -1

"""Pictures drawn on the server stay inside their frame, whatever the dates and the figures."""

import datetime as dt
import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from actions.charts import (
    LABEL_WIDTH,
    PATH_BOTTOM,
    PATH_LEFT,
    PATH_RIGHT,
    PATH_TOP,
    YEAR_WIDTH,
    calendar,
    day_x,
    indicator_path,
)
from actions.models import Action, Indicator, Measure
from conventions.models import Convention

CONVENTION = Convention(starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2026, 12, 31))
RIGHT = LABEL_WIDTH + 4 * YEAR_WIDTH
TODAY = dt.date(2025, 7, 1)

days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
figures = st.decimals("-99999999999.999", "99999999999.999", places=3) | st.sampled_from(
    [Decimal(0), Decimal("0.001"), Decimal("-0.001"), Decimal("99999999999.999")]
)


def action(starts_on=None, ends_on=None, **fields):
    return Action(code="1.1", title="Une action", starts_on=starts_on, ends_on=ends_on, **fields)


# --- calendar ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "x", "width"),
    [
        (dt.date(2023, 1, 1), dt.date(2027, 1, 1), LABEL_WIDTH, 4 * YEAR_WIDTH),
        (dt.date(2024, 1, 1), dt.date(2025, 1, 1), LABEL_WIDTH + YEAR_WIDTH, YEAR_WIDTH),
        (dt.date(2020, 5, 1), dt.date(2030, 5, 1), LABEL_WIDTH, 4 * YEAR_WIDTH),
        (None, dt.date(2024, 1, 1), LABEL_WIDTH, YEAR_WIDTH),
        (dt.date(2026, 1, 1), None, LABEL_WIDTH + 3 * YEAR_WIDTH, YEAR_WIDTH),
        (dt.date(2010, 1, 1), dt.date(2012, 1, 1), LABEL_WIDTH, 4),
        (dt.date(2030, 1, 1), None, RIGHT, 4),
        (dt.date(2024, 1, 1), dt.date(2024, 1, 1), LABEL_WIDTH + YEAR_WIDTH, 4),
    ],
)
def test_bar_goes_from_the_start_to_the_planned_end(starts_on, ends_on, x, width):
    (row,) = calendar(CONVENTION, [action(starts_on, ends_on)], TODAY).rows

    assert (row.x, row.width) == (x, width)


@pytest.mark.parametrize("permanent", [True, False])
def test_action_without_dates_has_no_bar(permanent):
    undated = action(is_permanent=permanent)
    dated = action(starts_on=dt.date(2024, 1, 1))

    assert calendar(CONVENTION, [undated], TODAY) is None
    assert calendar(CONVENTION, [], TODAY) is None
    assert len(calendar(CONVENTION, [undated, dated], TODAY).rows) == 1


@given(st.lists(st.tuples(st.none() | days, st.none() | days), max_size=8), days)
def test_bars_stay_inside_the_frame(periods, today):
    picture = calendar(CONVENTION, [action(*period) for period in periods], today)
    assume(picture)

    for row in picture.rows:
        assert LABEL_WIDTH <= row.x <= RIGHT
        assert row.width >= 4
        assert row.x + row.width <= picture.width
        assert 0 <= row.y < row.y + 18 <= picture.height
    assert len({row.y for row in picture.rows}) == len(picture.rows)
    assert picture.today_x is None or LABEL_WIDTH <= picture.today_x <= RIGHT
    assert (picture.today_x is not None) == (2023 <= today.year <= 2026)


@given(days, days)
def test_days_are_in_order_on_the_axis(first, second):
    assert (first <= second) or day_x(first, 2023) >= day_x(second, 2023)


@pytest.mark.parametrize(
    ("day", "x"),
    [
        (dt.date(2023, 1, 1), LABEL_WIDTH),
        (dt.date(2024, 12, 31), LABEL_WIDTH + YEAR_WIDTH + round(YEAR_WIDTH * 365 / 366, 1)),
        (dt.date(2025, 12, 31), LABEL_WIDTH + 2 * YEAR_WIDTH + round(YEAR_WIDTH * 364 / 365, 1)),
    ],
)
def test_every_year_has_the_same_width(day, x):
    assert day_x(day, 2023) == pytest.approx(x, abs=0.11)


def test_years_of_the_convention_are_named():
    picture = calendar(CONVENTION, [action(dt.date(2024, 1, 1))], TODAY)

    assert [year for year, _x in picture.years] == [2023, 2024, 2025, 2026]
    assert picture.width >= picture.years[-1][1] + YEAR_WIDTH


# --- path of an indicator ----------------------------------------------------------------------


def path(baseline, values, target, **fields):
    """The path of an indicator; each figure is None or (day, value)."""
    start, goal = baseline or (None, None), target or (None, None)
    indicator = Indicator(
        baseline_on=start[0],
        baseline_value=start[1],
        target_on=goal[0],
        target_value=goal[1],
        **fields,
    )
    return indicator_path(indicator, [Measure(on=on, value=value) for on, value in values])


def on(year):
    return dt.date(year, 1, 1)


def test_path_goes_from_the_baseline_to_the_goal():
    drawn = path(
        (on(2023), Decimal(0)),
        [(on(2024), Decimal(50)), (on(2025), None)],
        (on(2027), Decimal(100)),
    )

    assert [(p.role, p.x, p.y) for p in drawn.points] == [
        ("depart", PATH_LEFT, PATH_BOTTOM),
        ("valeur", pytest.approx(PATH_LEFT + (PATH_RIGHT - PATH_LEFT) / 4, abs=0.2), 73),
        ("but", PATH_RIGHT, PATH_TOP),
    ]
    assert len(drawn.line.split()) == 2
    assert len(drawn.goal.split()) == 2
    assert drawn.goal.split()[0] == drawn.line.split()[-1]


@pytest.mark.parametrize(
    ("baseline", "values", "target"),
    [
        (None, [], None),
        ((on(2023), Decimal(1)), [], None),
        (None, [(on(2024), Decimal(9))], None),
        (None, [], (on(2026), Decimal(9))),
        (None, [(on(2024), None), (on(2025), None)], (on(2026), Decimal(9))),
    ],
)
def test_path_needs_two_dots(baseline, values, target):
    assert path(baseline, values, target) is None


@given(
    st.none() | st.tuples(days, figures),
    st.lists(st.tuples(days, st.none() | figures), max_size=6),
    st.none() | st.tuples(days, figures),
)
def test_path_stays_inside_its_frame(baseline, values, target):
    drawn = path(baseline, values, target)
    assume(drawn)

    for point in drawn.points:
        assert PATH_LEFT <= point.x <= PATH_RIGHT
        assert PATH_TOP <= point.y <= PATH_BOTTOM
    for line in filter(None, (drawn.line, drawn.goal)):
        assert re.fullmatch(r"\d+(\.\d)?,\d+(\.\d)?( \d+(\.\d)?,\d+(\.\d)?)+", line)
    known = [baseline, *values] if baseline else values
    assert len(drawn.points) == len([v for v in known if v[1] is not None]) + bool(target)


def test_words_of_the_path_never_cover_each_other():
    drawn = path(
        (on(2023), Decimal(0)),
        [(dt.date(2025, month, 1), Decimal(month)) for month in range(1, 13)],
        (dt.date(2025, 12, 31), Decimal(12)),
    )
    told = [point for point in drawn.points if point.told]
    dated = [point for point in drawn.points if point.dated]

    assert {"depart", "but"} <= {point.role for point in told}
    assert [(point.role, point.on.year) for point in dated] == [("depart", 2023), ("but", 2025)]
    assert len(told) < len(drawn.points)
    for one, other in itertools.combinations(told, 2):
        wide = abs(one.x - other.x) > (one.label_width + other.label_width) / 2
        assert wide or abs(one.y - other.y) > 18


@pytest.mark.parametrize(
    ("value", "anchors"), [(5, ["middle", "middle"]), (1234567, ["start", "end"])]
)
def test_long_figures_stay_inside_the_frame(value, anchors):
    drawn = path((on(2023), Decimal(value)), [(on(2024), Decimal(value))], None)

    assert [point.anchor for point in drawn.points] == anchors


@given(figures, st.integers(2, 5))
def test_constant_figures_give_a_level_path(value, count):
    drawn = path(None, [(on(2020 + turn), value) for turn in range(count)], None)

    assert len({point.y for point in drawn.points}) == 1


@given(figures, figures)
def test_the_greater_figure_is_never_drawn_lower(first, second):
    drawn = path(None, [(on(2024), first), (on(2025), second)], None)
    assume(drawn)
    a, b = drawn.points

    assert (a.y <= b.y) if first >= second else (a.y >= b.y)


@pytest.mark.parametrize("same_day", [True, False])
def test_figures_of_one_day_are_one_above_the_other(same_day):
    drawn = path((on(2024), Decimal(10)), [(on(2024 + (not same_day)), Decimal(20))], None)

    assert (drawn.points[0].x == drawn.points[1].x) is same_day


small = st.sampled_from([Decimal("0.5"), *map(Decimal, range(1, 5))])
large = st.integers(5, 1000).map(Decimal)


@given(st.lists(small, min_size=4, max_size=4), st.lists(small, min_size=4, max_size=4), large)
def test_small_counts_of_people_change_nothing_of_the_path(some, others, shown):
    def drawn(counts):
        return path(
            (on(2022), counts[0]),
            [
                (on(2023), shown),
                (on(2024), counts[1]),
                (on(2025), Decimal(0)),
                (on(2026), counts[2]),
            ],
            (on(2027), counts[3]),
            counts_people=True,
        )

    assert drawn(some) == drawn(others)
    assert [point.value for point in drawn(some).points] == [shown, 0]

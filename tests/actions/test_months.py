import datetime as dt
from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.months import months_before

DAYS = st.dates()
MONTHS = st.integers(min_value=0, max_value=32767)  # as many as a territory's settings accept


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2024, 5, 15), 0, dt.date(2024, 5, 15)),
        (dt.date(2024, 5, 15), 1, dt.date(2024, 4, 15)),
        (dt.date(2024, 1, 15), 1, dt.date(2023, 12, 15)),
        (dt.date(2024, 12, 15), 12, dt.date(2023, 12, 15)),
        (dt.date(2024, 3, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2025, 3, 31), 1, dt.date(2025, 2, 28)),
        (dt.date(2025, 7, 31), 1, dt.date(2025, 6, 30)),
        (dt.date(2024, 2, 29), 12, dt.date(2023, 2, 28)),
        (dt.date(2024, 2, 29), 48, dt.date(2020, 2, 29)),
        (dt.date(2024, 2, 29), 6, dt.date(2023, 8, 29)),
    ],
)
def test_months_before_known_dates(day, months, expected):
    assert months_before(day, months) == expected


@given(DAYS, MONTHS)
def test_months_before_keeps_the_day_or_ends_the_month(day, months):
    found = months_before(day, months)
    if found == dt.date.min:
        return  # the calendar has no earlier day
    last = monthrange(found.year, found.month)[1]

    assert found.day == min(day.day, last)
    assert (day.year - found.year) * 12 + day.month - found.month == months


@given(DAYS, DAYS, MONTHS)
def test_months_before_keeps_the_order_of_days(one, other, months):
    earlier, later = sorted((one, other))
    assert months_before(earlier, months) <= months_before(later, months)


@given(DAYS, MONTHS, MONTHS)
def test_months_before_goes_further_with_more_months(day, one, other):
    fewer, more = sorted((one, other))
    assert months_before(day, more) <= months_before(day, fewer) <= day


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(1, 12, 31), 11, dt.date(1, 1, 31)),
        (dt.date(1, 12, 31), 12, dt.date.min),
        (dt.date(2026, 1, 1), 32767, dt.date.min),
    ],
)
def test_months_before_stops_where_the_calendar_begins(day, months, expected):
    assert months_before(day, months) == expected

"""Arithmetic on calendar months."""

from calendar import monthrange
from datetime import date


def months_before(day, months):
    """The date `months` calendar months before the date `day`, kept inside its month.

    Never earlier than the first day of the calendar: a territory may set any number of months.
    """
    index = day.year * 12 + day.month - 1 - months
    if index < 12:
        return date.min
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))

"""Arithmetic on calendar months."""

from calendar import monthrange


def months_before(day, months):
    """The date `months` calendar months before the date `day`, kept inside its month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))

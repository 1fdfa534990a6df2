"""The files of examples, and their dates told from the day the demonstration is loaded."""

import tomllib
from datetime import date, datetime, time, timedelta

from django.utils import timezone

CONVENTION = "2023-2026"


class MissingContentError(Exception):
    """The content that the examples lean on is not in the database."""


def read_toml(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def working_day(day, today):
    """A date as it is, or a number of days from `today` brought back to a working day."""
    if day is None or isinstance(day, date):
        return day
    found = today + timedelta(days=day)
    return found - timedelta(days=max(0, found.weekday() - 4))


def paris_time(day, clock):
    """The aware datetime of the hour `clock` (« 14:30 ») on the date `day`."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))

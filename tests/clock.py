"""The day the suite is played: today's, or the one of the variable TODAY, « 2027-01-02 ».

`make test TODAY=2027-01-02` shows what a change of year, a summer time or a 29 February breaks.
Django's clock and Python's `time.time` move by whole days; what reads the clock of the machine
otherwise (dates of files, the browser) does not. Processes of their own read TODAY too, by
tests/another_day/sitecustomize.py, which `tests.prebuilt.environment` puts on their path.
"""

import datetime as dt
import os
import time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
# The days that a convention of 2023 to 2026 must hold: its last one, the first of work without it,
# a change of hour, a 29 February.
TURNING_DAYS = tuple(
    dt.date.fromisoformat(day) for day in ("2026-12-31", "2027-01-02", "2027-03-28", "2028-02-29")
)
ASKED = os.environ.get("TODAY", "")


def here():
    """The day of the machine, in Paris."""
    return dt.datetime.now(PARIS).date()


def played():
    """The day that the tests live."""
    return dt.date.fromisoformat(ASKED) if ASKED else here()


def move_clocks():
    """Move the clocks of this process to the day asked; without one, nothing changes.

    The function `timezone.now` stays itself: models keep it as a default.
    Raises ValueError when TODAY is no date.
    """
    if not ASKED or getattr(time.time, "is_moved", False):
        return
    from django.utils import timezone as clock

    shift, real_time = played() - here(), time.time

    def now(shift=shift):
        return datetime.now(tz=timezone.utc) + shift  # noqa: F821  (names of its module)

    def moved_time():
        return real_time() + shift.total_seconds()

    clock.now.__code__, clock.now.__defaults__ = now.__code__, now.__defaults__
    moved_time.is_moved = True
    time.time = moved_time

"""The hours that pages wrote while they were made and read: for compare_pages.py.

They are hidden when two records are compared, since only then are the minutes of both visits known.
Other hours, those of a meeting for one, stay.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONES = (ZoneInfo("Europe/Paris"), UTC)
SPACE = r"[ \u00a0\u202f]?"
# « 19:05 », « 19:05:30.123 », « 19 h 05 », « 19 h ».
HOUR = re.compile(
    rf"(?<!\d)(\d{{1,2}})"
    rf"(?::(\d\d)(?::\d\d(?:[.,]\d+)?)?(?!\d)|{SPACE}h(?:{SPACE}(\d\d))?(?!\w))"
)


def minutes_of(start, end):
    """The (hour, minute) that a visit from `start` to `end` (Unix times) may write on its pages."""
    moments = range(int(start) - 60, int(end) + 120, 60)
    days = [datetime.fromtimestamp(at, zone) for at in moments for zone in ZONES]
    return {(day.hour, day.minute) for day in days}


def without_hours(text, minutes):
    """`text` where the hours of `minutes` are hidden."""

    def hide(match):
        hour, minute = int(match[1]), int(match[2] or match[3] or 0)
        return "‹heure›" if (hour, minute) in minutes else match[0]

    return HOUR.sub(hide, text)

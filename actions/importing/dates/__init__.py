"""When: dates and periods as people write them, in one cell.

It gives `read_cell` (a Period, whatever the cell holds), `read_day` (one day), `candidates` (the
periods found inside a text that says more than one thing) and `as_target`/`from_target` (an answer
of staff, kept as text). Words are those of `words.toml`.

It never guesses: what has two meanings, like « hiver 2024 », raises BadDate, and is asked.
"""

import re
from datetime import date, datetime

from actions.importing.dates.moments import YEARS, BadDate, plain
from actions.importing.dates.periods import (
    PERMANENT,
    UNKNOWN,
    WHOLE_CONVENTION,
    Period,
    read_period,
)
from actions.importing.name_matching import is_unknown
from tables.cells import Cell

__all__ = ["BadDate", "Period", "as_target", "candidates", "from_target", "read_cell", "read_day"]

ANSWERS = {"permanent": PERMANENT, "convention": WHOLE_CONVENTION}
MOST_WORDS = 8  # of a period inside a text
MOST_CANDIDATES = 4
LONGEST_READ = 300  # characters of a text where periods are looked for


def read_cell(cell: Cell) -> Period:
    """What a cell says of when, UNKNOWN for « NC » and for an empty cell; raise BadDate."""
    if isinstance(cell, bool):
        raise BadDate
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        if cell.year not in YEARS:
            raise BadDate
        return Period(cell, cell)
    if isinstance(cell, int | float):
        if not float(cell).is_integer():
            raise BadDate
        cell = str(int(cell))
    if not isinstance(cell, str):
        raise BadDate
    return UNKNOWN if is_unknown(cell) else read_period(cell)


def read_day(cell: Cell, *, end: bool = False) -> date | None:
    """The one day a cell names, None when it is unknown: the first of a moment, or its last for an
    `end`; raise BadDate for a range and for « permanent ».
    """
    period = read_cell(cell)
    if period.says_nothing:
        return None
    if period.says_both or not period.first:
        raise BadDate
    return period.last if end else period.first


# --- what is asked -----------------------------------------------------------------------------


def candidates(text: str) -> list[Period]:
    """The periods that `text` speaks of, when it says more than one thing: answers to propose."""
    written = plain(text[:LONGEST_READ])
    if two := re.fullmatch(r"hiver (\d{4})", written):
        year = int(two[1])
        return [read_period(f"hiver {first}-{first + 1}") for first in (year - 1, year)]
    words = re.sub(r"[()\[\],;:?!]", " ", written).split()
    found: list[Period] = []
    at = 0
    while at < len(words):
        for size in range(min(MOST_WORDS, len(words) - at), 0, -1):
            try:
                period = read_period(" ".join(words[at : at + size]))
            except BadDate:
                continue
            if (period.first or period.last) and period not in found:
                found.append(period)
            at += size
            break
        else:
            at += 1
    return found[:MOST_CANDIDATES]


def as_target(period: Period) -> str:
    """The answer that says `period`: « 2024-06-01/2024-06-30 », an open end being left out."""
    return "/".join(day.isoformat() if day else "" for day in (period.first, period.last))


def from_target(target: str) -> Period | None:
    """The period that an answer says, None when it says none."""
    if target in ANSWERS:
        return ANSWERS[target]
    written, slash, last_written = target.partition("/")
    try:
        first, last = (date.fromisoformat(day) if day else None for day in (written, last_written))
    except ValueError:
        return None
    if not slash or not (first or last) or (first and last and last < first):
        return None
    return Period(first, last, says_both=not (first and last))


def in_words(period: Period) -> str:
    """« du 01/06/2024 au 30/06/2024 »"""
    first, last = (day and f"{day:%d/%m/%Y}" for day in (period.first, period.last))
    if first and last:
        return f"du {first} au {last}" if first != last else f"le {first}"
    return f"à partir du {first}" if first else f"jusqu’au {last}"

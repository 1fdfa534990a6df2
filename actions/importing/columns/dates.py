"""Columns that say when: a day, a start, an end, a period in one cell, years ticked."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from actions.importing.columns.base import COLOUR, BadCell, PlanColumn
from actions.importing.dates import (
    BadDate,
    Period,
    as_target,
    candidates,
    from_target,
    in_words,
    read_cell,
    read_day,
)
from actions.importing.dates.moments import plain, read_moment
from actions.importing.import_plan import TAKES_PLACE
from actions.importing.name_matching import NO_TICKS, YES_TICKS, is_unknown, word_key
from actions.models import Action, WordKind
from tables.cells import Coloured, cell_text

EXPECTED = (
    "Écrivez une date (31/12/2026), un mois (sept. 2023), un trimestre (T1 2024), une année (2023)"
)
EXPECTED_END = f"{EXPECTED} ou « permanent »."
EXPECTED_DATE = f"{EXPECTED}."
EXPECTED_PERIOD = f"{EXPECTED}, une période (mars-juin 2024) ou « permanent »."
BEFORE_LAPSE = re.compile(r"(?:(?:calendrier|planning|echeancier|annee|periode|previsionnel) )+")
LAPSE = re.compile(r"ticks_(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)")
EXPECTED_TICK = "Écrivez « X » dans les années de l’action, et rien dans les autres."
YES, NO = "oui", "non"  # answers about a tick
TICK_ANSWERS = {YES: "L’action a lieu cette année-là", NO: "Elle n’a pas lieu cette année-là"}
STARTS, ENDS = "starts_on", "ends_on"
NOT_SAID = Period(says_both=True)  # an unknown date, unlike an empty cell, never clears


def refuse_odd_days(*days: date | None, key: str = STARTS) -> None:
    """Raise BadCell for a day that the field `key` of an action would refuse."""
    field: Any = Action._meta.get_field(key)
    for day in filter(None, days):
        try:
            field.run_validators(day)
        except ValidationError as error:
            raise BadCell(error.messages[0]) from error


@dataclass(frozen=True, eq=False)
class DateColumn(PlanColumn):
    """One day: ISO in CSV, a true date in XLSX and ODS; « T1 2024 » is its first day."""

    width = 12

    def is_empty(self, cell: Any) -> bool:
        return is_unknown(cell_text(cell))

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        before = self.current(action)
        return before is not None and str(cell)[:10] == before.isoformat()

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        try:
            day = read_day(cell)
        except BadDate as error:
            raise BadCell(EXPECTED_DATE) from error
        refuse_odd_days(day, key=self.key)
        return day


@dataclass(frozen=True, eq=False)
class SpanColumn(DateColumn):
    """The start or the end of an action, read as a Period that `settle` turns into days.

    « T1 2024 » is its first day, or its last one when it `is_end`; « 2023-2026 » may fill both.
    """

    is_end: bool = False

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        period = said(cell, vocabulary, EXPECTED_END if self.is_end else EXPECTED_DATE)
        refuse_odd_days(period.first, period.last)
        return period


class PeriodColumn(SpanColumn):
    """« Calendrier »: the start and the end in one cell, or on two lines of it."""

    is_exported = False

    def current(self, action: Action) -> Any:
        return action.starts_on or action.ends_on

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        return False

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        period = said(cell, vocabulary, EXPECTED_PERIOD)
        refuse_odd_days(period.first, period.last)
        return replace(period, says_both=not period.says_nothing)


class YearColumn(PlanColumn):
    """« 2024 », ticked when the action lasts that year; `settle` makes days of the ticks."""

    width = 8
    is_exported = False
    START: ClassVar[str] = "year-"

    @property
    def year(self) -> int:
        return int(self.key.removeprefix(self.START))

    def current(self, action: Action) -> Any:
        return None

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> bool:
        text = cell_text(cell)
        key = word_key(text)
        if isinstance(cell, Coloured):
            vocabulary.note(COLOUR.format(self.heading))
        if not text or key in NO_TICKS:
            return False
        if key in YES_TICKS:
            return True
        choices = list(TICK_ANSWERS.items())
        target = vocabulary.ask(WordKind.TICK, text, "", choices=choices, tick=(TAKES_PLACE, YES))
        if not target:
            raise BadCell(EXPECTED_TICK, text)
        return target == YES


class LapseColumn(YearColumn):
    """« T1 2024 », « 2024 – janvier »: a tick says less than a year."""

    START: ClassVar[str] = "ticks_"


def lapse_key(words: str) -> str:
    """The key of the column that « 2024 t1 », « calendrier janvier 2024 » heads, or ""."""
    words = BEFORE_LAPSE.sub("", words)
    year = re.match(r"(20\d\d) (?=\D|\d(?!\d))", words)
    for text in (words, f"{words[5:]} {year[1]}" if year else ""):
        if not re.search(r"\b20\d\d\b", text) or re.fullmatch(r"20\d\d", text):
            continue
        with suppress(BadDate):
            found = read_moment(plain(text))
            if found.first != found.last:
                return f"{LapseColumn.START}{found.first}_{found.last}"
    return ""


def lapse_column(key: str) -> LapseColumn | None:
    """The column of a `key` that `lapse_key` made, or None for anything else."""
    if not (match := LAPSE.fullmatch(key)):
        return None
    try:
        days = Period(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
    except ValueError:
        return None
    return LapseColumn(key, in_words(days).capitalize(), [], "", "X")


def lapse_of(key: str) -> tuple[date, date]:
    """The days that a tick speaks of, by the key of its column."""
    if key.startswith(YearColumn.START):
        year = int(key.removeprefix(YearColumn.START))
        return date(year, 1, 1), date(year, 12, 31)
    first, last = key.removeprefix(LapseColumn.START).split("_")
    return date.fromisoformat(first), date.fromisoformat(last)


def is_ticked(key: str) -> bool:
    """True for the key of a column of ticks."""
    return key.startswith((YearColumn.START, LapseColumn.START))


def said(cell: Any, vocabulary: Any, expected: str) -> Period:
    """What a cell says of when, or what staff answered about its words; raise BadCell."""
    try:
        period = read_cell(cell)
    except BadDate as error:
        text = cell_text(cell)
        if not any(letter.isalpha() for letter in text) and not candidates(text):
            raise BadCell(expected) from error  # 30/02/2024: nothing to answer but the right day
        proposed = [(as_target(one), in_words(one).capitalize()) for one in candidates(text)]
        choices = [*proposed, *vocabulary.reference.choices(WordKind.DATE)]
        target = vocabulary.ask(WordKind.DATE, text, "", choices=choices)
        if not target:
            raise BadCell(expected) from error
        period = from_target(target) or NOT_SAID
    convention = vocabulary.reference.convention
    return period.in_convention(convention.starts_on, convention.ends_on)


# --- what the columns of a line say together ---------------------------------------------------


def settle(values: dict[str, Any], action: Action | None) -> str:
    """Replace in `values` the periods and ticks of a line by its start, its end, `is_permanent`.

    What a column says of its own end comes first, then a period, then what the other column says
    of both, then the ticks. What nobody says is left out, and stays as it is, and so does a day of
    `action` in the lapse where ticks begin or end. Return what is to be told, "" most often.
    """
    keys = (STARTS, ENDS, "period")
    start, end, both = (
        values.pop(key) if isinstance(values.get(key), Period) else None for key in keys
    )
    ticked, told = ticks(values)
    first = first_said(
        start and start.first,
        both and both.first,
        end and end.says_both and end.first,
        ticked and inside(ticked[0], ticked[0][0], action.starts_on if action else None),
    )
    last = first_said(
        end and end.last,
        both and both.last,
        start and start.says_both and start.last,
        ticked and inside(ticked[1], ticked[1][1], action.ends_on if action else None),
    )
    is_permanent = any(one and one.is_permanent for one in (start, end, both))
    cleared = both is not None and both.says_nothing
    if first or cleared or (start and start.says_nothing):
        values.setdefault(STARTS, first)
    if last or cleared or (end and end.says_nothing):
        values.setdefault(ENDS, last)
    if is_permanent and not values.get(ENDS):
        values |= {ENDS: None, "is_permanent": True}
    return told


def inside(lapse: tuple[date, date], day: date, before: date | None) -> date:
    """`before` when it lies in the `lapse` of a tick, which says less than `before` does."""
    return before if before and lapse[0] <= before <= lapse[1] else day


def first_said(*days: Any) -> date | None:
    return next((day for day in days if day), None)


Lapses = tuple[tuple[date, date], tuple[date, date]]


def ticks(values: dict[str, Any]) -> tuple[Lapses | None, str]:
    """The first and the last lapses ticked in `values`, without those from now on."""
    keys = [key for key in values if is_ticked(key)]
    found = sorted(lapse_of(key) for key in keys if values[key])
    by_year = all(key.startswith(YearColumn.START) for key in keys)
    for key in keys:
        del values[key]
    if not found:
        return None, ""
    ends = found[0], max(found, key=lambda lapse: lapse[1])
    years = [first.year for first, _ in found] if by_year else []
    if not years:
        return ends, ""
    first, last = years[0], years[-1]
    skipped = [str(year) for year in range(first, last) if year not in years]
    told = (
        f"{' et '.join(skipped)} sans croix : l’action va quand même de {first} à {last}."
        if skipped
        else ""
    )
    return ends, told

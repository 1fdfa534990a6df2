"""Dates as people write them: « fin 2026 », « T1 2024 », « sept. 2023 », a serial of Excel."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, datetime, timedelta

from actions.importing.name_matching import says_nothing
from records.folding import fold
from tables.cells import Cell

EXPECTED = (
    "Écrivez une date (31/12/2026), un mois (sept. 2023), un trimestre (T1 2024), une année (2023)"
)
EXPECTED_END = f"{EXPECTED} ou « permanent »."
EXPECTED_DATE = f"{EXPECTED}."

EXCEL_EPOCH = date(1899, 12, 30)
YEARS = range(1900, 2201)
SERIALS = range(32874, 73416)  # 1990 to 2100, as Excel counts days
MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
PERMANENT_WORDS = {
    *("permanent", "permanente", "continu", "en continu", "continue", "perenne", "sans fin"),
    *("toute l annee", "annuel", "recurrent", "recurrente", "indetermine", "sans echeance"),
}


class BadDate(Exception):
    """The cell is not a date that can be understood."""


class Permanent:
    """What « permanent » says: no end, and an action that continues every year."""


PERMANENT = Permanent()


def month_number(word: str) -> int:
    """1 to 12 for « 9 », « sept », « septembre »; raise BadDate otherwise."""
    if word.isdigit():
        return int(word)
    for number, start in enumerate(MONTHS, start=1):
        if word.startswith(start):
            return number
    raise BadDate


def full_year(text: str) -> int:
    year = int(text)
    year += 2000 if year < 100 else 0
    if year not in YEARS:
        raise BadDate
    return year


PARTS_OF_YEAR = {"debut": (1, 3), "mi": (6, 6), "fin": (10, 12), "rentree": (9, 9)}
YEAR = r"(?P<year>\d{4})"
FORMS = [
    rf"{YEAR}-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[t ]00:00(?::00(?:\.0+)?)?)?",
    r"(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>\d{4}|\d\d)(?: 00:00(?::00)?)?",
    rf"(?:le )?(?P<day>\d\d?)(?:er)? (?P<month>[a-z]+)\.? {YEAR}",
    rf"(?P<month>\d\d?)[/.-]{YEAR}",
    rf"{YEAR}-(?P<month>\d\d?)",
    rf"(?:t|q)(?P<quarter>[1-4])[ /-]*{YEAR}",
    rf"{YEAR}[ /-]*(?:t|q)(?P<quarter>[1-4])",
    rf"(?P<quarter>[1-4])(?:er|e|eme|nd)? trimestre(?: de)? {YEAR}",
    rf"s(?P<half>[12])[ /-]*{YEAR}",
    rf"{YEAR}[ /-]*s(?P<half>[12])",
    rf"(?P<half>[12])(?:er|e|eme|nd)? semestre(?: de)? {YEAR}",
    rf"(?P<part>debut|mi|fin|rentree)(?: de| d)?(?: l)?(?: annee)?[ -]+{YEAR}",
    rf"(?:(?:en|courant|annee|dans l annee) )?{YEAR}",
    rf"(?:en |debut |mi |mi-|courant |fin )?(?P<month>[a-z]+)\.? {YEAR}",
]


def first_and_last(said: dict[str, str]) -> tuple[date, date]:
    """The days between which lies what the groups of a form say; raise BadDate or ValueError."""
    year, first, last = full_year(said["year"]), 1, 12
    if "month" in said:
        first = last = month_number(said["month"])
    elif "quarter" in said:
        last = int(said["quarter"]) * 3
        first = last - 2
    elif "half" in said:
        last = int(said["half"]) * 6
        first = last - 5
    elif "part" in said:
        first, last = PARTS_OF_YEAR[said["part"]]
    if "day" in said:
        found = date(year, first, int(said["day"]))
        return found, found
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def read_period(text: str) -> tuple[date, date]:
    """First and last day of what `text` says; raise BadDate."""
    words = " ".join(fold(text).split())
    for form in FORMS:
        if match := re.fullmatch(form, words):
            with suppress(BadDate, ValueError):
                return first_and_last(match.groupdict())
    if words.isascii() and words.isdigit() and int(words) in SERIALS:
        found = EXCEL_EPOCH + timedelta(days=int(words))
        return found, found
    raise BadDate


def read_date(cell: Cell, *, end: bool = False) -> date | Permanent | None:
    """The day a cell names: the first of a period for a start, the last for an `end`.

    None for an empty cell, PERMANENT for « permanent » as an end; raise BadDate otherwise.
    """
    if isinstance(cell, bool):
        raise BadDate
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        if cell.year not in YEARS:
            raise BadDate
        return cell
    if isinstance(cell, int | float):
        if not float(cell).is_integer():
            raise BadDate
        cell = str(int(cell))
    if not isinstance(cell, str):
        raise BadDate
    if says_nothing(cell):
        return None
    if end and " ".join(fold(cell).split()) in PERMANENT_WORDS:
        return PERMANENT
    return read_period(cell)[1 if end else 0]

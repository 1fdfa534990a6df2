"""Dates as people write them: « fin 2026 », « T1 2024 », « sept. 2023 », a serial of Excel."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, datetime, timedelta

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
DASHES = {"", "-", "–", "—", "/", "neant", "sans objet", "nc"}


class BadDate(Exception):
    """The cell is not a date that can be understood."""


class Permanent:
    """What « permanent » says: no end, and an action that continues every year."""


PERMANENT = Permanent()


def months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def month_number(word: str) -> int:
    """1 to 12 for « sept », « septembre »; raise BadDate otherwise."""
    word = word.rstrip(".")
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


def day(match: re.Match) -> tuple[date, date]:
    found = date(full_year(match["y"]), int(match["m"]), int(match["d"]))
    return found, found


def day_of_named_month(match: re.Match) -> tuple[date, date]:
    found = date(full_year(match["y"]), month_number(match["m"]), int(match["d"]))
    return found, found


def one_month(match: re.Match) -> tuple[date, date]:
    return months(full_year(match["y"]), int(match["m"]), int(match["m"]))


def named_month(match: re.Match) -> tuple[date, date]:
    number = month_number(match["m"])
    return months(full_year(match["y"]), number, number)


def quarter(match: re.Match) -> tuple[date, date]:
    number = int(match["n"])
    return months(full_year(match["y"]), number * 3 - 2, number * 3)


def half(match: re.Match) -> tuple[date, date]:
    number = int(match["n"])
    return months(full_year(match["y"]), number * 6 - 5, number * 6)


def part_of_year(match: re.Match) -> tuple[date, date]:
    first, last = {"debut": (1, 3), "mi": (6, 6), "fin": (10, 12), "rentree": (9, 9)}[match["p"]]
    return months(full_year(match["y"]), first, last)


def whole_year(match: re.Match) -> tuple[date, date]:
    return months(full_year(match["y"]), 1, 12)


YEAR = r"(?P<y>\d{4})"
FORMS = [
    (rf"{YEAR}-(?P<m>\d\d?)-(?P<d>\d\d?)(?:[t ]00:00(?::00(?:\.0+)?)?)?", day),
    (r"(?P<d>\d\d?)[/.-](?P<m>\d\d?)[/.-](?P<y>\d{4}|\d\d)(?: 00:00(?::00)?)?", day),
    (r"(?:le )?(?P<d>\d\d?)(?:er)? (?P<m>[a-z]+\.?) (?P<y>\d{4})", day_of_named_month),
    (rf"(?P<m>\d\d?)[/.-]{YEAR}", one_month),
    (rf"{YEAR}-(?P<m>\d\d?)", one_month),
    (rf"(?:t|q)(?P<n>[1-4])[ /-]*{YEAR}", quarter),
    (rf"{YEAR}[ /-]*(?:t|q)(?P<n>[1-4])", quarter),
    (rf"(?P<n>[1-4])(?:er|e|eme|nd)? trimestre(?: de)? {YEAR}", quarter),
    (rf"s(?P<n>[12])[ /-]*{YEAR}", half),
    (rf"{YEAR}[ /-]*s(?P<n>[12])", half),
    (rf"(?P<n>[12])(?:er|e|eme|nd)? semestre(?: de)? {YEAR}", half),
    (rf"(?P<p>debut|mi|fin|rentree)(?: de| d)?(?: l)?(?: annee)?[ -]+{YEAR}", part_of_year),
    (rf"(?:(?:en|courant|annee|dans l annee) )?{YEAR}", whole_year),
    (rf"(?:en |debut |mi |mi-|courant |fin )?(?P<m>[a-z]+\.?) {YEAR}", named_month),
]


def read_period(text: str) -> tuple[date, date]:
    """First and last day of what `text` says; raise BadDate."""
    words = " ".join(fold(text).split())
    for form, build in FORMS:
        if match := re.fullmatch(form, words):
            with suppress(BadDate, ValueError):
                return build(match)
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
    words = " ".join(fold(cell).split())
    if words in DASHES:
        return None
    if end and words in PERMANENT_WORDS:
        return PERMANENT
    return read_period(cell)[1 if end else 0]

"""Several things in one cell of a plan: indicators, steps."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from actions.importing.attached.amounts import BadAmount, read_figure
from actions.importing.dates import BadDate, read_day
from actions.importing.name_matching import says_nothing
from records.folding import fold

BULLET = re.compile(r"^\s*(?:[-–—•·*▪►→✓☐☑]\s*)+")
UNKNOWN = {"", "a definir", "a determiner", "a preciser", "nc", "nr", "?", "n/a"}
# « Nombre de familles : 12 », « Taux de places : 45 % », « Heures = 1 200 heures ».
WITH_VALUE = re.compile(
    r"(?P<label>.+?)\s*[:=]\s*(?P<value>-?\d[\d., \u00a0\u202f]*?)\s*(?P<unit>%|[^\W\d][^:;=]*)?"
)
DATED_FIRST = re.compile(r"(?P<date>[^:]{4,30}?)\s*[:–—]\s*(?P<title>.+)", re.DOTALL)
DATED_LAST = re.compile(
    r"(?P<title>.+?)\s*(?:\(\s*(?P<inside>[^()]{4,30})\s*\)|:\s*(?P<date>.{4,30}))"
)

# « 2024 = 12 », « 2024 : 12 », « 12 (2024) », « 12 en 2024 »: what it was worth in a year.
FIGURE = r"-?\d[\d.,\u00a0\u202f ]*?"
OF_YEAR = (
    rf"(?:(?P<year>20\d\d)\s*[:=→]\s*(?P<told>{FIGURE}\s*%?(?=\s*[;/|–(]|\s*,(?!\d)|\s*\Z))"
    rf"|(?P<before>{FIGURE}\s*%?)\s*(?:\(\s*(?P<inside>20\d\d)\s*\)|\ben\s+(?P<later>20\d\d)))"
)
ONE_YEAR = re.compile(OF_YEAR)
EACH_YEAR = re.sub(r"\?P<\w+>", "?:", OF_YEAR)
YEARS = re.compile(rf"\s*{EACH_YEAR}(?:\s*[,;/|–]\s*{EACH_YEAR})*\s*")


@dataclass(frozen=True)
class SaidIndicator:
    label: str
    value: Decimal | None = None
    unit: str = ""
    years: tuple[tuple[int, str], ...] = ()  # what it was worth in each, as written


@dataclass(frozen=True)
class SaidStep:
    title: str
    on: date | None = None


def pieces(text: str) -> list[str]:
    """The lines of a cell, or the parts between semicolons, without their bullets."""
    found = [BULLET.sub("", one).strip() for one in re.split(r"[\n\r;]+", text)]
    return [one for one in found if not says_nothing(one)]


def read_indicators(text: str) -> list[SaidIndicator]:
    """The indicators of a cell; one whose value is no number is told as it is written.

    A line that says nothing but values of years is of the indicator above it.
    """
    found: list[SaidIndicator] = []
    for one in pieces(text):
        if found and YEARS.fullmatch(one):
            last = found[-1]
            label = last.label.rstrip(" :")
            found[-1] = replace(last, label=label, years=(*last.years, *years_in(one)))
        else:
            found.append(read_indicator(one))
    return found


def years_in(text: str) -> list[tuple[int, str]]:
    """(year, value as it is written) of each year that `text` speaks of."""
    found = []
    for match in ONE_YEAR.finditer(text):
        year = match["year"] or match["inside"] or match["later"]
        found.append((int(year), (match["told"] or match["before"]).strip()))
    return found


def read_indicator(text: str) -> SaidIndicator:
    head, colon, rest = text.partition(":")
    if colon and YEARS.fullmatch(rest):
        return SaidIndicator(head.strip(), years=tuple(years_in(rest)))
    if match := WITH_VALUE.fullmatch(text):
        try:
            return SaidIndicator(
                match["label"], read_figure(match["value"]), (match["unit"] or "").strip()
            )
        except BadAmount:
            return SaidIndicator(text)
    label, colon, rest = text.rpartition(":")
    if colon and fold(rest).strip() in UNKNOWN:
        return SaidIndicator(label.strip())
    return SaidIndicator(text)


def read_steps(text: str) -> list[SaidStep]:
    """The steps of a cell, each with the last day of the period it names."""
    return [read_step(one) for one in pieces(text)]


def read_step(text: str) -> SaidStep:
    for form in (DATED_FIRST, DATED_LAST):
        if match := form.fullmatch(text):
            said = match.groupdict()
            on = day_of(said.get("date") or said.get("inside") or "")
            if on and said["title"].strip():
                return SaidStep(said["title"].strip(), on)
    return SaidStep(text)


def day_of(text: str) -> date | None:
    """The last day of the period that `text` names, None when it names none."""
    try:
        return read_day(text, end=True)
    except BadDate:
        return None

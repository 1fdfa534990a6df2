"""Several things in one cell of a plan: indicators, steps, or who pays how much."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actions.importing.attached.amounts import BadAmount, read_amount, read_figure
from actions.importing.dates import BadDate, read_day
from actions.importing.name_matching import says_nothing
from records.folding import fold
from tables.cells import Cell

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


# « 2024 = 12 », « 2024 : 12 places », « 12 (2024) », « 12 en 2024 »: what it was worth in a year.
YEAR = r"(?:20\d\d)"
OF_YEAR = re.compile(
    rf"(?P<year>{YEAR})\s*(?:[:=→]|\s[–—-]\s)\s*(?P<told>[^:=;\n]+?)"
    rf"|(?P<before>[^:=;\n]+?)\s*(?:\(\s*(?P<inside>{YEAR})\s*\)|\ben\s+(?P<later>{YEAR}))"
)
BETWEEN_YEARS = re.compile(
    rf"\s*[;,/|\n]\s*(?={YEAR}\s*[:=→])|(?<={YEAR[3:-1]}\))\s*[;,/|\n]?\s*|\s*[;/|\n]\s*"
)


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


@dataclass(frozen=True)
class SaidAmount:
    """Euros of somebody, "" when nobody is named."""

    funder: str
    amount: Decimal | None


def pieces(text: str) -> list[str]:
    """The lines of a cell, or the parts between semicolons, without their bullets."""
    found = [BULLET.sub("", one).strip() for one in re.split(r"[\n\r;]+", text)]
    return [one for one in found if not says_nothing(one)]


def read_indicators(text: str) -> list[SaidIndicator]:
    """The indicators of a cell; one whose value is no number is told as it is written."""
    return [read_indicator(one) for one in pieces(text)]


def read_indicator(text: str) -> SaidIndicator:
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


def read_amounts(cell: Cell) -> list[SaidAmount]:
    """Who pays how much: « 3 000 € », or « CAF : 3 000 € ; CCTA : 2 k€ »; raise BadAmount."""
    if not isinstance(cell, str):
        return [SaidAmount("", read_amount(cell))]
    found, text = [], cell
    for one in pieces(text):
        funder, colon, amount = one.rpartition(":")
        if not colon and (match := re.fullmatch(r"(.+?)\s*\(([^()\d]+)\)", one)):
            amount, funder = match[1], match[2]
        found.append(SaidAmount(funder.strip(), read_amount(amount)))
    if len({fold(one.funder) for one in found}) < len(found):
        raise BadAmount("Écrivez un seul montant, ou un financeur devant chacun (CAF : 3 000 €).")
    return found

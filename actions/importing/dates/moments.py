"""One moment as people write it: « 31/12/2026 », « sept. 24 », « T1 2024 », « fin été 2025 ».

A season is its whole months (summer is June to August), a school year goes from 1 September to
31 August, « fin » and « début » are a part of what they precede.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from actions.importing.name_matching import WORDS, name_key
from records.folding import fold

YEARS = range(1900, 2201)
SHORT_YEARS = range(15, 46)  # « 24 » is a year; « 12/03 » is no month of 2003
SERIALS = range(32874, 73416)  # 1990 to 2100, as Excel counts days
EXCEL_EPOCH = date(1899, 12, 30)
MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
MONTHS_OF = {name_key(name): tuple(months) for name, months in WORDS["dates"]["months_of"].items()}
NAMES = "|".join(sorted(map(re.escape, MONTHS_OF), key=len, reverse=True))
DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
ORDINALS = {
    r"premiere?": "1er",
    r"deuxieme|seconde?": "2e",
    r"troisieme": "3e",
    r"quatrieme": "4e",
    r"([1-4]) ?(?:er|ere|e|eme|ieme|nd|nde|d|de|°)": r"\1e",
    r"\b(?:trim|trimestres|trimestriel)\b": "trimestre",
    r"\b(?:semestres|semest)\b": "semestre",
    r"vacances scolaires": "vacances",
    r"&": "et",
}


class BadDate(Exception):
    """This is not a date that can be understood."""


@dataclass(frozen=True)
class Lapse:
    """The days between which a moment lies; `has_year` is False for one that borrowed its year."""

    first: date
    last: date
    has_year: bool = True


@dataclass(frozen=True)
class Around:
    """What the other end of a range says for one that does not: « mars » in « mars-juin 2024 ».

    `month` is 0 when a lone number is no day.
    """

    year: int
    month: int = 0


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """`text` as its forms are written here: folded, one kind of dash, no space around it."""
    text = re.sub(r"[‐-―−→⇒➔➜⟶>]+|[-=]+>", "-", text)
    text = " ".join(re.sub(r"(?<=[^\W\d])\.", " ", fold(text)).split())
    text = re.sub(rf"\b(?:{DAYS}) (?=\d\d?(?!\d))", "", text)
    for written, meant in ORDINALS.items():
        text = re.sub(rf"(?<!\w)(?:{written})(?!\w)", meant, text)
    return re.sub(r"\s*([-/])\s*", r"\1", text).strip(" .;,")


def month_number(word: str) -> int:
    """1 to 12 for « 9 », « sept », « septembre »; raise BadDate otherwise."""
    if word.isdigit():
        return int(word)
    found = [at for at, name in enumerate(MONTHS, start=1) if len(word) > 2 <= len(name)]
    found = [at for at in found if MONTHS[at - 1].startswith(word)]
    if word == "juill" or len(found) == 1:
        return found[0]
    raise BadDate


def full_year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        if year not in SHORT_YEARS:
            raise BadDate
        year += 2000
    if year not in YEARS:
        raise BadDate
    return year


def months(year: int, first: int, last: int) -> Lapse:
    """The whole months `first` to `last` of `year`, or of the next one when `last` comes before."""
    end = year if last >= first else year + 1
    return Lapse(date(year, first, 1), date(end, last, monthrange(end, last)[1]))


# --- forms -------------------------------------------------------------------------------------


def of_day(said: dict[str, str]) -> Lapse:
    day = date(full_year(said["year"]), month_number(said["month"]), int(said["day"]))
    return Lapse(day, day)


def of_month(said: dict[str, str]) -> Lapse:
    month = month_number(said["month"])
    return months(full_year(said["year"]), month, month)


def of_quarter(said: dict[str, str]) -> Lapse:
    last = int(said["quarter"]) * 3
    return months(full_year(said["year"]), last - 2, last)


def of_half(said: dict[str, str]) -> Lapse:
    last = int(said["half"]) * 6
    return months(full_year(said["year"]), last - 5, last)


def of_year(said: dict[str, str]) -> Lapse:
    return months(full_year(said["year"]), 1, 12)


def of_name(said: dict[str, str]) -> Lapse:
    """A season, a holiday; « hiver 2024 » may be two winters, « hiver 2024-2025 » is one."""
    first, last = MONTHS_OF[said["name"]]
    year = full_year(said["year"])
    if said.get("next"):
        if full_year(said["next"]) != year + 1 or (first == last and first != 9):
            raise BadDate
        if first < last:
            raise BadDate
    elif said["name"] == "hiver":
        raise BadDate
    return months(year, first, last)


def of_school_year(said: dict[str, str]) -> Lapse:
    year = full_year(said["year"])
    if full_year(said["next"]) != year + 1:
        raise BadDate
    return months(year, 9, 8)


ANY_YEAR = r"(?P<year>\d{4}|\d{2})"
YEAR = r"(?P<year>\d{4})"
OF = r"(?: de l annee| annee| de| d)?"
NEXT = r"[-/](?P<next>\d{4}|\d{2})"
Reader = Callable[[dict[str, str]], Lapse]
WRITTEN: list[tuple[Reader, str]] = [
    (of_day, rf"{YEAR}-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[t ]00:00(?::00(?:\.0+)?)?)?"),
    (of_day, r"(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>\d{4}|\d\d)(?: 00:00(?::00)?)?"),
    (of_day, rf"(?P<day>\d\d?)(?:er|e)?[ -](?P<month>[a-z]+)[ -]{ANY_YEAR}"),
    (of_month, rf"(?P<month>\d\d?)[/.-]{YEAR}"),
    (of_month, rf"{YEAR}[-/](?P<month>\d\d?)"),
    (of_month, rf"(?P<month>\d\d?)[/-]{ANY_YEAR}"),
    (of_school_year, rf"{ANY_YEAR}{NEXT}(?: \(?annee scolaire\)?)"),
    (of_school_year, rf"annees? scolaires? {ANY_YEAR}{NEXT}"),
    (of_school_year, r"(?P<year>\d{2})[-/](?P<next>\d{2})"),
    (of_quarter, rf"(?:t|q) ?(?P<quarter>[1-4])[ /-]*{ANY_YEAR}"),
    (of_quarter, rf"{YEAR}[ /-]*(?:t|q) ?(?P<quarter>[1-4])"),
    (of_quarter, rf"(?P<quarter>[1-4])(?:er|e)? ?t(?:rimestre)?(?:{OF} |-|/){ANY_YEAR}"),
    (of_quarter, rf"(?P<quarter>[1-4])t{YEAR}"),
    (of_half, rf"(?P<half>[12])s{YEAR}"),
    (of_quarter, rf"trimestre (?P<quarter>[1-4])(?:{OF} |-|/){ANY_YEAR}"),
    (of_quarter, rf"{YEAR}[ :/-]*(?P<quarter>[1-4])(?:er|e)? trimestre"),
    (of_half, rf"s ?(?P<half>[12])[ /-]*{ANY_YEAR}"),
    (of_half, rf"{YEAR}[ /-]*s ?(?P<half>[12])"),
    (of_half, rf"(?P<half>[12])(?:er|e)? ?s(?:em)?(?:estre)?(?:{OF} |-|/){ANY_YEAR}"),
    (of_half, rf"semestre (?P<half>[12])(?:{OF} |-|/){ANY_YEAR}"),
    (of_half, rf"{YEAR}[ :/-]*(?P<half>[12])(?:er|e)? semestre"),
    (of_year, YEAR),
    (of_name, rf"(?P<name>{NAMES})(?:{OF} |-|/){ANY_YEAR}(?:{NEXT})?"),
    (of_month, rf"(?P<month>[a-z]+)[ /-]*{YEAR}"),
    (of_month, rf"(?P<month>[a-z]+){OF}[ /-]{ANY_YEAR}"),
]
FORMS = [(reader, re.compile(form)) for reader, form in WRITTEN]

# What may come before a moment without changing it: « courant mars 2024 », « sur l’année 2025 ».
LEAD_IN = re.compile(
    r"(?:(?:dans |en |au |pendant )?(?:le )?(?:courant|cours)(?: de| du| d)?(?: l| la)? "
    r"|(?:sur|pendant|durant|en|dans|toute)? ?(?:l |la |les )?(?:annees?|exercices?) (?!scol)"
    r"|(?:en|au|le|la|l|a la|a l|sur|mois de|mois d|pendant|durant|periode) )"
)
PART = re.compile(
    r"(?P<part>debut|mi|fin|milieu)(?: de la| de l| du| de| d)?(?: mois de| mois d)?[ -]"
    r"(?P<rest>.+)"
)
SIZES = {12: 3, 6: 2, 4: 1, 3: 1}  # months → months of its beginning and of its end


def part_of(part: str, whole: Lapse) -> Lapse:
    """The « début », « mi » or « fin » of `whole`: whole months, those of a month being itself."""
    start, end = whole.first, whole.last
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    if count == 1 or start == end:
        return whole
    places = [divmod(start.year * 12 + start.month - 1 + step, 12) for step in range(count)]
    size = SIZES.get(count, 1)
    kept = {
        "debut": places[:size],
        "fin": places[-size:],
    }.get(part, places[(count - 1) // 2 : (count - 1) // 2 + (1 if count % 2 else 2)])
    if count == 12 and part in ("mi", "milieu"):
        kept = places[5:6]
    (year, first), (end_year, last) = kept[0], kept[-1]
    return Lapse(date(year, first + 1, 1), months(end_year, last + 1, last + 1).last)


def read_moment(text: str, around: Around | None = None) -> Lapse:
    """The moment that `text` says, as `plain` gives it; raise BadDate.

    With `around`, its year (and the month of a lone day) may be missing.
    """
    for _ in range(4):
        if found := matched(text) or (around and borrowed(text, around)):
            return found
        if part := PART.fullmatch(text):
            return part_of(part["part"], read_moment(part["rest"], around))
        shorter = LEAD_IN.sub("", text, count=1) if LEAD_IN.match(text) else text
        if shorter == text:
            break
        text = shorter
    if text.isascii() and text.isdigit() and int(text) in SERIALS:
        found_day = EXCEL_EPOCH + timedelta(days=int(text))
        return Lapse(found_day, found_day)
    raise BadDate


def matched(text: str) -> Lapse | None:
    for reader, form in FORMS:
        if match := form.fullmatch(text):
            said = {name: value for name, value in match.groupdict().items() if value}
            try:
                return reader(said)
            except (BadDate, ValueError, OverflowError):
                continue
    return None


def borrowed(text: str, around: Around) -> Lapse | None:
    """`text` with the year `around` it, and with its month for a lone day."""
    if day := re.fullmatch(r"(?:le )?(\d\d?)(?:er|e)?", text):
        if not around.month:
            return None
        text = f"{day[1]}/{around.month}"
    if re.search(r"\d{4}", text):
        return None
    slash = "/" if re.fullmatch(r"\d\d?/\d\d?", text) else " "
    found = matched(f"{text}{slash}{around.year}")
    return found and Lapse(found.first, found.last, has_year=False)

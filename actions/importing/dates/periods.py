"""Periods as people write them: « mars-juin 2024 », « d’ici fin 2026 », « en continu »."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from actions.importing.dates.moments import Around, BadDate, Lapse, plain, read_moment
from actions.importing.name_matching import WORDS, name_key


@dataclass(frozen=True)
class Period:
    """What a cell says of when: its days, None for an end it leaves open.

    `says_both` when it speaks of both ends, and not of a moment that may be either;
    `is_permanent` when it goes on every year; `convention` is "whole" or "end" when its days are
    those of the convention.
    """

    first: date | None = None
    last: date | None = None
    says_both: bool = False
    is_permanent: bool = False
    convention: str = ""

    @property
    def says_nothing(self) -> bool:
        return self == UNKNOWN

    def in_convention(self, starts_on: date | None, ends_on: date | None) -> "Period":
        """The same, its days known when they are those of the convention."""
        if not self.convention:
            return self
        first = starts_on if self.convention == "whole" else None
        return Period(first, ends_on, says_both=True)


UNKNOWN = Period()
PERMANENT = Period(is_permanent=True)
WHOLE_CONVENTION = Period(convention="whole")
CONVENTION_END = Period(convention="end")

SAID = WORDS["dates"]
PERMANENT_WORDS = {name_key(word) for word in SAID["permanent"]}
CONVENTION_WORDS = {name_key(word) for word in SAID["convention"]}
CONVENTION_ENDS = {name_key(word) for word in SAID["convention_end"]}
ONGOING_WORDS = {name_key(word) for word in SAID["ongoing"]}

LABEL = re.compile(
    r"(?:date |duree |periode )?(?:de |d )?(?P<label>debut|demarrage|lancement|fin|echeance|terme"
    r"|date limite|date|calendrier|periode|delai|realisation|duree|annee|annees)s?"
    r"(?: previsionnelle| previsionnel| prevue| prevu)? ?: ?(?P<rest>.+)"
)
STARTS, ENDS = {"debut", "demarrage", "lancement"}, {"fin", "echeance", "terme", "date limite"}
OPEN = re.compile(
    r"(?:des|depuis|a partir(?: de la| de l| de| du| d)?|a compter(?: de la| de l| de| du| d)?"
    r"|demarrage|lancement|debut prevu)(?: le| la| l| en| au)? (?P<rest>.+)"
)
UNTIL = re.compile(
    r"(?:d ici|a echeance|echeance|jusqu(?: a la| a l| a| au| en)?|au plus tard|avant|pour"
    r"|fin prevue)"
    r"(?: a)?(?: le| la| l| en| au)? (?P<rest>.+)|(?P<late>.+?),? au plus tard"
)
SEPARATORS = re.compile(
    r"(?P<dash>[-/])|,? (?P<to>(?:et )?jusqu(?: a la| a l| a| au| en)|aux?|a|puis) |,? (?P<et>et) "
    r"| (?=(?:debut|mi|fin)[ -])"
)
BETWEEN = re.compile(
    r"(?:du|de la|de l|de|d|des|depuis|entre|a partir(?: de| du| d)?|a compter(?: de| du| d)?)"
    r"(?: le| la| l)? (?P<rest>.+)"
)
ORDINAL_RANGE = re.compile(
    r"([1-4])(?:er|e)?(?:(?: et| au| a)(?: le)? |[-/])([1-4])(?:er|e)? (trimestre|semestre)(.*)"
)
YEAR_LIST = re.compile(r"\d{4}(?:(?:, ?| et |, et |[-/;] ?| )\d{4})+")
LONGEST = 120  # more is a text about dates, whatever it costs to be sure
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=8192)
def read_period(text: str) -> Period:
    """What `text` says of when; raise BadDate."""
    if len(text) > LONGEST:
        raise BadDate
    key = name_key(text)
    for words, said in (
        (PERMANENT_WORDS, PERMANENT),
        (CONVENTION_WORDS, WHOLE_CONVENTION),
        (CONVENTION_ENDS, CONVENTION_END),
    ):
        if key in words:
            return said
    written = plain(text)
    if label := LABEL.fullmatch(written):
        return labelled(label["label"], unlabelled(label["rest"]))
    return unlabelled(written)


def labelled(label: str, found: Period) -> Period:
    """« Échéance : fin 2025 » speaks of the end alone, « Début : 2024 » of the start alone."""
    if found.first and found.last and not found.says_both:
        if label in STARTS:
            return Period(found.first, None, says_both=True)
        if label in ENDS:
            return Period(None, found.last, says_both=True)
    return found


def unlabelled(words: str) -> Period:
    for reader in (of_moment, of_years, of_range, of_going_on, of_open, of_until):
        if found := reader(words):
            return found
    raise BadDate


def moment(words: str, around: Around | None = None) -> Lapse | None:
    try:
        return read_moment(words, around)
    except BadDate:
        return None


def of_moment(words: str) -> Period | None:
    found = moment(words)
    return Period(found.first, found.last) if found else None


def of_years(words: str) -> Period | None:
    """« 2023, 2024 et 2025 »: years that follow each other."""
    if not YEAR_LIST.fullmatch(re.sub(r"^(?:annees?|exercices?) ", "", words)):
        return None
    years = [int(year) for year in re.findall(r"\d{4}", words)]
    if len(years) == 2 or years != list(range(years[0], years[-1] + 1)):
        return None
    first, last = moment(str(years[0])), moment(str(years[-1]))
    return Period(first.first, last.last, says_both=True) if first and last else None


def of_range(words: str) -> Period | None:
    """« mars-juin 2024 », « du 1er mars au 30 juin 2024 », « fin 2024/début 2025 »."""
    if match := ORDINAL_RANGE.fullmatch(words):
        words = f"{match[1]}e {match[3]}-{match[2]}e {match[3] + match[4]}"
    between = BETWEEN.fullmatch(words)
    for whole in (between["rest"], words) if between else (words,):
        found = [ends for match in SEPARATORS.finditer(whole) if (ends := cut_at(match, words))]
        # « janv-25-mars-25 »: better two ends with a year each than a day lent to the other.
        best = [ends for ends in found if all(end.has_year for end in ends)] or found
        if best and all(ends == best[0] for ends in best):
            return Period(best[0][0].first, best[0][1].last, says_both=True)
    return None


def cut_at(match: re.Match[str], words: str) -> tuple[Lapse, Lapse] | None:
    """The two ends around a separator of `words`; « et » joins only what follows each other."""
    ends = both(match.string[: match.start()], match.string[match.end() :])
    if ends is None or ends[0].first > ends[1].last:
        return None
    follows = ends[1].first == ends[0].last + ONE_DAY or words.startswith("entre ")
    return ends if follows or not match["et"] else None


def both(left: str, right: str) -> tuple[Lapse, Lapse] | None:
    """The moments at the two ends of a range, one lending its year to the other."""
    first, last = moment(left), moment(right)
    if first and not last:
        if re.fullmatch(r"\d{4}", left) and re.fullmatch(r"\d\d", right):
            last = moment(f"{left[:2]}{right}")  # 2024-26
        last = last or moment(right, Around(first.last.year))
        if last and not last.has_year and last.last < first.first:
            last = moment(right, Around(first.last.year + 1))
    elif last and not first:
        first = moment(left, Around(last.first.year, last.first.month))
        if first and not first.has_year and first.first > last.first:
            first = moment(left, Around(last.first.year - 1))
    return (first, last) if first and last else None


def of_going_on(words: str) -> Period | None:
    """« depuis 2022 en continu », « 2024 – permanent », « en cours – 2026 »."""
    text = words.replace("(", "").replace(")", "")
    for left, right in cuts(text):
        if name_key(right) in PERMANENT_WORDS | ONGOING_WORDS:
            alone = re.sub(r"[ ,-]+(?:puis)?$|[ ,]+puis +$", "", left)
            opened, found = of_open(alone), of_moment(alone)
            goes_on = name_key(right) in PERMANENT_WORDS
            if opened or (found and left.rstrip() != alone):
                first = (opened or found or UNKNOWN).first
                return Period(first, None, says_both=True, is_permanent=goes_on)
        if name_key(left) in PERMANENT_WORDS | ONGOING_WORDS:
            rest = right.lstrip(" -,")
            opened, ended = of_open(rest), of_until(rest)
            if opened:
                return replace(opened, is_permanent=name_key(left) in PERMANENT_WORDS)
            found = of_moment(rest) if rest != right and left in ONGOING_WORDS else None
            if name_key(left) in ONGOING_WORDS and (ended or found):
                return Period(None, (ended or found or UNKNOWN).last, says_both=True)
    return None


def cuts(text: str) -> Iterator[tuple[str, str]]:
    """Every way to cut `text` in two before a word, the mark between them left on either side."""
    for match in re.finditer(r" |(?<=[-,])|(?=[-,])", text):
        if match.start() > 0 and match.end() < len(text):
            yield text[: match.end()], text[match.end() :]
            yield text[: match.start()], text[match.start() :]


def of_open(words: str) -> Period | None:
    match = OPEN.fullmatch(words.strip(" -,")) or re.fullmatch(
        r"(?P<rest>.+)-", words
    )  # « 2021 → »
    found = match and moment(match["rest"])
    return Period(found.first, None, says_both=True) if found else None


def of_until(words: str) -> Period | None:
    """« d’ici fin 2026 »; « avant 2026 » stops before it, « avant le 30/06/2026 » on that day."""
    match = UNTIL.fullmatch(words.strip(" -,"))
    found = match and moment(match["rest"] or match["late"])
    if not found:
        return None
    strictly = words.startswith("avant ") and found.first != found.last
    part = re.match(r"avant (?:la )?fin\b", words)
    last = found.first - ONE_DAY if strictly and not part else found.last
    return Period(None, last, says_both=True)

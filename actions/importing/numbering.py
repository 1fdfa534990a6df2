"""The numbers of actions as tables write them: in a column, in the title, or nowhere."""

import re
from functools import lru_cache

from conventions.models.levels import CODE_VALIDATOR
from records.folding import fold

NUMBER = r"[0-9]{1,3}(?:\s?[.-]\s?[0-9]{1,3})*(?:\s?(?:bis|ter|quater)\b|[.-]?[a-z](?![a-z]))?"
NAMED = r"(?:fiches?(?:[\s-]?actions?)?|fa|f\.a\.|actions?|mesures?)"
MARK = r"(?:n\s?[°º]|no\.?|num(?:ero)?|#)"
AFTER = r"\s*(?:[.:)–—/-]+(?![0-9])\s*|\Z)"
# « 3-6 ans : accueillir », « 24 heures » hold a number which is not the action’s.
UNITS = r"(?!(?:ans?|mois|jours?|heures?|h|km|places?|%|€|euros?|eme|er|ere|e)\b|%|€)"
HEADS = (
    rf"{NAMED}\s*{MARK}\s*({NUMBER}){AFTER}",  # « Action n°1 – … »
    rf"{NAMED}\s*{MARK}\s*({NUMBER})\s+",  # « Action n°1 Ouvrir »
    rf"{NAMED}\s*({NUMBER}){AFTER}",  # « Fiche action 2. … », « FA 3 : … »
    rf"(?:fiches?(?:[\s-]?actions?)?|fa)\s*({NUMBER})\s+{UNITS}",  # « FA 3 Ouvrir »
    rf"{NAMED}\s*([0-9]{{1,3}}(?:\.[0-9]{{1,3}})+)\s+{UNITS}",  # « Action 1.2 Ouvrir »
    rf"{MARK}\s*({NUMBER})(?:{AFTER}|\s+)",  # « n° 3 … »
    rf"([0-9]{{1,3}}(?:\s?[.-]\s?[0-9]{{1,3}})+(?:\s?(?:bis|ter|quater)\b)?)(?:{AFTER}|\s+){UNITS}",
    rf"([0-9]{{1,3}}(?:\s?(?:bis|ter|quater)\b)?)(?:\.\s+|\s*[:)–—]\s*|\s+-\s+){UNITS}",  # « 3. … »
)
LETTERED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})+[.-][a-z])(?:\s*[.:)–—-]+)?\s+(?=\S)")
PATTERNS = tuple(re.compile(head) for head in HEADS)
IN_CELL = re.compile(rf"(?:{NAMED}\s*)?(?:{MARK}\s*)?({NUMBER})\s*[.:)]?\Z")


def valid_code(code: str, longest: int) -> bool:
    return bool(code) and len(code) <= longest and bool(re.match(CODE_VALIDATOR.regex, code))


def tidy(number: str) -> str:
    """« 1 . 1 bis » as a code: « 1.1bis »."""
    return re.sub(r"\s+", "", number).strip(".-")


@lru_cache(maxsize=8192)
def number_and_title(text: str) -> tuple[str, str]:
    """The number that begins a title, "" when none does, and the title without it."""
    folded = fold(text)
    if len(folded) != len(text):  # so that places match
        return "", text
    if match := LETTERED.match(text):  # « 1.1.a Ouvrir »; a capital would begin the title
        return match[1], text[match.end() :].strip()
    for pattern in PATTERNS:
        match = pattern.match(folded)
        if match and (rest := text[match.end() :].strip()):
            return tidy(match[1]), rest
    return "", text


@lru_cache(maxsize=8192)
def code_in(text: str) -> str:
    """The code that a cell says: « FA 3 » is 3, « 1.1 bis » is 1.1bis; else the text itself."""
    text = " ".join(text.split())
    folded = fold(text)
    match = IN_CELL.match(folded)
    if not match or len(folded) != len(text):
        return text
    return tidy(text[match.start(1) : match.end(1)])


@lru_cache(maxsize=8192)
def looks_like_code(text: str) -> bool:
    """True for what is rather the number of an action than its title."""
    return bool(IN_CELL.match(fold(" ".join(text.split())))) or (
        len(text) <= 8 and valid_code(text, 8) and any(one.isdigit() for one in text)
    )

"""Several names in one cell: where one ends, and which of them is a person.

A mark as « ; » or « / » always separates, unless the whole is a known name. « et », « & » and a
dash between spaces may belong to a name: they separate names that are known or look like it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from actions.importing.name_matching import WORDS, name_key
from actions.models import WordKind
from tables.cells import parts

Test = Callable[[str], bool]

NOT_THE_PERSON = "« {} » : seule l’organisation {} est gardée, pas la personne."
NOT_THE_REST = "« {} » : l’organisation {} est gardée."
OUTSIDE = r"(?![^()]*\))"  # not between parentheses
STRONG = (
    r"[;\n\r]+",
    rf",{OUTSIDE}",
    rf"(?<!\d)\s*/\s*{OUTSIDE}|\s*/\s*(?!\d|\s){OUTSIDE}|·|•",  # « 3/6 ans » is one
    rf"(?<=[^\d\s])\s*\+\s*(?=\w){OUTSIDE}",
)
WEAK = (rf"\s+(?:et|&|ainsi que)\s+{OUTSIDE}", rf"(?<!\d)\s+[-–—]\s+{OUTSIDE}")
WINDOW = 6  # names that may be one, separators included
BULLET = re.compile(r"^\s*[-–—•*]\s+", re.MULTILINE)
LONGEST_NAME = 300
LONGEST = 10_000  # characters of a cell of names: more is no list, and would be slow to cut
AND_OR = re.compile(r"\bet\s*/\s*ou\b", re.IGNORECASE)

# How one reaches somebody, and the words before: no part of a name, and nothing for the public.
PHONE = (  # one separator all along: « 01/09/2024 10 h » is a day
    r"(?<!\d)(?:\+33\s?(?:\(0\)\s?)?|0033\s?|0)[1-9]"
    r"(?P<between>[\s.\u00a0\u202f/-]?)\d{2}(?:(?P=between)\d{2}){3}(?!\d)"
)
MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
CONTACT = re.compile(rf"{PHONE}|{MAIL}")
CONTACT_SAID = re.compile(
    r"(?:[\s,:–—-]*\b(?:t[ée]l(?:[ée]phone)?|port(?:able)?|mob(?:ile)?|e?-?mail|courriel)\b\.?)?"
    rf"[\s,:–—-]*(?:{CONTACT.pattern})",
    re.IGNORECASE,
)
EMPTY_ASIDE = re.compile(r"\s*\(\s*\)")
NO_CONTACT = "« {} » n’est pas gardé : ce n’est pas le nom d’une organisation."

TITLES = {name_key(title) for title in WORDS["persons"]["titles"]}
FIRST_NAMES = {name_key(name) for name in WORDS["persons"]["first_names"]}
INITIAL = re.compile(r"[\w-]{2,} [^\W\d_]\.?")  # « Karine P. »
STARTS = sorted((name_key(one) for one in WORDS["organisations"]["starts"]), key=len, reverse=True)
COUNTED = re.compile(r"\d+(?:[.,]\d+)?\s+[^\W\d_]")  # « 2 conseillers », « 0,5 ETP »
# « service mobilité », which is that of somebody; not « Service départemental d’incendie ».
SERVICE = re.compile(r"services? (?!departementa|regiona|nationa|academi|de l etat|public)")
GENERIC = {name_key(one) for one in WORDS["organisations"]["generic"]}
GENERIC_STARTS = tuple(name_key(one) for one in WORDS["organisations"]["generic_starts"])
BEFORE = re.compile(r"(?P<who>[^()]+?)\s*\((?P<kept>[^()]+)\)")
AROUND = re.compile(r"(?P<kept>[^()]+?)\s*\((?P<who>[^()]+)\)")
# « CAF (co-pilote) » says what it does, not who it is.
ROLE = re.compile(
    r"\s*\((?:co[-\s]?)?(?:pilotes?|porteure?s?|référente?s?|referent|chef de file|coordination"
    r"|coordinateur|financeurs?|partenaires?)\)\s*\Z",
    re.IGNORECASE,
)
# « Pilote : CCTA / Partenaires : CAF, PMI » in one cell.
SAID = "|".join(
    re.escape(word)
    for word in sorted((one for many in WORDS["roles"].values() for one in many), key=len)[::-1]
)
LABEL = re.compile(
    rf"(?:\A|[\n;/,.]|\s[–—-]|\s)\s*(?P<role>{SAID})s?"
    r"(?:\s+(?:associé|mobilisé|impliqué|financier)e?s?)?\s*:\s*",
    re.IGNORECASE,
)
ROLES = {name_key(word): role for role, words in WORDS["roles"].items() for word in words}
BESIDE = re.compile(r"(?P<first>[^()]+?)\s*(?:\s[-–—]\s|:|,)\s*(?P<second>[^()]+)")


@lru_cache(maxsize=8192)
def is_person(text: str) -> bool:
    """True for « Mme Martin », whatever follows."""
    words = name_key(text).split()
    return len(words) > 1 and words[0] in TITLES


@lru_cache(maxsize=8192)
def may_be_person(text: str) -> bool:
    """True for « Émilie Roques » and « Karine P. »: asked about, never created by one tick."""
    words = text.split("(")[0].split()
    if not 1 < len(words) <= 4 or looks_like_organisation(text):
        return False
    if not all(word[0].isupper() for word in words):
        return False
    first = name_key(words[0]).partition(" ")[0]
    return first in FIRST_NAMES or bool(INITIAL.fullmatch(" ".join(words)))


@lru_cache(maxsize=8192)
def looks_like_organisation(text: str) -> bool:
    """True when `text` begins like one, « Mairie de… », or by its initials, « CCAS de… »."""
    key = name_key(text)
    if any(key == start or key.startswith(f"{start} ") for start in STARTS):
        return True
    first = re.match(r"[^\W\d_]+", text.strip())
    return first is not None and len(first[0]) > 1 and first[0].isupper()


@lru_cache(maxsize=8192)
def is_generic(text: str) -> bool:
    """True for what names nobody: « tous les partenaires », « élus », « service mobilité »."""
    words = name_key(text)
    return (
        words in GENERIC
        or any(words.startswith(f"{start} ") for start in GENERIC_STARTS)
        or bool(COUNTED.match(text.strip()) or SERVICE.match(words))
    )


def is_several(text: str) -> bool:
    """True when `text` still holds a mark that may separate names."""
    return any(
        sum(bool(name_key(name)) for name in re.split(mark, text)) > 1 for mark in (*STRONG, *WEAK)
    )


def without_person(text: str, is_known: Test) -> str:
    """The organisation that « Mme Martin (CAF) », « 2 conseillers (CAF) » and « CAF (service
    enfance) » speak of, `text` itself when it is not sure.
    """

    def is_kept(name: str) -> bool:
        return not is_person(name) and (
            is_known(name) or (looks_like_organisation(name) and not is_generic(name))
        )

    def is_nobody(name: str) -> bool:
        return not is_known(name) and (is_person(name) or is_generic(name))

    if len(text) > LONGEST_NAME:
        return text
    for form in (BEFORE, AROUND):
        if not (match := form.fullmatch(text)):
            continue
        if is_nobody(match["who"]) and is_kept(match["kept"]):
            return match["kept"].strip()
        for kept in match["kept"].split(",") if may_be_person(match["who"]) else ():
            if is_known(kept.strip()):  # « Émilie Roques (coordination, CAF) »
                return kept.strip()
    if match := BESIDE.fullmatch(text):
        for who, kept in ((match["first"], match["second"]), (match["second"], match["first"])):
            if is_person(who) and is_kept(kept) and not is_several(kept):
                return kept.strip()
    return text


def names_of(kind: str, text: str, is_known: Test) -> tuple[list[str], list[str]]:
    """(names, what is told of them) of a cell of `kind`; a person gives way to their organisation.

    Communes are always apart, organisations when they look like some, other rows when known.
    """

    def may_be_one(name: str) -> bool:
        return (
            kind == WordKind.COMMUNE
            or is_known(name)
            or (
                kind == WordKind.ORGANISATION
                and (looks_like_organisation(name) or is_person(name) or is_generic(name))
            )
        )

    said: list[str] = []
    if kind == WordKind.ORGANISATION and len(text) <= LONGEST:
        said = [NO_CONTACT.format(" ".join(one[0].split())) for one in CONTACT.finditer(text)]
        text = EMPTY_ASIDE.sub("", CONTACT_SAID.sub("", text)) if said else text
    names = split_names(BULLET.sub("", text), is_known, may_be_one)
    if kind != WordKind.ORGANISATION:
        return names, []
    names = [name if is_known(name) else ROLE.sub("", name) for name in names]
    kept = [name if is_known(name) else without_person(name, is_known) for name in names]
    told = [
        (
            NOT_THE_PERSON
            if any(map(is_person, (name, name.partition("(")[2]))) or may_be_person(name)
            else NOT_THE_REST
        ).format(name, one)
        for name, one in zip(names, kept, strict=True)
        if one != name
    ]
    return kept, said + told


def by_role(text: str) -> dict[str, str]:
    """Role → the names it labels in a cell, {} when no label does; the first words lead."""
    labels = list(LABEL.finditer(text))
    if not labels:
        return {}
    found = {"lead": text[: labels[0].start()]}
    ends = [one.start() for one in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        role = ROLES[name_key(label["role"])]
        found[role] = "\n".join(filter(None, (found.get(role, ""), text[label.end() : end])))
    return {role: names.strip(" \n/;,-–—") for role, names in found.items() if names.strip()}


def split_names(text: str, is_known: Test, may_be_one: Test | None = None) -> list[str]:
    """The names in a cell, those known being left whole.

    « et » separates only names of which `may_be_one` says yes: those known when it is not given.
    """
    if len(text) > LONGEST:
        return [text]
    found: list[str] = []
    for part in parts(text):
        whole = part if is_known(part) else AND_OR.sub("/", part)
        for name in split_part(whole, is_known, STRONG):
            found += split_softly(name, is_known, may_be_one or is_known)
    return found


def split_softly(text: str, is_known: Test, may_be_one: Test) -> Iterable[str]:
    """`text` cut at its « et » when each name then stands alone, else as it is."""
    if is_known(text) or without_person(text, is_known) != text:
        return [text]
    for mark in WEAK:
        names = [name.strip() for name in re.split(mark, text) if name.strip()]
        if len(names) > 1:
            names = list(split_part(text, is_known, (mark,)))
            if len(names) > 1 and all(map(may_be_one, names)):
                return [one for name in names for one in split_softly(name, is_known, may_be_one)]
    return [text]


def split_part(text: str, is_known: Test, separators: Sequence[str]) -> Iterable[str]:
    text = text.strip()
    if text and is_known(text):
        yield text
        return
    if not name_key(text):
        return
    if not separators:
        yield text
        return
    spans, at = [], 0
    for match in re.finditer(separators[0], text):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, len(text)))
    first = 0
    while first < len(spans):
        # « Éducation nationale, jeunesse et sports » is one name when it is known.
        for last in range(min(len(spans), first + WINDOW) - 1, first, -1):
            if is_known(text[spans[first][0] : spans[last][1]].strip()):
                yield text[spans[first][0] : spans[last][1]].strip()
                break
        else:
            last = first
            start, end = spans[first]
            yield from split_part(text[start:end], is_known, separators[1:])
        first = last + 1

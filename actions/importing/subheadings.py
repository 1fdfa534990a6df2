"""Columns headed by a name under the heading of a list: « Communes » over « Lavaur | Ambres ».

What the cells hold says what they are: crosses make the list, amounts are what each funder pays.
"""

import re
from collections.abc import Sequence

from actions.importing.columns import heading_key
from actions.importing.columns.named import AMOUNTS, KINDS, MARK, SAID_ROLES, STATE
from actions.importing.name_matching import NO_TICKS, STATE_MEANINGS, YES_TICKS, name_key, word_key
from actions.importing.reading import Heading, Sheet
from actions.importing.reading.headings import HeadingIndex
from actions.models import Avancement
from records.folding import fold
from tables.cells import Cell, Percentage, cell_at, cell_text

# How the words begin that may stand above names, when no column of a plan is called so.
GROUPS = {
    "planned": ("financ", "cofinanc", "recette", "ressource", "subvention", "contribution"),
    "partners": ("partenaire", "structure", "acteur", "organisme", "intervenant", "institution"),
    "communes": ("commune", "territoire", "secteur", "lieu", "ville"),
    "audiences": ("public", "beneficiaire", "age"),
}
STATES = {name_key(str(state.label)) for state in Avancement}
SUMS = re.compile(r"(?:sous[\s-]*)?tota(?:l|ux)\b|ensemble\b|cout total\b")
AMOUNT = re.compile(r"-?[0-9][0-9\s\u00a0\u202f.,]*(?:k|m)?\s*(?:€|euros?)?", re.IGNORECASE)
LONGEST_MARK = 2  # letters: « P », « Co »
LONGEST_NAME = 60


def named_keys(sheet: Sheet, index: HeadingIndex) -> dict[int, str]:
    """Number of a column → its key, for the columns of `sheet` that bear the name of a row."""
    found: dict[int, str] = {}
    if sheet.cards:
        return found
    for heading in sheet.headings:
        name = heading.parts[-1] if heading.parts else ""
        is_free = index.key(name) in ("", "actual")  # « Réalisé » heads money as well
        if is_free and is_state(name) and are_marks(filled(sheet, heading.column)):
            found[heading.column] = f"{STATE}{MARK}{name}"
            continue
        if not may_be_name(name, index) or index.key(heading.text) not in ("", index.key(name)):
            continue
        cells = filled(sheet, heading.column)
        group = group_of(heading, index)
        key = key_under(group, name, cells) if group else ""
        if not key and not index.key(name):
            key = key_alone(name, cells, index)
        if key and key not in found.values():
            found[heading.column] = key
    return found | whole_of(sheet, found, index)


def key_alone(name: str, cells: Sequence[Cell], index: HeadingIndex) -> str:
    """The key of the column `name` without a group: a commune, or who does what in words; or ""."""
    if are_marks(cells) and index.is_commune(name):
        return f"communes{MARK}{name}"
    texts = [word_key(cell_text(cell)) for cell in cells]
    are_roles = texts and all(text in SAID_ROLES or text in NO_TICKS for text in texts)
    return f"partners{MARK}{name}" if are_roles and set(texts) & set(SAID_ROLES) else ""


def whole_of(sheet: Sheet, found: dict[int, str], index: HeadingIndex) -> dict[int, str]:
    """The column « Total » beside those of the funders `found`, when no other says the whole."""
    paid = {key.partition(MARK)[0] for key in found.values() if key.startswith("planned")}
    if len(paid) != 1:
        return {}
    if (whole := paid.pop()) in {*found.values(), *(index.key(one.text) for one in sheet.headings)}:
        return {}
    totals = [
        heading.column
        for heading in sheet.headings
        if heading.column not in found
        and SUMS.match(fold(heading.text))
        and are_amounts(filled(sheet, heading.column))
    ]
    return {totals[0]: whole} if totals else {}


def is_state(name: str) -> bool:
    """True for a word that says where an action stands: « À faire », « Réalisé »."""
    return name_key(name) in STATE_MEANINGS or name_key(name) in STATES


def may_be_name(name: str, index: HeadingIndex) -> bool:
    """True unless `name` heads a column of another kind: « Début », « 2024 », « Montant »."""
    if not name or len(name) > LONGEST_NAME or not re.search(r"[^\W\d_]", name):
        return False
    return index.key(name) in {"", STATE, *KINDS}  # « État » is a state, or who pays


def group_of(heading: Heading, index: HeadingIndex) -> str:
    """The key of the list or of the money that stands above a heading, or ""."""
    for words in reversed(heading.parts[:-1]):
        key = index.key(words) or begun(words)
        if key in KINDS or re.fullmatch(rf"(?:{'|'.join(AMOUNTS)})(?:_20\d\d)?", key):
            return key
    return ""


def begun(words: str) -> str:
    """The list that « Structures impliquées », « Communes touchées » speak of, or ""."""
    first = heading_key(words).split()[:2]
    for key, starts in GROUPS.items():
        if any(word.startswith(starts) for word in first):
            year = re.search(r"\b20\d\d\b", words) if key in AMOUNTS else None
            return f"{key}_{year[0]}" if year else key
    return ""


def key_under(group: str, name: str, cells: Sequence[Cell]) -> str:
    """The key of the column `name` under a `group`, by what its `cells` hold; or ""."""
    is_money = group.partition("_")[0] in AMOUNTS
    if (is_money or group == "funders") and are_amounts(cells):
        group = group if is_money else "planned"
        return group if SUMS.match(fold(name)) else f"{group}{MARK}{name}"
    if are_marks(cells) and not SUMS.match(fold(name)):
        return f"{'funders' if is_money else group}{MARK}{name}"
    return ""


def filled(sheet: Sheet, column: int) -> list[Cell]:
    """What the column holds, empty cells left out."""
    cells = (cell_at(row, column) for _, row in sheet.lines())
    return [cell for cell in cells if cell_text(cell)]


def are_marks(cells: Sequence[Cell]) -> bool:
    """True when most of the cells are crosses, short marks or roles, and one of them says yes."""
    texts = [word_key(cell_text(one)) for one in cells if not isinstance(one, Percentage)]
    marks = [
        text
        for text in texts
        if text in YES_TICKS | NO_TICKS
        or text in SAID_ROLES
        or (len(text) <= LONGEST_MARK and text.isalpha())
    ]
    return len(marks) * 2 > len(cells) and any(text not in NO_TICKS for text in marks)


def are_amounts(cells: Sequence[Cell]) -> bool:
    """True when most of the cells are numbers, but for ones alone, which are crosses."""
    told = [cell for cell in cells if not isinstance(cell, Percentage)]
    found = [text for text in map(cell_text, told) if AMOUNT.fullmatch(text.strip())]
    return len(found) * 2 > len(cells) and set(found) != {"1"}

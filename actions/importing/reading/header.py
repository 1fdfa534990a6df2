"""Where the header of a sheet stands, and what it says: one to three lines, groups above.

A group written above several columns (« Calendrier » over « Début | Fin ») is said of each.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from records.folding import fold
from tables.cells import Row, cell_at, cell_text
from tables.sheet_limits import Merge

HEADER_WITHIN = 60  # rows from the top
TALLEST = 3  # rows of a header
LONGEST = 80  # characters of a heading of a group
BLANKS = r"(?:a|non) (?:preciser|completer|renseigner|renseigne)\Z"  # values, not instructions
ORDERS = (
    *("preciser", "precisez", "indiquer", "indiquez", "a remplir", "a completer", "choisir"),
    *("choisissez", "liste deroulante", "menu deroulant", "texte libre", "saisir", "renseigner"),
    *("cocher", "jj/mm", "jj-mm", "mm/aaaa", "aaaa", "oui ?/ ?non"),
)
INSTRUCTION = re.compile(
    rf"(?!{BLANKS})(?:\(.*\)\Z|(?:ex|exemple|par exemple|format)\b|.*\b(?:{'|'.join(ORDERS)})\b)",
    re.DOTALL,
)
YEAR = re.compile(r"20[0-9]{2}\Z")
Known = Callable[[str], str]  # a heading → the key of its column, or ""


@dataclass(frozen=True)
class Header:
    """Rows from `top` to `bottom`, counted from 0; `texts` of each column, from top to bottom."""

    top: int
    bottom: int
    texts: list[list[str]]


def texts_of(row: Row) -> list[str]:
    return [cell_text(cell) for cell in row]


def known_keys(texts: list[str], known: Known) -> set[str]:
    """The columns of a plan that a row names."""
    return {known(text) for text in texts if text and len(text) <= LONGEST} - {""}


def find_header(rows: list[Row], merges: list[Merge], known: Known) -> Header | None:
    """The header of a sheet: the row that names the most columns, at least two, with the rows of
    groups above it or of details below it; None without such a row.
    """
    best, count = None, 1
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        words = [cell_text(cell) for cell in row if isinstance(cell, str)]
        if (found := len(known_keys(words, known))) > count:
            best, count = index, found
    if best is None:
        return None
    spans = {(top, left): right for (top, left), (_bottom, right) in merges if right > left}
    top = bottom = best
    while bottom - top + 1 < TALLEST and is_detail(rows, bottom, spans, known):
        bottom += 1
    while bottom - top + 1 < TALLEST and is_group(rows, top, spans, merges, known):
        top -= 1
    return Header(top, bottom, column_texts(rows, top, bottom, spans))


def is_group(rows: list[Row], top: int, spans: dict, merges: list[Merge], known: Known) -> bool:
    """True when the row above `top` says groups of columns, or headings that go on below."""
    if top == 0:
        return False
    above = texts_of(rows[top - 1])
    filled = [column for column, text in enumerate(above) if text]
    if not filled or any(len(above[column]) > LONGEST for column in filled):
        return False
    goes_down = any(start[0] < top <= end[0] and start[0] == top - 1 for start, end in merges)
    names = known_keys(above, known)
    width = len([text for text in texts_of(rows[top]) if text])
    spread = [
        column
        for column in filled
        if column < spans.get((top - 1, column), column) < column + max(width - 1, 2)
    ]
    if len(filled) == 1:
        return bool(names) or (bool(spread) and filled[0] > 1)
    return goes_down or bool(names) or bool(spread)


def is_detail(rows: list[Row], bottom: int, spans: dict, known: Known) -> bool:
    """True when the row under `bottom` says the details of groups that `bottom` names."""
    if bottom + 1 >= len(rows):
        return False
    head, below = texts_of(rows[bottom]), texts_of(rows[bottom + 1])
    filled = [column for column, text in enumerate(below) if text]
    grouped, group = set(), -1
    for column in range(max(len(head), len(below))):
        text = head[column] if column < len(head) else ""
        if text:
            group = column
            if spans.get((bottom, column), column) > column:
                grouped |= set(range(column, spans[bottom, column] + 1))
        elif group >= 0 and column in filled:
            grouped |= {group, column}
    own = [column for column in filled if column >= len(head) or below[column] != head[column]]
    named = {column for column in own if known(below[column])}
    if len(own) < 2 or not grouped & set(own) or not set(own) <= grouped | named:
        return False
    return all(may_head(below[column], known) for column in own)


def may_head(text: str, known: Known) -> bool:
    """True for the words of a heading: « Début », « Prévu », « 2025 »; not for « 12 k€ »."""
    if YEAR.match(text):
        return True
    return len(text) <= LONGEST and bool(known(text) or not text[:1].isdigit())


def column_texts(rows: list[Row], top: int, bottom: int, spans: dict) -> list[list[str]]:
    """The words above each column, those of its groups first, each once."""
    width = max(len(row) for row in rows[top : bottom + 1])
    found: list[list[str]] = [[] for _ in range(width)]
    for index in range(top, bottom + 1):
        group, until = "", -1
        for column in range(width):
            text = cell_text(cell_at(rows[index], column))
            if text:
                group, until = text, spans.get((index, column), -1)
                below = {cell_text(cell_at(row, column)) for row in rows[index + 1 : bottom + 1]}
                if until < 0 and below - {"", text}:
                    until = width  # nothing merged: over the empty cells that follow
            elif index < bottom and column <= until and has_text_below(rows, index, bottom, column):
                text = group
            else:
                group, until = "", -1
            if text and text not in found[column]:
                found[column].append(text)
    return found


def has_text_below(rows: list[Row], index: int, bottom: int, column: int) -> bool:
    return any(cell_text(cell_at(row, column)) for row in rows[index + 1 : bottom + 1])


def is_instruction(row: Row) -> bool:
    """True for a line that says how to fill the columns: at least half of its cells do."""
    texts = [fold(text) for text in texts_of(row) if text]
    told = sum(bool(INSTRUCTION.match(text)) for text in texts)
    return bool(texts) and told * 2 >= len(texts) and told >= min(2, len(texts))

"""What the cells of a column look like, when the words above it do not say enough."""

import re
from typing import Any

from actions.importing.columns import heading_key
from actions.importing.name_matching import NO_TICKS, YES_TICKS, name_key, word_key
from actions.importing.numbering import looks_like_code
from actions.importing.reading import Heading, Sheet
from actions.importing.splitting import by_role
from tables.cells import Percentage, cell_at, cell_text

LOOKED_AT = 40  # lines, to tell a number from a title, or a level from a text
RANKS = {
    *("haute", "moyenne", "basse", "forte", "faible", "elevee", "eleve", "moyen", "bas", "haut"),
    *("urgent", "urgente", "prioritaire", "secondaire", "tres haute", "tres forte", "fort"),
}


def is_rank(heading: Heading, key: str, sheet: Sheet) -> bool:
    """True for « Priorité » over « 1 », « P2 » or « haute »: how much it matters, and no enjeu."""
    if key != "enjeu" or "priorit" not in heading_key(heading.text):
        return False
    rows = [row for _, row in sheet.lines() if len({cell_text(cell) for cell in row} - {""}) > 1]
    texts = {name_key(cell_text(cell_at(row, heading.column))) for row in rows} - {""}
    return bool(texts) and all(len(text) <= 2 or text in RANKS for text in texts)


def holds_figures(sheet: Sheet, column: int) -> bool:
    """True when most of what the column holds are figures, which a tick never is."""
    cells = [cell_at(row, column) for _, row in sheet.lines()]
    told = [cell_text(cell) for cell in cells if cell_text(cell) and not is_tick(cell)]
    figures = [text for text in told if re.fullmatch(r"-?[0-9][0-9\s.,;/–-]*(?:k?€)?", text)]
    return len(figures) * 2 > len([cell for cell in cells if cell_text(cell)])


def begins_with_figures(sheet: Sheet, column: int) -> bool:
    """True when half of what the column holds begins with a figure: « 12 », « 45 % »."""
    texts = [cell_text(cell_at(row, column)) for _, row in sheet.lines()]
    told = [text[:1].isdigit() for text in texts if text]
    return bool(told) and sum(told) * 2 >= len(told)


def is_tick(cell: Any) -> bool:
    return isinstance(cell, Percentage) or word_key(cell_text(cell)) in YES_TICKS | NO_TICKS


def holds_numbers(sheet: Sheet, column: int) -> bool:
    """True when most of what the column holds are numbers of actions."""
    texts = [cell_text(cell_at(row, column)) for _, row in sheet.lines()[:LOOKED_AT]]
    told = [looks_like_code(text) for text in texts if text]
    return bool(told) and sum(told) * 2 > len(told)


def holds_roles(sheet: Sheet, column: int) -> bool:
    """True when most of what the column holds labels who does what: « Pilote : CAF »."""
    texts = [cell_text(cell_at(row, column)) for _, row in sheet.lines()[:LOOKED_AT]]
    told = ["lead" in by_role(text) for text in texts if text]
    return bool(told) and sum(told) * 2 > len(told)

"""What one cell holds, as its spreadsheet shows it, and how several names share one.

`unguarded(guarded(text)) == text` and `parts(joined(names)) == names`, whatever the text.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta


class CellError(str):
    """What a spreadsheet shows when a formula fails (« #REF! »), or FORMULA without a value."""

    __slots__ = ()


class Percentage(float):
    """A number shown as a percentage: 0.5 is « 50 % »."""

    __slots__ = ()


class Coloured(str):
    """An empty cell whose background says something, to eyes alone."""

    __slots__ = ()


FORMULA = "formule sans résultat"
ERROR = re.compile(
    r"#\s?(?:REF|N/?A|VALUE|VALEUR|NAME|NOM|DIV/0|NUM|NOMBRE|NULL|NUL|SPILL|CALC|PROPAGATION)\s?[!?]?"
    r"|(?:Err|Erreur)\s?:\s?[0-9]{3}",
    re.IGNORECASE,
)
Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]

YES, NO = "oui", "non"
# Instead of a text that does not fit in a cell of Excel; the action keeps its own.
KEPT = "(texte trop long pour une case : il reste comme il est)"

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
# A name between quotes, from one bar (or an end of the cell) to the next.
PART = re.compile(r'(?:^|\|)(?:\s*"((?:[^"]|"")*)"\s*(?=\||\Z)|([^|]*))')


def cell_at(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else ""


def cell_text(cell: Cell) -> str:
    """A cell as its spreadsheet shows it, dates as 31/12/2026."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, Percentage):
        return f"{format(cell * 100, '.6g').replace('.', ',')} %"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y" if cell.time() == time() else "%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell).strip()


def is_error(cell: Cell) -> bool:
    """True for a formula that failed, or that was never computed: its cell holds no value."""
    if not isinstance(cell, str) or not cell:
        return False
    return isinstance(cell, CellError) or bool(cell[0] in "#Ee" and ERROR.fullmatch(cell.strip()))


def column_letter(column: int) -> str:
    """The letters a spreadsheet gives to the column number `column`: « A » for 0, « AA » for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def guarded(text: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula: an apostrophe before = + - @ and such."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def unguarded(text: str) -> str:
    """The CSV cell without the apostrophe that `guarded` adds; the other ones stay."""
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text


def joined(names: Iterable[str]) -> str:
    """Several names in one cell: « a|b »; one that holds a bar or starts with a quote is quoted."""
    return "|".join(
        '"' + name.replace('"', '""') + '"' if "|" in name or name.strip()[:1] == '"' else name
        for name in names
    )


def parts(text: str) -> list[str]:
    """The names that `joined` put together, without surrounding spaces nor empty ones."""
    found = [
        match[1].replace('""', '"') if match[1] is not None else match[2]
        for match in PART.finditer(text)
    ]
    return [name.strip() for name in found if name.strip()]

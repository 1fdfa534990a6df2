"""A table before it becomes a file: sheets of named columns, cells that are text or dates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tables.cells import column_letter

# What XML cannot hold: controls nobody sees, and halves of characters.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
MAX_TITLE = 31
LANGUAGE = "fr-FR"  # of the words of every file


@dataclass(frozen=True)
class DropDown:
    """What a drop-down list offers: `count` cells of a column of a sheet, below its header."""

    sheet: str
    column: int
    count: int
    only_these: bool = False  # else another text may be typed

    @property
    def cells(self):
        """« $A$2:$A$7 »."""
        letter = column_letter(self.column)
        return f"${letter}$2:${letter}${self.count + 1}"


@dataclass(frozen=True)
class OutputColumn:
    """`width` in characters."""

    label: str
    width: int = 20
    choices: DropDown | None = None


@dataclass(frozen=True)
class OutputSheet:
    """`rows` hold one value a column: str, date, whole number or None. They are read once."""

    title: str
    columns: tuple[OutputColumn, ...]
    rows: Iterable = ()
    is_list: bool = True  # with filters and a header that stays in sight

    @property
    def name(self):
        """The title fit for a tab."""
        return FORBIDDEN_IN_TITLE.sub(" ", writable(self.title))[:MAX_TITLE].strip() or "Feuille"


def writable(text):
    """`text` without the characters that no spreadsheet can hold."""
    return UNWRITABLE.sub("", text)

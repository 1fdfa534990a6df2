"""A table before it becomes a file: sheets of named columns, their cells and how they look."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

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
    """`width` in characters; `is_money` when its numbers are euros."""

    label: str
    width: int = 20
    choices: DropDown | None = None
    is_money: bool = False


@dataclass(frozen=True)
class Look:
    """How a cell looks, the same in every format. Colours are six hexadecimal digits."""

    bold: bool = False
    size: int = 11  # in points
    ink: str = "000000"
    fill: str = ""
    line: str = ""  # the colour of the lines above and below the cell
    right: bool = False  # else on the left, dates too
    is_money: bool = False
    font: str = "Arial"


@dataclass(frozen=True)
class Styled:
    """The value of a cell, and its look."""

    value: Any
    look: Look


@dataclass(frozen=True)
class OutputLine:
    """A row whose first cell covers the first `spans` columns, `height` points high.

    LibreOffice measures by itself the rows of an ODS where no cell spans others, and no other.
    """

    cells: Sequence
    spans: int = 1
    height: float | None = None


@dataclass(frozen=True)
class PrintedPage:
    """A sheet made for paper: landscape A4, one page wide, its header on every page.

    `above` are the lines over the header; `looks` and `heights` all that its cells and its lines
    may have; `footer` is written on each page before its number.
    """

    header: Look
    looks: tuple[Look, ...]
    heights: tuple[float, ...] = ()
    above: tuple[OutputLine, ...] = ()
    footer: str = ""


@dataclass(frozen=True)
class OutputSheet:
    """`rows` hold one value a column, and are read once.

    A value is a str, a date, a whole number, a Decimal or None, or one of them `Styled`; a row is
    a sequence of values, or an OutputLine.
    """

    title: str
    columns: tuple[OutputColumn, ...]
    rows: Iterable = ()
    is_list: bool = True  # with filters and a header that stays in sight
    page: PrintedPage | None = None

    @property
    def header_looks(self):
        """How each column of a page is headed: over figures, on their side."""
        look = self.page.header if self.page else Look()
        return [replace(look, right=True) if one.is_money else look for one in self.columns]

    @property
    def header_line(self):
        """The number of the line that names the columns."""
        return 1 + (len(self.page.above) if self.page else 0)

    @property
    def name(self):
        """The title fit for a tab."""
        return FORBIDDEN_IN_TITLE.sub(" ", writable(self.title))[:MAX_TITLE].strip() or "Feuille"


def line_of(row):
    """`row` as an OutputLine."""
    return row if isinstance(row, OutputLine) else OutputLine(row)


def writable(text):
    """`text` without the characters that no spreadsheet can hold."""
    return UNWRITABLE.sub("", text)

"""What the library hides of a cell: that its formula failed, that it is a percentage, its colour.

It reads an error, and a formula that was never computed, as an empty cell, and 50 % as 0.5. They
are noted while the extents are measured, on the same stream, then put back in the rows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tables.cells import ERROR, FORMULA, Cell, CellError, Coloured, Percentage, Row

MAX_MARKS = 100_000  # of colours and percentages: more would say nothing more
MAX_ERRORS = 20_000
WIDTH = 1 << 14  # columns of a row, in a place kept as one number
PERCENT, COLOURED = "%", "colour"
PERCENT_FORMATS = {"9", "10"}  # those that XLSX knows without saying them
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass
class Marks:
    """Place in the sheet → PERCENT, COLOURED, or the words of an error."""

    kept: dict[int, str] = field(default_factory=dict)
    errors: int = 0

    def add(self, row: int, column: int, mark: str) -> bool:
        """Note `mark` of a cell counted from 1; False when there are far too many errors."""
        if mark not in (PERCENT, COLOURED):
            self.errors += 1
        elif len(self.kept) >= MAX_MARKS:
            return True
        self.kept[(row - 1) * WIDTH + column - 1] = mark
        return self.errors <= MAX_ERRORS

    def put_back(self, rows: list[Row]) -> list[Row]:
        """`rows` with their errors, their percentages and their coloured cells."""
        for place, mark in self.kept.items():
            number, column = divmod(place, WIDTH)
            if number >= len(rows):
                if mark in (PERCENT, COLOURED):
                    continue
                rows.extend([] for _ in range(number + 1 - len(rows)))
            row = rows[number]
            if mark not in (PERCENT, COLOURED):
                row.extend([""] * (column + 1 - len(row)))
                row[column] = CellError(mark)
            elif column < len(row):
                row[column] = told(row[column], mark)
        return rows


def told(cell: Cell, mark: str) -> Cell:
    if mark == PERCENT and isinstance(cell, float | int) and not isinstance(cell, bool):
        return Percentage(cell)
    return Coloured() if mark == COLOURED and cell == "" else cell


# --- XLSX --------------------------------------------------------------------------------------


class XlsxStyles:
    """The styles of an XLSX workbook: which are percentages, which have a background."""

    def __init__(self) -> None:
        self.percents: set[str] = set()
        self.colours: set[str] = set()
        self.formats = set(PERCENT_FORMATS)
        self.fills: list[bool] = []
        self.inside = ""
        self.styles = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in ("cellXfs", "cellStyleXfs", "fills", "dxfs"):
            self.inside = name
        elif name == "numFmt":
            if "%" in QUOTED.sub("", attributes.get("formatCode", "")):
                self.formats.add(attributes.get("numFmtId", ""))
        elif name == "patternFill" and self.inside == "fills":
            self.fills.append(attributes.get("patternType", "none") not in ("none", "gray125"))
        elif name == "gradientFill" and self.inside == "fills":
            self.fills.append(True)
        elif name == "fgColor" and self.inside == "fills" and self.fills:
            plain = attributes.get("rgb", "").upper().endswith("FFFFFF")
            self.fills[-1] &= not (plain or attributes.get("theme") == "0")
        elif name == "xf" and self.inside == "cellXfs":
            number, fill = str(self.styles), attributes.get("fillId", "0")
            self.styles += 1
            if attributes.get("numFmtId") in self.formats:
                self.percents.add(number)
            if fill.isdigit() and int(fill) < len(self.fills) and self.fills[int(fill)]:
                self.colours.add(number)


class XlsxMarks:
    """Notes the marks of a sheet as its cells go by. `is_bearable` until errors are too many."""

    def __init__(self, styles: XlsxStyles) -> None:
        self.styles, self.marks = styles, Marks()
        self.parser: Any = None
        self.place: tuple[int, int] | None = None  # of a formula or an error being read
        self.colour: tuple[int, int] | None = None  # of a coloured cell with no value yet
        self.words = ""
        self.in_value = self.is_error = False
        self.is_bearable = True

    def attach(self, parser: Any) -> None:
        self.parser = parser

    def cell(self, row: int, column: int, attributes: dict[str, str]) -> None:
        if self.place or self.colour:
            self.finish()
        style = attributes.get("s", "")
        if style in self.styles.percents:
            self.marks.add(row, column, PERCENT)
        elif style in self.styles.colours:
            self.colour = row, column
        if attributes.get("t") == "e":
            self.follow(row, column, is_error=True)

    def value(self) -> None:
        self.in_value, self.colour = True, None

    def formula(self, row: int, column: int, kind: str) -> None:
        """A formula of the last cell: one whose result is a text may well be empty."""
        if kind != "str" and not self.is_error:
            self.follow(row, column, is_error=False)

    def follow(self, row: int, column: int, *, is_error: bool) -> None:
        self.place, self.is_error, self.in_value, self.words = (row, column), is_error, False, ""
        self.parser.CharacterDataHandler = self.text

    def text(self, data: str) -> None:
        if self.in_value and len(self.words) < 20:
            self.words += data

    def finish(self) -> None:
        """Note what the cell that ends here was."""
        if self.colour:
            self.marks.add(*self.colour, COLOURED)
            self.colour = None
        if self.place:
            words = self.words.strip()
            if self.is_error or not words:
                mark = (words if self.is_error else FORMULA) or "#VALUE!"
                self.is_bearable = self.marks.add(*self.place, mark)
            self.place, self.is_error = None, False
            self.parser.CharacterDataHandler = None


# --- ODS ---------------------------------------------------------------------------------------


class OdsMarks:
    """The same for content.xml, where styles come first."""

    COPIES = 50  # of a repeated cell: more is a background

    def __init__(self) -> None:
        self.marks = Marks()
        self.colours: set[str] = set()
        self.style = self.words = ""
        self.parser: Any = None
        self.is_formula = self.has_value = self.has_text = False

    def attach(self, parser: Any) -> None:
        self.parser = parser

    def see_style(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self.style = attributes.get("style:name", "")
        elif name == "table-cell-properties":
            colour = attributes.get("fo:background-color", "transparent").lower()
            if colour not in ("transparent", "#ffffff"):
                self.colours.add(self.style)

    def cell(self, rows: Iterable[int], columns: Iterable[int], attributes: dict[str, str]) -> None:
        """A cell begins; it stands in each of `rows` and `columns`."""
        mark = ""
        if attributes.get("office:value-type") == "percentage":
            mark = PERCENT
        elif attributes.get("table:style-name") in self.colours:
            mark = COLOURED
        if mark:
            for row in rows:
                for column in columns:
                    self.marks.add(row, column, mark)
        self.is_formula = "table:formula" in attributes
        if self.is_formula:
            self.has_value = "office:value-type" in attributes
            self.has_text, self.words = False, ""
            self.parser.CharacterDataHandler = self.text

    def text(self, data: str) -> None:
        if self.has_text and len(self.words) < 40:
            self.words += data

    def end_cell(self, row: int, column: int) -> bool:
        """The cell ends; False when there are far too many errors."""
        if not self.is_formula:
            return True
        self.is_formula = False
        self.parser.CharacterDataHandler = None
        words = self.words.strip()
        if not (self.has_value or self.has_text):
            return self.marks.add(row, column, FORMULA)
        return self.marks.add(row, column, words) if ERROR.fullmatch(words) else True

"""A file becomes sheets of rows, each with its header line found, whatever stands above it."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO

import python_calamine

from actions.importing.attached.reader import attached_kind
from actions.importing.columns import BY_HEADING, heading_key, is_heading
from tables import file_limits
from tables.cells import Row, cell_at, cell_text, column_letter
from tables.csv_reader import read_text
from tables.errors import TableRefused
from tables.sheet_limits import MAX_LINES, TOO_MANY_LINES, TOO_MANY_MERGES, TOO_WIDE, Merge

HEADER_WITHIN = 60  # rows from the top
NOTHING = "Ce fichier ne contient aucune cellule remplie."
NOT_A_PLAN = (
    "Cette feuille ne ressemble pas à un plan : aucune ligne d’en-tête avec au moins un code "
    "(« N° », « Code ») et un titre (« Action », « Titre »)."
)
NO_LINE = (
    "Cette feuille a bien une ligne d’en-tête, mais aucune action dessous : remplissez-la, puis "
    "envoyez-la de nouveau."
)
NO_PLAN = "Ce fichier n’a pas de feuille d’actions : ajoutez-y la feuille « Actions » du classeur."
PEOPLE = (
    "Cette feuille contient des coordonnées de personnes : elle n’est jamais importée dans le plan."
)
# Headings of a table of people, as heading_key writes them.
ABOUT_PEOPLE = {
    *("mail", "e mail", "email", "courriel", "adresse mail", "adresse electronique"),
    *("tel", "telephone", "portable", "mobile", "prenom"),
}


@dataclass(frozen=True)
class Heading:
    """A column of the file: its number from 0, its letter, its words and a first value."""

    column: int
    letter: str
    text: str
    sample: str


@dataclass
class Sheet:
    """One sheet: `rows` from its first line, `header` the index of its header row, or None.

    `refusal` says why it cannot be imported; a refused sheet may have no rows.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    header: int | None = None
    refusal: str = ""

    @property
    def header_line(self) -> int | None:
        """The line number people see for the header."""
        return None if self.header is None else self.header + 1

    @cached_property
    def likeness(self) -> int:
        """How many different columns of a plan its header names."""
        return 0 if self.header is None else known_headings(self.rows[self.header])

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns that have a heading or a value, in the order of the file."""
        if self.header is None:
            return []
        body = self.rows[self.header + 1 :]
        width = max((len(row) for row in self.rows[self.header :]), default=0)
        above = self.rows[self.header - 1] if self.header else []
        found = []
        for column in range(width):
            text = cell_text(cell_at(self.rows[self.header], column))
            values = (cell_text(cell_at(row, column)) for row in body)
            sample = next((value for value in values if value), "")
            if not text and sample:  # a heading over two lines, merged with the one above
                text = cell_text(cell_at(above, column))
            if text or sample:
                found.append(Heading(column, column_letter(column), text, sample[:80]))
        return found

    def lines(self) -> list[tuple[int, Row]]:
        """(line number, cells) of the rows under the header that hold something."""
        if self.header is None:
            return []
        header = [cell_text(cell) for cell in self.rows[self.header]]
        return [
            (number, row)
            for number, row in enumerate(self.rows[self.header + 1 :], start=self.header + 2)
            if any(cell_text(cell) for cell in row) and [cell_text(cell) for cell in row] != header
        ]


@dataclass
class Workbook:
    """The sheets of a file; a CSV file has one."""

    sheets: list[Sheet]

    @property
    def best(self) -> Sheet:
        """The sheet that looks most like a plan, of those that may be imported: there is one."""
        return max(self.fit, key=lambda sheet: sheet.likeness)

    @property
    def fit(self) -> list[Sheet]:
        """The sheets that may be imported as a plan."""
        return [sheet for sheet in self.sheets if not sheet.refusal and not attached_kind(sheet)]

    @property
    def attached(self) -> list[Sheet]:
        """The sheets that say what hangs on the actions: they come with any plan of the file."""
        return [sheet for sheet in self.sheets if not sheet.refusal and attached_kind(sheet)]

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name`; raise TableRefused when it is unknown or may not be imported."""
        for sheet in self.sheets:
            if sheet.name == name:
                if sheet.refusal:
                    raise TableRefused(sheet.refusal)
                return sheet
        names = ", ".join(f"« {sheet.name} »" for sheet in self.sheets)
        raise TableRefused(f"Ce fichier n’a pas de feuille « {name} ». Il contient : {names}.")


def known_headings(row: Row) -> int:
    """How many different columns of a plan this row names."""
    found = {BY_HEADING.get(heading_key(cell)) for cell in row if isinstance(cell, str)}
    return len(found - {None})


def find_header(rows: list[Row]) -> int | None:
    """Index of the row that names the most columns, at least two; None without such a row."""
    best, known = None, 1
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if (count := known_headings(row)) > known:
            best, known = index, count
    return best


def judged(name: str, rows: list[Row]) -> Sheet:
    """The sheet `name`, its header found, refused when it is not a plan."""
    sheet = Sheet(name, rows, find_header(rows))
    if sheet.header is None or not sheet.lines():
        words = {heading_key(cell_text(cell)) for row in rows[:HEADER_WITHIN] for cell in row}
        not_a_plan = NOT_A_PLAN if sheet.header is None else NO_LINE
        sheet.refusal = PEOPLE if words & ABOUT_PEOPLE else not_a_plan
    elif len(sheet.lines()) > MAX_LINES:
        sheet.refusal = TOO_MANY_LINES
    else:
        words = {heading_key(heading.text) for heading in sheet.headings}
        if words & ABOUT_PEOPLE and sheet.likeness < 4:
            sheet.refusal = PEOPLE
    return sheet


def unmerged(rows: list[Row], merges: list[Merge]) -> list[Row]:
    """`rows` where every line of a cell merged downwards holds its value."""
    for (top, left), (bottom, _right) in merges:
        for index in range(top + 1, min(bottom + 1, len(rows))):
            if top < len(rows) and left < len(rows[top]) and left < len(rows[index]):
                rows[index][left] = rows[top][left]
    return rows


def read_workbook(file: BinaryIO, kind: str) -> list[Sheet]:
    """The sheets of an XLSX or ODS file; raise TableRefused when the library cannot read it."""
    extents = file_limits.extents(file, kind)
    refusals = [extent.refusal for extent in extents.values() if extent.refusal]
    # An ODS file is loaded whole, an XLSX one sheet by sheet.
    if refusals and (kind == "ods" or len(refusals) == len(extents)):
        raise TableRefused(refusals[-1])
    sheets = []
    try:
        file.seek(0)
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in workbook.sheet_names:
            extent = extents.get(name)
            if extent is None:  # a page of charts
                continue
            if extent.refusal:
                sheets.append(Sheet(name, refusal=extent.refusal))
                continue
            table = workbook.get_sheet_by_name(name)
            rows = table.to_python(skip_empty_area=False) if extent.rows else []
            sheets.append(judged(name, unmerged(rows, extent.merges)))
    except BaseException as error:  # a panic of the library does not derive from Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise TableRefused(file_limits.CORRUPT) from error
    return sheets


def open_table(file: BinaryIO, name: str) -> Workbook:
    """The sheets of `file`, called `name` by who sent it; raise TableRefused."""
    kind = file_limits.kind_of(file, name)
    sheets = (
        [judged("", read_text(file, is_heading))] if kind == "csv" else read_workbook(file, kind)
    )
    refusals = Counter(sheet.refusal for sheet in sheets)
    if not any(cell_text(cell) for sheet in sheets for row in sheet.rows for cell in row) and not (
        set(refusals) & {TOO_MANY_LINES, TOO_MANY_MERGES, TOO_WIDE}
    ):
        raise TableRefused(NOTHING)
    if "" not in refusals:
        # A blank template has other sheets, which are no plan.
        told = NO_LINE if set(refusals) == {NO_LINE, NOT_A_PLAN} else refusals.most_common(1)[0][0]
        raise TableRefused(told)
    workbook = Workbook(sheets)
    if not workbook.fit:
        raise TableRefused(NO_PLAN)
    return workbook

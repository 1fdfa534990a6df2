"""How far the cells of each sheet reach, measured on the stream of its XML, nothing loaded."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat

from tables.cell_marks import Marks, OdsMarks, XlsxMarks, XlsxStyles

MAX_LINES = 5000
MAX_ROWS = MAX_LINES + 100  # with titles, notes and repeated headers
MAX_ROW_NUMBER = 10_000
MAX_COLUMNS = 500
MAX_AREA = 1_000_000
MAX_ANNOUNCED_ROWS = 100_000
MAX_MERGES = 20_000  # of cells merged downwards
MAX_WIDE_MERGES = 2_000  # of cells merged on one row that are kept: titles, groups of columns

TOO_MANY_LINES = (
    "Cette feuille a plus de 5 000 lignes : partagez-la en plusieurs fichiers, ou retirez ce qui "
    "n’est pas le plan."
)
TOO_WIDE = (
    "Les cellules de cette feuille s’étendent bien au-delà du tableau : sélectionnez les lignes "
    "et les colonnes sous et après le tableau, supprimez-les, puis enregistrez."
)
TOO_MANY_MERGES = (
    "Cette feuille a beaucoup trop de cellules fusionnées : annulez ces fusions dans votre "
    "tableur, puis enregistrez."
)

TOO_MANY_ERRORS = (
    "Cette feuille a des milliers de formules en erreur : corrigez-les dans votre tableur, puis "
    "enregistrez."
)

# Row and column of the first cell, then of the last one, counted from 0.
Merge = tuple[tuple[int, int], tuple[int, int]]
Unpack = Callable[[zipfile.ZipFile, str], Iterator[bytes]]
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


class CorruptTable(Exception):
    """The XML of a sheet cannot be read."""


class Enough(Exception):
    """Raised inside the parser: the sheet is refused, the rest of it need not be read."""


@dataclass
class Extent:
    """Rows that hold something, and the last row and column that do, counted from 1.

    `merges` are the cells merged over several rows, and the first of those merged on one row.
    """

    rows: int = 0
    last_row: int = 0
    last_column: int = 0
    refusal: str = ""
    merges: list[Merge] = field(default_factory=list)
    merged_rows: int = 0
    wide_merges: int = 0
    marks: Marks = field(default_factory=Marks)  # what a library would hide of the cells

    def see(self, row: int, column: int, *, times: int = 1) -> None:
        """A cell that holds something, the last of `times` identical rows ending at `row`."""
        if row > self.last_row:
            self.rows += times
            self.last_row = row
        self.last_column = max(self.last_column, column)
        if self.rows > MAX_ROWS:
            self.refuse(TOO_MANY_LINES)
        if (
            self.last_row > MAX_ROW_NUMBER
            or self.last_column > MAX_COLUMNS
            or self.last_row * self.last_column > MAX_AREA
        ):
            self.refuse(TOO_WIDE)

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Cells merged from `first` to `last`, counted from 0.

        The rows spanned are counted too: a few bytes can say thousands of times « 5 000 rows ».
        """
        rows = last[0] - first[0]
        if rows < 1:
            if last[1] > first[1] and self.wide_merges < MAX_WIDE_MERGES:
                self.wide_merges += 1
                self.merges.append((first, last))
            return
        self.merges.append((first, last))
        self.merged_rows += min(rows, MAX_ROW_NUMBER)
        if len(self.merges) - self.wide_merges > MAX_MERGES or self.merged_rows > MAX_AREA:
            self.refuse(TOO_MANY_MERGES)

    def refuse(self, sentence: str) -> None:
        self.refusal = sentence
        raise Enough


def parse(chunks: Iterator[bytes], start, end=None, attach=None) -> None:
    """Feed an XML parser, given to `attach` before.

    Raise CorruptTable on bad XML and on any DOCTYPE (entity bombs).
    """
    parser = expat.ParserCreate(namespace_separator=None)

    def refuse_doctype(*args):
        raise CorruptTable

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if attach:
        attach(parser)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, UnicodeError, LookupError) as error:
        raise CorruptTable from error


def local(name: str) -> str:
    return name.rpartition(":")[2]


def cell_place(reference: str) -> tuple[int, int]:
    """(row, column) of « B12 », counted from 1; raise CorruptTable on anything else."""
    match = CELL.match(reference)
    if not match:
        raise CorruptTable
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


# --- XLSX --------------------------------------------------------------------------------------


def xlsx_sheets(archive: zipfile.ZipFile, unpack: Unpack) -> dict[str, str]:
    """Sheet name → name of its part in the archive."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relationship(name, attributes):
        if local(name) == "Relationship":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(path)

    def sheet(name, attributes):
        if local(name) == "sheet":
            key = next((v for k, v in attributes.items() if local(k) == "id" and k != "id"), "")
            sheets[attributes.get("name", "")] = targets.get(key, "")

    parse(unpack(archive, "xl/_rels/workbook.xml.rels"), relationship)
    parse(unpack(archive, "xl/workbook.xml"), sheet)
    return sheets


def xlsx_styles(archive: zipfile.ZipFile, unpack: Unpack) -> XlsxStyles:
    styles = XlsxStyles()
    if "xl/styles.xml" in archive.namelist():
        parse(unpack(archive, "xl/styles.xml"), styles.start)
    return styles


def xlsx_extent(chunks: Iterator[bytes], styles: XlsxStyles) -> Extent:
    cells = XlsxMarks(styles)
    extent = Extent(marks=cells.marks)
    row = column = 0
    kind = ""

    def start(name, attributes):
        nonlocal row, column, kind
        name = local(name)
        if name == "c":
            reference = attributes.get("r")
            row, column = cell_place(reference) if reference else (row, column + 1)
            kind = attributes.get("t", "")
            cells.cell(row, column, attributes)
        elif name in ("v", "is"):
            extent.see(row, column)
            cells.value()
        elif name == "f":
            extent.see(row, column)
            cells.formula(row, column, kind)
        elif name == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            (top, left), (bottom, right) = cell_place(first), cell_place(last or first)
            extent.merge((top - 1, left - 1), (bottom - 1, right - 1))
        elif name == "dimension":
            corner = cell_place(attributes.get("ref", "A1").rpartition(":")[2])
            if corner[0] > MAX_ANNOUNCED_ROWS:
                extent.refuse(TOO_WIDE)
        if not cells.is_bearable:
            extent.refuse(TOO_MANY_ERRORS)

    with suppress(Enough):
        parse(chunks, start, attach=cells.attach)
        cells.finish()
    return extent


def xlsx_extents(archive: zipfile.ZipFile, unpack: Unpack) -> dict[str, Extent]:
    """Sheet name → extent, for the sheets of an XLSX workbook that hold cells."""
    parts = set(archive.namelist())
    styles = xlsx_styles(archive, unpack)
    return {
        name: xlsx_extent(unpack(archive, part), styles)
        for name, part in xlsx_sheets(archive, unpack).items()
        if part.startswith("xl/worksheets/") and part in parts
    }


# --- ODS ---------------------------------------------------------------------------------------


class OdsReader:
    """Counts the cells of content.xml, repetitions included."""

    def __init__(self) -> None:
        self.extents: dict[str, Extent] = {}
        self.extent = Extent()
        self.cells = OdsMarks()
        self.depth = self.row = self.column = self.row_times = self.cell_times = 0
        self.filled = 0  # the last filled column of the row

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "table":
            self.depth += 1
            if self.depth == 1:
                self.cells.marks = Marks()
                self.extent = Extent(marks=self.cells.marks)
                self.extents[attributes.get("table:name", "")] = self.extent
                self.row = 0
        elif self.depth != 1:
            self.cells.see_style(name, attributes)
        elif name == "table-row":
            self.row_times = max(1, int(attributes.get("table:number-rows-repeated", 1)))
            self.column = self.filled = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.cell_times = max(1, int(attributes.get("table:number-columns-repeated", 1)))
            self.column += self.cell_times
            rows = int(attributes.get("table:number-rows-spanned", 1))
            columns = int(attributes.get("table:number-columns-spanned", 1))
            left = self.column - self.cell_times
            self.extent.merge((self.row, left), (self.row + rows - 1, left + columns - 1))
            self.cells.cell(
                range(self.row + 1, self.row + 1 + min(self.row_times, self.cells.COPIES)),
                range(left + 1, left + 1 + min(self.cell_times, self.cells.COPIES)),
                attributes,
            )
            if "office:value-type" in attributes or "calcext:value-type" in attributes:
                self.filled = self.column
        elif name == "p":
            self.filled = self.column
            self.cells.has_text = True

    def end(self, name: str) -> None:
        name = local(name)
        if name in ("table-cell", "covered-table-cell") and self.depth == 1:
            if not self.cells.end_cell(self.row + 1, self.column):
                self.extent.refuse(TOO_MANY_ERRORS)
        elif name == "table":
            self.depth -= 1
        elif name == "table-row" and self.depth == 1:
            self.row += self.row_times
            if self.filled:
                self.extent.see(self.row, self.filled, times=self.row_times)


def ods_extents(archive: zipfile.ZipFile, unpack: Unpack) -> dict[str, Extent]:
    """Sheet name → extent, for an ODS workbook; they load all at once: so are they refused."""
    reader = OdsReader()
    try:
        parse(unpack(archive, "content.xml"), reader.start, reader.end, reader.cells.attach)
    except Enough:
        return {name: Extent(refusal=reader.extent.refusal) for name in reader.extents}
    return reader.extents

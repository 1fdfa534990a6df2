"""The table that staff sent, each fault written beside its cell. An ODS file comes back as XLSX."""

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from actions.importing.columns import is_heading
from actions.importing.reading import Sheet, Workbook
from tables import file_limits
from tables.cells import Row
from tables.csv_reader import read_text
from tables.csv_writer import write_rows
from tables.errors import CellFault
from tables.output import writable
from tables.sheet_limits import xlsx_sheets
from tables.xlsx_writer import escaped, fill_cell, identify

HEADING = "Erreurs"
AUTHOR = "Site de la CTG"
SUFFIXES = {"csv": "csv", "xlsx": "xlsx", "ods": "xlsx"}  # kind received → kind given back
# Of the sheets that are not the plan, all together: openpyxl holds about 400 bytes for each.
MOST_OTHER_CELLS = 100_000
EMPTY_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>'
    "</worksheet>"
)
FAULT_FILL = PatternFill("solid", fgColor="FFD9CC")


def annotate(
    source: BinaryIO,
    out: BinaryIO,
    kind: str,
    workbook: Workbook,
    names: list[str],
    faults: list[CellFault],
) -> None:
    """Write to `out` the table `source` of the `kind` "xlsx", "ods" or "csv" with its `faults`.

    `workbook` is what was read of it, `names` the sheets where the faults are. What is written is
    of the kind that SUFFIXES says. Cards come back as the table that was made of them.
    """
    sheets = [workbook.sheet(name) for name in names]
    if kind == "csv":
        rows = sheets[0].rows if sheets[0].cards else read_text(source, is_heading)
        annotate_csv(rows, out, sheets[0], faults)
        return
    if kind == "ods" or any(sheet.cards for sheet in sheets):
        book = xlsx_of(workbook.sheets, names)
    else:
        with without_heavy_sheets(source, names) as light:
            book = openpyxl.load_workbook(light, keep_links=False)
    for sheet in sheets:
        mark(book[sheet.name], sheet, [fault for fault in faults if fault.sheet == sheet.name])
    book.save(out)


def sentence(fault: CellFault) -> str:
    """« Colonne I « Début » : Écrivez une date. »"""
    column = "" if fault.column is None else f"Colonne {fault.letter} "
    return f"{column}« {fault.heading} » : {fault.expected}"


def notes_by_line(sheet: Sheet, faults: Iterable[CellFault]) -> dict[int | None, str]:
    """Line → what the column of faults says of it, its heading included."""
    found: dict[int | None, list[str]] = defaultdict(list, {sheet.header_line: [HEADING]})
    for fault in faults:
        found[fault.line].append(sentence(fault))
    return {line: writable("\n".join(sentences)) for line, sentences in found.items()}


def width(sheet: Sheet) -> int:
    """How many columns of the sheet hold something."""
    return max((heading.column for heading in sheet.headings), default=-1) + 1


def annotate_csv(rows: list[Row], out: BinaryIO, sheet: Sheet, faults: list[CellFault]) -> None:
    """Write `rows` with a column more; for a French Excel, nothing runs in it."""
    notes = notes_by_line(sheet, faults)
    last = width(sheet)
    lines = enumerate(rows, start=1)
    write_rows(
        out, ([*row[:last], *[""] * (last - len(row)), notes.get(line, "")] for line, row in lines)
    )


def xlsx_of(sheets: list[Sheet], names: list[str]) -> openpyxl.Workbook:
    """The values of `sheets` as a workbook; those that are not `names` are empty when too heavy."""
    others = sum(len(row) for sheet in sheets if sheet.name not in names for row in sheet.rows)
    book = openpyxl.Workbook()
    identify(book, names[0], "")
    book.remove(book.worksheets[0])
    for sheet in sheets:
        target = book.create_sheet(sheet.name)
        if sheet.name not in names and others > MOST_OTHER_CELLS:
            continue
        for line, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row, start=1):
                if cell != "":
                    fill_cell(target.cell(line, column), cell)
    return book


@contextmanager
def without_heavy_sheets(source: BinaryIO, names: list[str]) -> Iterator[BinaryIO]:
    """The workbook `source`, its sheets that are not `names` emptied when they are too heavy.

    They were never read for the plan: only here would a sheet of 100 000 rows be loaded.
    """
    extents = file_limits.extents(source, "xlsx")
    others = {key: one for key, one in extents.items() if key not in names}
    heavy = {key for key, one in others.items() if one.refusal}
    light = [one for key, one in others.items() if key not in heavy]
    if sum(one.last_row * one.last_column for one in light) > MOST_OTHER_CELLS:
        heavy = set(others)
    if not heavy:
        yield source
        return
    with TemporaryFile() as lighter:
        with file_limits.open_archive(source) as archive, zipfile.ZipFile(lighter, "w") as target:
            parts = xlsx_sheets(archive, file_limits.unpacked)
            emptied = {parts[key] for key in heavy}
            for info in archive.infolist():
                content = EMPTY_SHEET if info.filename in emptied else archive.read(info)
                target.writestr(info.filename, content, zipfile.ZIP_DEFLATED)
        yield lighter


def mark(target, sheet: Sheet, faults: list[CellFault]) -> None:
    """Colour and comment the cells at fault of the openpyxl sheet `target`, add a column of notes.

    Values, formulas and formats stay; pictures and charts of the file are already lost.
    """
    for fault in faults:
        if fault.column is None:
            continue
        cell = target.cell(fault.line, fault.column + 1)
        cell.fill = FAULT_FILL
        if not isinstance(cell, MergedCell):
            cell.comment = Comment(writable(fault.expected), AUTHOR)
    last = width(sheet) + 1
    for line, note in notes_by_line(sheet, faults).items():
        cell = target.cell(line, last)
        if not isinstance(cell, MergedCell):
            cell.value = escaped(note)
            cell.data_type = "s"
            cell.fill = FAULT_FILL
    target.column_dimensions[target.cell(1, last).column_letter].width = 60

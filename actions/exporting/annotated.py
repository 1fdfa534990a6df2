"""The workbook that staff sent, each fault written beside its cell."""

import csv
import io
import zipfile
from collections import defaultdict
from contextlib import contextmanager
from tempfile import TemporaryFile

from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from actions.importing.columns import is_heading
from tables import file_limits
from tables.annotate import annotate_ods
from tables.csv_reader import read_text
from tables.csv_writer import csv_value
from tables.response import writable
from tables.sheet_limits import xlsx_sheets
from tables.xlsx_writer import escaped

HEADING = "Erreurs"
AUTHOR = "Portail"
# Of the sheets that are not the plan, all together: openpyxl holds about 400 bytes for each.
MOST_OTHER_CELLS = 100_000
EMPTY_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>'
    "</worksheet>"
)
FAULT_FILL = PatternFill("solid", fgColor="FFD9CC")


def faults_by_line(faults):
    """Dict line → its faults."""
    found = defaultdict(list)
    for fault in faults:
        found[fault.line].append(fault)
    return found


def told(fault):
    """« Colonne I « Début » : Écrivez une date. »"""
    if fault.column is None:
        return f"« {fault.heading} » : {fault.expected}"
    return f"Colonne {fault.letter} « {fault.heading} » : {fault.expected}"


def notes_by_line(faults):
    """Dict line → what the column of faults says of it."""
    return {
        line: writable("\n".join(map(told, found)))
        for line, found in faults_by_line(faults).items()
    }


def annotate_csv(source, out, sheet, faults):
    """Write the lines of `source` with a column more; for a French Excel, nothing runs in it."""
    notes = notes_by_line(faults)
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    for line, row in enumerate(read_text(source, is_heading), start=1):
        note = HEADING if line == sheet.header_line else notes.get(line, "")
        cells = [*row, *[""] * (width(sheet) - len(row))]
        writer.writerow([*map(csv_value, cells[: width(sheet)]), csv_value(note)])
    text.flush()
    text.detach()


@contextmanager
def without_heavy_sheets(source, name):
    """The workbook `source`, its sheets other than `name` emptied when they are too heavy.

    They were never read for the plan: only here would a sheet of 100 000 rows be loaded.
    """
    others = {key: one for key, one in file_limits.extents(source, "xlsx").items() if key != name}
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


def annotate_xlsx(source, out, sheet, faults):
    """Write the workbook `source` with coloured cells, comments and a column more.

    Values, formulas and formats stay; pictures, charts and heavy sheets beside the plan do not.
    """
    with without_heavy_sheets(source, sheet.name) as light:
        book = load_workbook(light, keep_links=False)
    target = book[sheet.name]
    for line, found in faults_by_line(faults).items():
        for fault in found:
            if fault.column is None:
                continue
            cell = target.cell(line, fault.column + 1)
            cell.fill = FAULT_FILL
            if not isinstance(cell, MergedCell):
                cell.comment = Comment(writable(fault.expected), AUTHOR)
    last = width(sheet) + 1
    for line, note in {sheet.header_line: HEADING, **notes_by_line(faults)}.items():
        cell = target.cell(line, last)
        if not isinstance(cell, MergedCell):
            cell.value = escaped(note)
            cell.data_type = "s"
            cell.fill = FAULT_FILL
    target.column_dimensions[target.cell(1, last).column_letter].width = 60
    book.save(out)


def width(sheet):
    """How many columns of the sheet hold something."""
    return max((heading.column for heading in sheet.headings), default=-1) + 1


def annotate(source, out, kind, sheet, faults):
    """Write to the binary file `out` the table `source` with its `faults`.

    `kind` is "xlsx", "ods" or "csv"; `sheet` is the importing.reading.Sheet where they were found.
    """
    if kind == "csv":
        annotate_csv(source, out, sheet, faults)
    elif kind == "xlsx":
        annotate_xlsx(source, out, sheet, faults)
    else:
        marks = [(f.line, f.column, writable(f.expected)) for f in faults if f.column is not None]
        notes = {sheet.header_line: HEADING, **notes_by_line(faults)}
        with zipfile.ZipFile(source) as archive:
            annotate_ods(archive, out, sheet.name, marks, notes, width(sheet))

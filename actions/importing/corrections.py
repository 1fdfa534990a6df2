"""What staff typed on the page in place of a cell: the file they sent stays as it is."""

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.importing.reading import Workbook
from tables.cells import cell_at, cell_text, column_letter

CELL = "case"  # where decisions keep them: « Feuille!C12 » → what was typed
PLACE = re.compile(r"(?s)(.*)!([A-Z]+)(\d+)")


def cell_id(sheet: str, column: int, line: int) -> str:
    """The name of the cell at `column`, from 0, and `line`, from 1: « Feuille!C12 »."""
    return f"{sheet}!{column_letter(column)}{line}"


def place_of_cell(name: str) -> tuple[str, int, int] | None:
    """(sheet, column, line) of the cell called `name`, or None when this names no cell."""
    match = PLACE.fullmatch(name)
    if not match:
        return None
    column = 0
    for letter in match[2]:
        column = column * 26 + ord(letter) - 64
    return match[1], column - 1, int(match[3])


def original(workbook: Workbook, name: str) -> str:
    """What the file holds in the cell called `name`, as its spreadsheet shows it."""
    place = place_of_cell(name)
    for sheet in workbook.sheets if place else ():
        if place and sheet.name == place[0] and place[2] <= len(sheet.rows):
            return cell_text(cell_at(sheet.rows[place[2] - 1], place[1]))
    return ""


def correct(workbook: Workbook, typed: Mapping[str, str]) -> Workbook:
    """A workbook that shares the rows of `workbook`, but those where cells were `typed` anew."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    own = set()  # the sheets whose list of rows is no longer that of the file
    for name, text in typed.items():
        place = place_of_cell(name)
        if place is None or place[0] not in sheets:
            continue
        sheet_name, column, line = place
        if sheet_name not in own:
            own.add(sheet_name)
            sheets[sheet_name] = replace(sheets[sheet_name], rows=list(sheets[sheet_name].rows))
        rows = sheets[sheet_name].rows
        if line <= len(rows):
            row = rows[line - 1]
            wide = [*row, *[""] * (column + 1 - len(row))]
            rows[line - 1] = [*wide[:column], text, *wide[column + 1 :]]
    return Workbook([sheets[sheet.name] for sheet in workbook.sheets])

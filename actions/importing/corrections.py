"""The cells that staff typed again on the page, put in place of those of the file."""

from dataclasses import replace

from actions.importing.import_plan import CELL, Correction, Decisions
from actions.importing.places import read_cell_id
from actions.importing.reading import Sheet, Workbook
from tables.cells import cell_at, cell_text


def corrected(workbook: Workbook, decisions: Decisions) -> Workbook:
    """`workbook` where each cell of `decisions["case"]` holds the text typed for it.

    The sheets given are left as they are. A cell that is not under a header is not replaced.
    """
    by_sheet: dict[str, dict[tuple[int, int], str]] = {}
    for place, text in decisions.get(CELL, {}).items():
        if found := read_cell_id(place):
            sheet, line, column = found
            by_sheet.setdefault(sheet, {})[line - 1, column] = text
    return Workbook(
        [
            replaced(sheet, by_sheet[sheet.name]) if sheet.name in by_sheet else sheet
            for sheet in workbook.sheets
        ]
    )


def replaced(sheet: Sheet, cells: dict[tuple[int, int], str]) -> Sheet:
    rows = list(sheet.rows)
    for (row, column), text in cells.items():
        if sheet.is_body(row) and column < sheet.width:
            rows[row] = [*rows[row], *[""] * (column + 1 - len(rows[row]))]
            rows[row][column] = text
    return replace(sheet, rows=rows)


def corrections(workbook: Workbook, decisions: Decisions) -> list[Correction]:
    """What `corrected` would replace in the sheets of `workbook`, as the file has them."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    found = []
    for place, text in decisions.get(CELL, {}).items():
        sheet, line, column = read_cell_id(place) or ("", 0, 0)
        if sheet in sheets and sheets[sheet].is_body(line - 1) and column < sheets[sheet].width:
            before = cell_text(cell_at(sheets[sheet].rows[line - 1], column))
            found.append(Correction(place, before, text))
    return found


def text_of_cell(workbook: Workbook, place: str) -> str:
    """What the file holds in the cell called `place`, as its spreadsheet shows it."""
    sheet, line, column = read_cell_id(place) or ("", 0, 0)
    for one in workbook.sheets if line else ():
        if one.name == sheet and line <= len(one.rows):
            return cell_text(cell_at(one.rows[line - 1], column))
    return ""

"""How a line and a cell of a file are named, in answers kept about them.

« Plan!12 » is the line 12 of the sheet « Plan », « Plan!C12 » a cell of it; a CSV file has one
sheet, without a name: « !12 ».
"""

import re

from tables.cells import column_letter

PLACE = re.compile(r"(?P<sheet>.*)!(?P<letters>[A-Z]{0,3})(?P<line>[1-9][0-9]{0,6})\Z", re.DOTALL)


def line_id(sheet: str, line: int) -> str:
    """The name of a line, counted from 1 as spreadsheets do."""
    return f"{sheet}!{line}"


def cell_id(sheet: str, line: int, column: int) -> str:
    """The name of a cell, its column counted from 0."""
    return f"{sheet}!{column_letter(column)}{line}"


def read_cell_id(text: str) -> tuple[str, int, int] | None:
    """(sheet, line from 1, column from 0) of the name of a cell, None for anything else."""
    match = PLACE.match(text)
    if not match or not match["letters"]:
        return None
    column = 0
    for letter in match["letters"]:
        column = column * 26 + ord(letter) - 64
    return match["sheet"], int(match["line"]), column - 1

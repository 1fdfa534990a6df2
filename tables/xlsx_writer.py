"""XLSX: the table for Excel."""

import re
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tables.cells import KEPT, column_letter
from tables.output import LANGUAGE, writable

HEADER_FONT = Font(bold=True)
HEADER_FILL = PatternFill("solid", fgColor="F1E9DC")
TOP = Alignment(vertical="top", wrap_text=True)
DATE_FORMAT = "dd/mm/yyyy"
# Excel believes that 1900 was a leap year: an older day would be read as another one.
FIRST_DAY = date(1900, 3, 1)
MAX_CHARACTERS = 32_767
MAX_ROWS = 1_048_576
# Excel reads « _x0041_ » as the letter A.
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text):
    """`text` as Excel stores it."""
    return LOOKS_ESCAPED.sub("_x005F_", writable(text))


def xlsx_cell(sheet, value):
    """A cell of `sheet`: text stays text whatever it looks like, a date is a date."""
    cell = fill_cell(WriteOnlyCell(sheet), value)
    cell.alignment = TOP
    return cell


def fill_cell(cell, value):
    """Make the openpyxl `cell` hold `value`, text being text whatever it looks like; return it."""
    if isinstance(value, date) and date(value.year, value.month, value.day) < FIRST_DAY:
        value = value.isoformat()
    if isinstance(value, str):
        value = escaped(value)
        too_long = len(value.encode("utf-16-le")) > 2 * MAX_CHARACTERS
        cell.value = KEPT if too_long else value
        cell.data_type = "s"
    else:
        cell.value = value
    if type(value) is date:
        cell.number_format = DATE_FORMAT
    return cell


def header_cell(sheet, label):
    cell = xlsx_cell(sheet, label)
    cell.font, cell.fill = HEADER_FONT, HEADER_FILL
    return cell


def drop_down(choices, letter):
    """The rule that offers `choices` on every line of the column `letter`."""
    rule = DataValidation(
        type="list", formula1=f"'{choices.sheet}'!{choices.cells}", allow_blank=True
    )
    rule.showErrorMessage = choices.only_these
    rule.errorTitle = "Valeur inconnue"
    rule.error = "Choisissez une valeur de la liste."
    rule.add(f"{letter}2:{letter}{MAX_ROWS}")
    return rule


def identify(book, title, author):
    """Say in the openpyxl `book` what a screen reader and a library ask of a file."""
    book.properties.title = writable(title) or None
    book.properties.creator = writable(author)
    book.properties.language = LANGUAGE


def write_xlsx(file, sheets, title="", author=""):
    """Write `sheets` to the binary `file`; rows go one by one, memory does not grow with them."""
    book = Workbook(write_only=True)
    identify(book, title, author)
    for sheet in sheets:
        target = book.create_sheet(sheet.name)
        for index, column in enumerate(sheet.columns):
            target.column_dimensions[column_letter(index)].width = column.width
            if column.choices and column.choices.count:
                rule = drop_down(column.choices, column_letter(index))
                target.data_validations.append(rule)
        if sheet.is_list:
            target.freeze_panes = "A2"
        target.append([header_cell(target, column.label) for column in sheet.columns])
        lines = 1
        for row in sheet.rows:
            target.append([xlsx_cell(target, value) for value in row])
            lines += 1
        if sheet.is_list:
            target.auto_filter.ref = f"A1:{column_letter(len(sheet.columns) - 1)}{lines}"
    book.save(file)

"""XLSX: the table for Excel."""

import re
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tables.cells import KEPT, column_letter
from tables.output import LANGUAGE, Styled, line_of, writable
from tables.xlsx_looks import MONEY_FORMAT, lay_out, place_line, wear

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


def xlsx_cell(sheet, value, is_money=False):
    """A cell of `sheet`: text stays text whatever it looks like, a date is a date."""
    if isinstance(value, Styled):
        return wear(fill_cell(WriteOnlyCell(sheet), value.value), value.look)
    cell = fill_cell(WriteOnlyCell(sheet), value)
    cell.alignment = TOP
    if is_money and isinstance(value, Decimal):
        cell.number_format = MONEY_FORMAT
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


def header_cells(target, sheet):
    """The cells that name the columns of `sheet`, in the openpyxl sheet `target`."""
    if sheet.page:
        styled = zip(sheet.columns, sheet.header_looks, strict=True)
        return [xlsx_cell(target, Styled(column.label, look)) for column, look in styled]
    cells = [xlsx_cell(target, column.label) for column in sheet.columns]
    for cell in cells:
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL
    return cells


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
        write_sheet(book.create_sheet(sheet.name), sheet)
    book.save(file)


def write_sheet(target, sheet):
    """Write the lines of `sheet` in the openpyxl sheet `target`, made for writing only."""
    for index, column in enumerate(sheet.columns):
        target.column_dimensions[column_letter(index)].width = column.width
        if column.choices and column.choices.count:
            target.data_validations.append(drop_down(column.choices, column_letter(index)))
    if sheet.is_list:
        target.freeze_panes = f"A{sheet.header_line + 1}"
    if sheet.page:
        lay_out(target, sheet)
    money = [column.is_money for column in sheet.columns]
    number = 0

    def append(rows):
        nonlocal number
        for row in rows:
            line, number = line_of(row), number + 1
            place_line(target, line, number)
            cells = zip(line.cells, money, strict=False)
            target.append([xlsx_cell(target, value, is_money) for value, is_money in cells])

    append(sheet.page.above if sheet.page else ())
    target.append(header_cells(target, sheet))
    number += 1
    append(sheet.rows)
    if sheet.is_list:
        last = column_letter(len(sheet.columns) - 1)
        target.auto_filter.ref = f"A{sheet.header_line}:{last}{number}"

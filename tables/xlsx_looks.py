"""How cells and pages of an XLSX look: what openpyxl is told of a Look and of a PrintedPage."""

from functools import lru_cache

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties

from tables.cells import column_letter
from tables.output import writable

MONEY_FORMAT = '[$-40C]#,##0.00\\ "€"'  # 40C: French, whoever opens it
A4 = 9  # as Excel numbers the sizes of paper
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6, "header": 0.3, "footer": 0.3}


@lru_cache(maxsize=64)
def worn(look):
    """What openpyxl sets in a cell that wears `look`: name of the property → its value."""
    side = Side("thin", color=look.line) if look.line else None
    return {
        "font": Font(look.font, bold=look.bold, size=look.size, color=look.ink),
        "fill": PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
        "border": Border(top=side, bottom=side),
        "alignment": Alignment(
            vertical="top", wrap_text=True, horizontal="right" if look.right else "left"
        ),
        **({"number_format": MONEY_FORMAT} if look.is_money else {}),
    }


def wear(cell, look):
    """Give the openpyxl `cell` its `look`; return it."""
    for name, value in worn(look).items():
        setattr(cell, name, value)
    return cell


def lay_out(target, sheet):
    """Set the openpyxl sheet `target` to print as the page of `sheet`; before its first row."""
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    for name, inches in MARGINS.items():
        setattr(target.page_margins, name, inches)
    target.print_title_rows = f"{sheet.header_line}:{sheet.header_line}"
    # « & » begins a code of Excel.
    target.oddFooter.left.text = writable(sheet.page.footer).replace("&", "&&")
    target.oddFooter.right.text = "Page &P / &N"


def place_line(target, line, number):
    """Give the row `number` of `target` the height of `line`, and join the cells it spans."""
    if line.height:
        target.row_dimensions[number].height = line.height
    if line.spans > 1:
        last = column_letter(line.spans - 1)
        target.merged_cells.add(CellRange(f"A{number}:{last}{number}"))

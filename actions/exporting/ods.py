"""ODS: the table for LibreOffice, written line by line."""

import re
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from actions.exporting.ods_parts import (
    DECLARATION,
    MANIFEST,
    MIMETYPE,
    NAMESPACES,
    filters,
    rule_name,
    settings,
    styles,
    validations,
)
from actions.exporting.table import writable

# Spaces that a reader of XML would merge or drop.
SPACES = re.compile(r"^ +| +$|  +")
LINE_ENDS = re.compile(r"\r\n|\r|\n")
FIRST_YEAR = 1583  # before, programs do not agree on the calendar
LINES_TO_FILL = 500


def paragraphs(text):
    """`text` as XML, one paragraph a line."""
    lines = [
        SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', line)
        for line in LINE_ENDS.split(escape(writable(text)))
    ]
    return "".join(f"<text:p>{line}</text:p>" for line in lines)


def make_cell(value, style="plain"):
    """One cell: text stays text whatever it looks like, a date is a date."""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        return (
            '<table:table-cell table:style-name="date" office:value-type="date" '
            f'office:date-value="{value.isoformat()}">'
            f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(value, int):
        return (
            f'<table:table-cell table:style-name="{style}" office:value-type="float" '
            f'office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        )
    text = value.isoformat() if isinstance(value, date) else value
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"{paragraphs(text)}</table:table-cell>"
    )


def lines_to_fill(sheet):
    """Empty lines that offer the drop-down lists of `sheet`; nothing without such lists."""
    names = [rule_name(sheet, index) for index in range(len(sheet.columns))]
    if not any(names):
        return ""
    cells = "".join(
        f"<table:table-cell table:content-validation-name={quoteattr(name)}/>"
        if name
        else "<table:table-cell/>"
        for name in names
    )
    return (
        f'<table:table-row table:number-rows-repeated="{LINES_TO_FILL}">{cells}</table:table-row>'
    )


def write_table(part, sheet):
    """Write one sheet to the open `part`; return the number of its lines, header included."""
    columns = "".join(
        f'<table:table-column table:style-name="w{column.width}"/>' for column in sheet.columns
    )
    heads = "".join(make_cell(column.label, "head") for column in sheet.columns)
    start = (
        f"<table:table table:name={quoteattr(sheet.name)}>{columns}<table:table-header-rows>"
        f"<table:table-row>{heads}</table:table-row></table:table-header-rows>"
    )
    part.write(start.encode())
    lines = 1
    for row in sheet.rows:
        cells = "".join(map(make_cell, row))
        part.write(f"<table:table-row>{cells}</table:table-row>".encode())
        lines += 1
    part.write(f"{lines_to_fill(sheet)}</table:table>".encode())
    return lines


def write_ods(file, sheets):
    """Write `sheets` to the binary `file`; rows go one by one, memory does not grow with them."""
    sheets = list(sheets)
    start = (
        f"{DECLARATION}<office:document-content{NAMESPACES}>{styles(sheets)}"
        f"<office:body><office:spreadsheet>{validations(sheets)}"
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and uncompressed: this is how the type of the file is recognised.
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("settings.xml", settings(sheets))
        with archive.open("content.xml", "w") as part:
            part.write(start.encode())
            counts = [(sheet, write_table(part, sheet)) for sheet in sheets]
            end = f"{filters(counts)}</office:spreadsheet></office:body></office:document-content>"
            part.write(end.encode())

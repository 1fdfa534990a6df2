"""ODS: the table for LibreOffice, written line by line."""

import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tables.cells import column_letter
from tables.ods_looks import footer_text, look_styles, looks_of, row_styles, unstyled
from tables.output import LANGUAGE, line_of, writable

# Spaces that a reader of XML would merge or drop.
SPACES = re.compile(r"^ +| +$|  +")
LINE_ENDS = re.compile(r"\r\n|\r|\n")
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
PARTS = Path(__file__).with_name("ods_parts")
CENTIMETRES = 0.22  # one character of the usual letter
FIRST_YEAR = 1583  # before, programs do not agree on the calendar
LINES_TO_FILL = 500


def paragraphs(text):
    """`text` as XML, one paragraph a line."""
    lines = [
        SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', line)
        for line in LINE_ENDS.split(escape(writable(text)))
    ]
    return "".join(f"<text:p>{line}</text:p>" for line in lines)


def ods_cell(value, style="plain"):
    """One cell: text stays text whatever it looks like, a date is a date."""
    if value is None or value == "":
        worn = "" if style == "plain" else f' table:style-name="{style}"'
        return f"<table:table-cell{worn}/>"
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        day = "date" if style == "plain" else f"{style}-date"
        return (
            f'<table:table-cell table:style-name="{day}" office:value-type="date" '
            f'office:date-value="{value.isoformat()}">'
            f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(value, int | Decimal):
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


def write_table(content, sheet, looks):
    """Write one sheet to the open `content`; return the number of its lines, header included."""
    columns = "".join(
        f'<table:table-column table:style-name="w{column.width}"/>' for column in sheet.columns
    )
    named = quoteattr(sheet.name)
    page = ' table:style-name="printed"' if sheet.page else ""
    above = sheet.page.above if sheet.page else ()
    named_looks = [looks[look] for look in sheet.header_looks] if sheet.page else None
    styles = named_looks or ["head"] * len(sheet.columns)
    cells = zip(sheet.columns, styles, strict=True)
    heads = "".join(ods_cell(column.label, style) for column, style in cells)
    start = (
        f"<table:table table:name={named}{page}>{columns}"
        f"{''.join(table_row(line, sheet, looks) for line in above)}<table:table-header-rows>"
        f"<table:table-row>{heads}</table:table-row></table:table-header-rows>"
    )
    content.write(start.encode())
    lines = sheet.header_line
    for row in sheet.rows:
        content.write(table_row(row, sheet, looks).encode())
        lines += 1
    content.write(f"{lines_to_fill(sheet)}</table:table>".encode())
    return lines


def table_row(row, sheet, looks):
    """One line of `sheet`, whose first cell may cover some of the next ones."""
    line = line_of(row)
    height = f' table:style-name="h{line.height:g}"' if line.spans > 1 else ""
    cells = [
        ods_cell(*unstyled(value, looks, is_money=column.is_money))
        for value, column in zip(line.cells, sheet.columns, strict=False)
    ]
    if line.spans > 1:
        spans = f'<table:table-cell table:number-columns-spanned="{line.spans}"'
        covered = ["<table:covered-table-cell/>"] * (line.spans - 1)
        cells[: line.spans] = [cells[0].replace("<table:table-cell", spans, 1), *covered]
    return f"<table:table-row{height}>{''.join(cells)}</table:table-row>"


def part(name):
    """The part `name` of every ODS file, with holes to fill."""
    return (PARTS / name).read_text(encoding="utf-8")


def write_ods(file, sheets, title="", author=""):
    """Write `sheets` to the binary `file`; rows go one by one, memory does not grow with them."""
    sheets = list(sheets)
    start, end = part("content.xml").split("{tables}")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and uncompressed: this is how the type of the file is recognised.
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", part("manifest.xml"))
        archive.writestr("meta.xml", identity(title, author))
        archive.writestr("settings.xml", settings(sheets))
        archive.writestr("styles.xml", part("styles.xml").format(footer=footer_text(sheets)))
        with archive.open("content.xml", "w") as content:
            looks = looks_of(sheets)
            styles = widths(sheets) + row_styles(sheets) + look_styles(looks)
            start = start.format(styles=styles, rules=validations(sheets))
            content.write(start.encode())
            counts = [(sheet, write_table(content, sheet, looks)) for sheet in sheets]
            content.write(end.format(filters=filters(counts)).encode())


def identity(title, author):
    """Title, author and language of the file."""
    said = {"title": escape(writable(title)), "author": escape(writable(author))}
    return part("meta.xml").format(**said, language=LANGUAGE)


def widths(sheets):
    """One style a width of column."""
    return "".join(
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * CENTIMETRES:.2f}cm"/>'
        "</style:style>"
        for width in sorted({column.width for sheet in sheets for column in sheet.columns})
    )


def rule_name(sheet, index):
    """Name of the drop-down list of the column `index`, or None without one."""
    choices = sheet.columns[index].choices
    return f"choix-{choices.sheet}-{choices.column}" if choices and choices.count else None


def validations(sheets):
    """The drop-down lists of every sheet."""
    rules = {}
    for sheet in sheets:
        for index, column in enumerate(sheet.columns):
            name = rule_name(sheet, index)
            if name is None:
                continue
            choices = column.choices
            cells = choices.cells.replace(":", ":.")
            condition = f"of:cell-content-is-in-list([$'{choices.sheet}'.{cells}])"
            base = f"'{sheet.name}'.{column_letter(index)}2"
            shown = "true" if choices.only_these else "false"
            rules[name] = (
                f"<table:content-validation table:name={quoteattr(name)} "
                f'table:condition={quoteattr(condition)} table:allow-empty-cell="true" '
                f'table:display-list="unsorted" table:base-cell-address={quoteattr(base)}>'
                f'<table:error-message table:display="{shown}" table:message-type="stop" '
                'table:title="Valeur inconnue"><text:p>Choisissez une valeur de la liste.'
                "</text:p></table:error-message></table:content-validation>"
            )
    inside = "".join(rules.values())
    return f"<table:content-validations>{inside}</table:content-validations>" if rules else ""


def filters(counts):
    """Filter buttons above the lists, from every (sheet, number of its lines with the header)."""
    ranges = []
    for place, (sheet, lines) in enumerate(counts):
        if not sheet.is_list:
            continue
        last = column_letter(len(sheet.columns) - 1)
        cells = quoteattr(f"'{sheet.name}'.A{sheet.header_line}:'{sheet.name}'.{last}{lines}")
        ranges.append(
            # The name LibreOffice gives to the filter of a sheet, and looks for.
            f'<table:database-range table:name="__Anonymous_Sheet_DB__{place}" '
            f'table:target-range-address={cells} table:display-filter-buttons="true"/>'
        )
    inside = "".join(ranges)
    return f"<table:database-ranges>{inside}</table:database-ranges>" if ranges else ""


def settings(sheets):
    """What LibreOffice remembers of its window: the header of lists stays in sight."""
    one = part("list_settings.xml")
    lists = (
        one.format(name=quoteattr(sheet.name), line=sheet.header_line)
        for sheet in sheets
        if sheet.is_list
    )
    return part("settings.xml").format(lists="".join(lists))

"""ODS: the table for LibreOffice, written line by line."""

import re
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from tables.cells import letter_of
from tables.output import writable

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


MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = {
    "office": "office",
    "table": "table",
    "text": "text",
    "style": "style",
    "number": "datastyle",
    "fo": "xsl-fo-compatible",
    "config": "config",
}
NAMESPACES = "".join(
    [
        *(f' xmlns:{prefix}="{OASIS}:{name}:1.0"' for prefix, name in NAMES.items()),
        ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3"',
    ]
)
MANIFEST = (
    f'{DECLARATION}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
    f'manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
CELL_STYLES = (
    '<number:date-style style:name="day"><number:day number:style="long"/>'
    '<number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="plain" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
    "</style:style>"
    '<style:style style:name="head" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" fo:background-color="#f1e9dc"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>'
)
CENTIMETRES = 0.22  # one character of the usual letter


def styles(sheets):
    """Styles of the cells, and one style a width of column."""
    widths = sorted({column.width for sheet in sheets for column in sheet.columns})
    columns = "".join(
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * CENTIMETRES:.2f}cm"/>'
        "</style:style>"
        for width in widths
    )
    return f"<office:automatic-styles>{CELL_STYLES}{columns}</office:automatic-styles>"


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
            base = f"'{sheet.name}'.{letter_of(index)}2"
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
        last = letter_of(len(sheet.columns) - 1)
        cells = quoteattr(f"'{sheet.name}'.A1:'{sheet.name}'.{last}{lines}")
        ranges.append(
            # The name LibreOffice gives to the filter of a sheet, and looks for.
            f'<table:database-range table:name="__Anonymous_Sheet_DB__{place}" '
            f'table:target-range-address={cells} table:display-filter-buttons="true"/>'
        )
    inside = "".join(ranges)
    return f"<table:database-ranges>{inside}</table:database-ranges>" if ranges else ""


def settings(sheets):
    """What LibreOffice remembers of its window: the header of lists stays in sight."""
    item = '<config:config-item config:name="{}" config:type="{}">{}</config:config-item>'
    frozen = "".join(
        item.format(name, kind, value)
        for name, kind, value in (
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("ActiveSplitRange", "short", 2),
            ("PositionBottom", "int", 1),
        )
    )
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>{frozen}"
        "</config:config-item-map-entry>"
        for sheet in sheets
        if sheet.is_list
    )
    return (
        f"{DECLARATION}<office:document-settings{NAMESPACES}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1'
        '</config:config-item><config:config-item-map-named config:name="Tables">'
        f"{tables}</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )

"""The parts of an ODS file that do not depend on its lines."""

from xml.sax.saxutils import quoteattr

from actions.exporting.table import column_letter

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

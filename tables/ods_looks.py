"""How cells of an ODS look: its styles, made of the Looks of its sheets."""

from decimal import Decimal
from xml.sax.saxutils import escape

from tables.output import Styled, writable

LINE = "0.5pt solid #{}"


def looks_of(sheets):
    """Look → name of its style, for all that the cells of `sheets` wear."""
    printed = [sheet for sheet in sheets if sheet.page]
    found = dict.fromkeys(
        look for sheet in printed for look in (*sheet.header_looks, *sheet.page.looks)
    )
    return {look: f"look{place}" for place, look in enumerate(found)}


def look_styles(looks):
    """The styles of `looks` (Look → name): one for its texts and numbers, one for its dates."""
    return "".join(
        look_style(look, name, "euros" if look.is_money else "")
        + look_style(look, f"{name}-date", "day")
        for look, name in looks.items()
    )


def look_style(look, name, data):
    said = f' style:data-style-name="{data}"' if data else ""
    cell = 'fo:wrap-option="wrap" style:vertical-align="top" fo:padding="0.08cm"'
    if look.fill:
        cell += f' fo:background-color="#{look.fill}"'
    if look.line:
        line = LINE.format(look.line)
        cell += f' fo:border-top="{line}" fo:border-bottom="{line}"'
    weight = ' fo:font-weight="bold"' if look.bold else ""
    side = f'<style:paragraph-properties fo:text-align="{"end" if look.right else "start"}"/>'
    return (
        f'<style:style style:name="{name}" style:family="table-cell"{said}>'
        f'<style:table-cell-properties {cell} style:text-align-source="fix"/>{side}'
        f'<style:text-properties style:font-name="{look.font}" fo:font-size="{look.size}pt" '
        f'fo:color="#{look.ink}"{weight}/>'
        "</style:style>"
    )


def unstyled(value, looks, *, is_money):
    """(what the cell holds, name of its style) of a `value` of a sheet."""
    if isinstance(value, Styled):
        return value.value, looks[value.look]
    return value, "euros-cell" if is_money and isinstance(value, Decimal) else "plain"


def row_styles(sheets):
    """One style a height of the lines of the printed `sheets`, in points."""
    pages = [sheet.page for sheet in sheets if sheet.page]
    heights = {height for page in pages for height in page.heights}
    return "".join(
        f'<style:style style:name="h{height:g}" style:family="table-row">'
        f'<style:table-row-properties style:row-height="{height:g}pt" '
        'style:use-optimal-row-height="false"/></style:style>'
        for height in sorted(heights)
    )


def footer_text(sheets):
    """The words at the foot of the printed sheets, as XML."""
    return next((escape(writable(sheet.page.footer)) for sheet in sheets if sheet.page), "")

"""Notes beside the cells of an ODS file, everything else left as it is."""

import zipfile
from copy import deepcopy

from lxml import etree

from tables.ods_writer import MIMETYPE, NAMES, OASIS

SPACES = {prefix: f"{OASIS}:{name}:1.0" for prefix, name in NAMES.items()}
STYLE = "portail-erreur"
CELLS = ("table-cell", "covered-table-cell")


def tag(name):
    """« table:table-row » as lxml names it."""
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


ROWS_REPEATED = tag("table:number-rows-repeated")
COLUMNS_REPEATED = tag("table:number-columns-repeated")


def repeated(element, attribute):
    return int(element.get(attribute, "1"))


def single(element, attribute, place):
    """The one of the `element`s written once for several that stands at `place` among them.

    The file writes equal neighbours once: it is cut in what stands before, itself, and after.
    """
    count = repeated(element, attribute)
    for extra, before in ((place, True), (count - place - 1, False)):
        if extra > 0:
            copy = deepcopy(element)
            copy.tail = None
            copy.set(attribute, str(extra))
            (element.addprevious if before else element.addnext)(copy)
    element.attrib.pop(attribute, None)
    return element


def rows_at(table, lines):
    """Dict line → its row, for the line numbers `lines` (from 1)."""
    found, line = {}, 1
    wanted = sorted(lines)
    for row in list(table.iter(tag("table:table-row"))):
        count, current = repeated(row, ROWS_REPEATED), row
        while wanted and wanted[0] < line + count:
            place = wanted[0] - line
            rest = count - place - 1
            found[wanted[0]] = single(current, ROWS_REPEATED, place)
            current = found[wanted[0]].getnext() if rest else None
            line, count = wanted.pop(0) + 1, rest
        line += count
    return found


def cell_at(row, column):
    """The cell of `row` in the column number `column`, from 0; made when the row is shorter."""
    at = 0
    cells = [cell for cell in row if etree.QName(cell).localname in CELLS]
    for cell in cells:
        count = repeated(cell, COLUMNS_REPEATED)
        if column < at + count:
            return single(cell, COLUMNS_REPEATED, column - at)
        at += count
    while at <= column:
        cell = etree.SubElement(row, tag("table:table-cell"))
        at += 1
    return cell


def paragraphs(parent, text):
    for line in text.split("\n"):
        etree.SubElement(parent, tag("text:p")).text = line


def mark(cell, text, styles):
    """Colour the cell and put a note on it."""
    styles.colour(cell)
    note = etree.Element(tag("office:annotation"))
    paragraphs(note, text)
    cell.insert(0, note)


def write(cell, text, styles):
    """Make the cell hold `text`."""
    for child in list(cell):
        cell.remove(child)
    styles.colour(cell)
    cell.set(tag("office:value-type"), "string")
    paragraphs(cell, text)


class Styles:
    """The styles of the file, and their twins with the colour of a fault."""

    def __init__(self, root):
        self.group = root.find(tag("office:automatic-styles"))
        if self.group is None:
            self.group = etree.Element(tag("office:automatic-styles"))
            root.find(tag("office:body")).addprevious(self.group)
        self.known = {
            style.get(tag("style:name")): style for style in self.group.iter(tag("style:style"))
        }

    def colour(self, cell):
        """Give `cell` the colour of a fault; a date stays shown as it was."""
        name = cell.get(tag("table:style-name"), "")
        twin = f"{STYLE}-{name}" if name in self.known else STYLE
        if twin not in self.known:
            self.known[twin] = self.make(twin, self.known.get(name))
        cell.set(tag("table:style-name"), twin)

    def make(self, name, model):
        style = etree.Element(tag("style:style")) if model is None else deepcopy(model)
        style.set(tag("style:name"), name)
        style.set(tag("style:family"), "table-cell")
        found = style.find(tag("style:table-cell-properties"))
        if found is None:
            found = etree.Element(tag("style:table-cell-properties"))
            style.insert(0, found)
        found.set(tag("fo:background-color"), "#ffd9cc")
        found.set(tag("fo:wrap-option"), "wrap")
        self.group.append(style)
        return style


def annotate_ods(archive, out, name, marks, notes, last):
    """Write to `out` the open `archive`, the sheet `name` annotated.

    `marks`: (line, column, note) of each cell at fault; `notes`: line → text of the column `last`.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(archive.read("content.xml"), parser)
    styles = Styles(root)
    table = next(t for t in root.iter(tag("table:table")) if t.get(tag("table:name")) == name)
    rows = rows_at(table, {line for line, _, _ in marks} | set(notes))
    for line, column, text in marks:
        if line in rows:
            mark(cell_at(rows[line], column), text, styles)
    for line, text in notes.items():
        if line in rows:
            write(cell_at(rows[line], last), text, styles)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        for info in archive.infolist():
            if info.filename == "content.xml":
                target.writestr("content.xml", etree.tostring(root, encoding="UTF-8"))
            elif info.filename != "mimetype":
                target.writestr(info.filename, archive.read(info))

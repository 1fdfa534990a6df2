"""A document as a text that a town hall can rework (DOCX): real headings, lists and tables."""

from io import BytesIO
from itertools import pairwise

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reviews.documents.blocks import (
    NUMBER,
    STATE,
    Bar,
    Bullets,
    Chart,
    HeadingBlock,
    Paragraph,
    TableBlock,
)
from reviews.documents.blocks import Photo as PhotoBlock
from reviews.documents.colours import ACCENTS, BRICK, INK, SAND, SOFT, TONES
from reviews.documents.pdf import LABELS, drawings_of

PAGE_WIDTH = 16.6  # centimetres between the margins
TITLES, TEXT_FONT = "Georgia", "Calibri"
SIZES = {1: 26, 2: 17, 3: 13, 4: 11}
STATES = {label: value for value, label in LABELS.items()}


def colour(hexadecimal):
    return RGBColor.from_string(hexadecimal.lstrip("#").upper())


def docx_of(blocks, *, title, author, foot, at, photos=None):
    """Bytes of the DOCX that prints `blocks`; the same arguments as `pdf_of`."""
    document = Document()
    prepare(document, title, author, foot, at)
    drawn = iter(drawings_of([one for one in blocks if isinstance(one, Bar | Chart)]))
    for block, after in pairwise([*blocks, None]):
        add(document, block, drawn, photos or {})
        # What leads to a table or a drawing stays on its page.
        if isinstance(block, Paragraph | Chart) and isinstance(after, TableBlock | Chart):
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def prepare(document, title, author, foot, at):
    """The page, the styles and what the file says of itself."""
    facts = document.core_properties
    facts.title, facts.author, facts.language = title, author, "fr-FR"
    facts.created = facts.modified = at.replace(tzinfo=None)
    facts.comments, facts.last_modified_by = "", author
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    line = section.footer.paragraphs[0]
    line.text = foot
    line.runs[0].font.size, line.runs[0].font.color.rgb = Pt(8.5), colour(SOFT)
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size, usual.font.color.rgb = TEXT_FONT, Pt(11), colour(INK)
    language(usual)
    for level, size in SIZES.items():
        style = document.styles[f"Heading {level}"]
        name_font(style, TITLES)
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
        style.font.color.rgb = colour(BRICK if level == 1 else INK)
        style.paragraph_format.keep_with_next = True
    caption = document.styles["Caption"]
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(9.5), False, colour(SOFT)
    caption.paragraph_format.keep_with_next = True


def language(style):
    """Say that the text is French: readers speak it, correctors check it."""
    found = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        found.set(qn(name), "fr-FR")
    style.element.get_or_add_rPr().append(found)


def name_font(style, name):
    """Give `style` the font `name` whatever its theme says."""
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    fonts.set(qn("w:hAnsi"), name)


def add(document, block, drawn, photos):
    match block:
        case HeadingBlock():
            line = document.add_heading(block.text, block.level)
            if block.accent:
                line.runs[0].font.color.rgb = colour(ACCENTS[(block.accent - 1) % len(ACCENTS)])
        case Paragraph():
            line = document.add_paragraph()
            add_runs(line, block.runs)
            for run in line.runs:
                if block.look == "lead":
                    run.font.size = Pt(14)
                if block.look == "small":
                    line.paragraph_format.keep_with_next = True
                    run.font.size, run.font.color.rgb = Pt(9.5), colour(SOFT)
        case Bullets():
            for item in block.items:
                name = "List Number" if block.numbered else "List Bullet"
                add_runs(document.add_paragraph(style=name), item)
        case TableBlock():
            add_table(document, block)
        case Bar() | Chart():
            width = Cm(PAGE_WIDTH if isinstance(block, Bar) else 9)
            picture(document, BytesIO(next(drawn)), width, block.alt)
        case PhotoBlock():
            if block.key in photos:
                picture(document, BytesIO(photos[block.key]), Cm(10), block.alt)
                document.add_paragraph(block.caption, style="Caption")


def add_runs(line, runs):
    """The words of a link are followed by its address: a printed text keeps it."""
    for run in runs:
        shown = f"{run.text} ({run.link})" if run.link and run.link != run.text else run.text
        added = line.add_run(shown)
        added.bold, added.italic = run.bold, run.italic


def picture(document, content, width, alt):
    shape = document.add_picture(content, width=width)
    shape._inline.docPr.set("descr", alt)


def add_table(document, block):
    document.add_paragraph(block.caption, style="Caption")
    lines = [block.head, *block.rows, *([block.foot] if block.foot else [])]
    table = document.add_table(len(lines), len(block.head), style="Normal Table")
    table.autofit = False
    light_borders(table)
    shares = [PAGE_WIDTH * share / sum(block.widths) for share in block.widths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(share)
    # By rows of cells read once: `table.cell` walks the whole table each time.
    for rank, (row, words) in enumerate(zip(table.rows, lines, strict=True)):
        never_split(row)
        for place, (cell, said) in enumerate(zip(row.cells, words, strict=True)):
            cell.width = Cm(shares[place])
            fill(cell, said, block.columns[place])
            if rank == 0:
                shade(cell)
            for run in cell.paragraphs[0].runs if rank == 0 or words is block.foot else ():
                run.bold = True
    repeat(table.rows[0])
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def light_borders(table):
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, given in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "CDBB9F")):
            line.set(qn(f"w:{name}"), given)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def fill(cell, said, kind):
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    run = line.add_run(said)
    run.font.size = Pt(10)
    if kind == NUMBER:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if kind == STATE and said in STATES:
        run.bold, run.font.color.rgb = True, colour(TONES[STATES[said]])


def repeat(row):
    """Say that `row` holds the headers: they come again on each page, and are read as such."""
    found = OxmlElement("w:tblHeader")
    found.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(found)


def never_split(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def shade(cell):
    found = OxmlElement("w:shd")
    for name, given in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", SAND.lstrip("#"))):
        found.set(qn(name), given)
    cell._tc.get_or_add_tcPr().append(found)

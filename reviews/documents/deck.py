"""How a slide is made: its title, its lists, its tables, its charts; nothing about a review."""

from io import BytesIO

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from actions.models import Avancement
from reviews.documents.blocks import NUMBER, STATE
from reviews.documents.colours import BRICK, INK, PAPER, SAND, SOFT, TONES
from reviews.documents.rich_text import plain

WIDTH, HEIGHT, MARGIN = 33.87, 19.05, 1.6  # centimetres: 16 by 9
TOP = 4.2  # below the title
TITLES, TEXT_FONT = "Georgia", "Calibri"
MOST_LINES, MOST_ROWS, MOST_WORDS = 7, 9, 420
STATES = {state.label: state.value for state in Avancement}


def colour(hexadecimal):
    return RGBColor.from_string(hexadecimal.lstrip("#").upper())


class Deck:
    """A presentation, slide after slide; `foot` is said at the bottom of each.

    `title`, `author` and `at`, a datetime, are what the file says of itself.
    """

    def __init__(self, *, title, author, foot, at):
        self.file, self.foot = Presentation(), foot
        self.file.slide_width, self.file.slide_height = Cm(WIDTH), Cm(HEIGHT)
        facts = self.file.core_properties
        facts.title, facts.author = title, author
        facts.language, facts.last_modified_by = "fr-FR", author
        facts.created = facts.modified = at.replace(tzinfo=None)

    def content(self):
        """Bytes of the PPTX."""
        content = BytesIO()
        self.file.save(content)
        return content.getvalue()

    def slide(self, title, accent=BRICK):
        """A new slide with its title, in its place and in the outline of the file."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        ground(slide, PAPER)
        place = slide.shapes.title
        place.left, place.top, place.width, place.height = box(MARGIN, 1.1, WIDTH - 2 * MARGIN, 2.6)
        place.text_frame.word_wrap = True
        place.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        line = place.text_frame.paragraphs[0]
        line.alignment = PP_ALIGN.LEFT
        size = 32 if len(title) < 60 else 26 if len(title) < 150 else 18
        write(line, plain(title), size, accent, bold=True, font=TITLES)
        strip(slide, accent)
        number = len(self.file.slides)
        below = slide.shapes.add_textbox(*box(MARGIN, HEIGHT - 1.3, WIDTH - 2 * MARGIN, 0.9))
        below.text_frame.word_wrap = True
        write(below.text_frame.paragraphs[0], f"{self.foot} · {number}", 12, SOFT)
        return slide


def box(left, top, width, height):
    return Cm(left), Cm(top), Cm(width), Cm(height)


def ground(slide, hexadecimal):
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = colour(hexadecimal)


def strip(slide, accent):
    """A band at the top: an ornament, said to be one."""
    band = slide.shapes.add_shape(1, *box(0, 0, WIDTH, 0.5))
    band.fill.solid()
    band.fill.fore_color.rgb = colour(accent)
    band.line.fill.background()
    describe(band, "")


def describe(shape, words):
    """The words that a reader hears for `shape`."""
    found = shape._element.xpath(".//p:cNvPr")[0]
    found.set("descr", words)


def write(line, words, size, hexadecimal=INK, *, bold=False, font=TEXT_FONT):
    run = line.add_run()
    run.text = words
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, font
    run.font.color.rgb = colour(hexadecimal)
    run._r.get_or_add_rPr().set("lang", "fr-FR")
    return run


def lines_on(slide, lines, *, top=TOP, size=20, left=MARGIN, width=WIDTH - 2 * MARGIN):
    """The `lines` of text as a list; those that hold not are counted in the last one."""
    lines = [plain(line) for line in lines]
    shown = fitting(lines, MOST_LINES)
    place = slide.shapes.add_textbox(*box(left, top, width, HEIGHT - top - 2))
    place.text_frame.word_wrap = True
    for rank, words in enumerate(shown):
        frame = place.text_frame
        line = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        line.space_after = Pt(8)
        bullet(line)
        write(line, shortened(words), size)


def fitting(lines, most):
    if len(lines) <= most:
        return lines
    left = len(lines) - most + 1
    return [*lines[: most - 1], f"et {left} autres lignes, dans le texte complet"]


def shortened(words):
    if len(words) <= MOST_WORDS:
        return words
    return words[:MOST_WORDS].rsplit(" ", 1)[0] + " …"


def bullet(line):
    """A real list: its sign is the program's, not a character of the text."""
    facts_of_line = line._p.get_or_add_pPr()
    facts_of_line.set("marL", "285750")
    facts_of_line.set("indent", "-285750")
    sign = facts_of_line.makeelement(qn("a:buChar"), {"char": "•"})
    facts_of_line.append(sign)


def table_on(slide, block, *, top=TOP, left=MARGIN, width=WIDTH - 2 * MARGIN, size=16):
    """The TableBlock `block` as a table of the program, its first row being headers."""
    foot = [block.foot] if block.foot else []
    most = MOST_ROWS - len(foot)
    rows = list(block.rows[:most])
    if len(block.rows) > most:
        said = f"et {len(block.rows) - most + 1} autres, dans le texte complet"
        rows = [*rows[: most - 1], (said, *[""] * (len(block.head) - 1))]
    lines = [block.head, *rows, *foot]
    height = 1.0 * len(lines)
    place = slide.shapes.add_table(
        len(lines), len(block.head), *box(left, top, width, height)
    )  # fmt: skip
    describe(place, block.caption)
    table = place.table
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Cm(width * share / sum(block.widths))
    for rank, (row, words) in enumerate(zip(table.rows, lines, strict=True)):
        for cell, said, kind in zip(row.cells, words, block.columns, strict=True):
            is_head, is_foot = rank == 0, bool(foot) and rank == len(lines) - 1
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour(SAND if is_head else PAPER)
            line = cell.text_frame.paragraphs[0]
            line.alignment = PP_ALIGN.RIGHT if kind == NUMBER else PP_ALIGN.LEFT
            tone = TONES[STATES[said]] if kind == STATE and said in STATES else INK
            write(line, shortened(said), size, tone, bold=is_head or is_foot or tone != INK)


def chart_on(slide, names, series, alt, *, top=TOP, left=MARGIN, width=15.0, height=12.0):
    """Bars of the program: `series` are (name, values, colour)."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = names
    for name, values, _colour in series:
        data.add_series(name, values)
    place = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, *box(left, top, width, height), data
    )
    describe(place, alt)
    chart = place.chart
    chart.font.size, chart.font.name = Pt(14), TEXT_FONT
    chart.has_title = False
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 0
    plot.has_data_labels = True
    for one, (_name, _values, hexadecimal) in zip(plot.series, series, strict=True):
        one.format.fill.solid()
        one.format.fill.fore_color.rgb = colour(hexadecimal)

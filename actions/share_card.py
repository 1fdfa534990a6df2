"""The picture shown where somebody shares a page of the site: drawn here, asked of nobody."""

from functools import lru_cache
from io import BytesIO

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630  # what readers of Open Graph show without cutting
MARGIN = 72
MOST_LINES = 4
COLOURS = 32  # kept in the file: flat drawing, light file
BOLD, PLAIN = 650, 450
FONT = "vendor/fraunces/fraunces-latin-wght-normal.woff2"
# The tokens of static/css/tokens.css: a picture cannot read a style sheet.
PAPER, INK, SOFT, BRICK, RIVER = "#fbf6ed", "#261d16", "#54473b", "#9c3b1e", "#0f5c63"
ACCENTS = (BRICK, RIVER, "#7d4e00", "#6c2f5b", "#33601d", "#44505f")  # of an enjeu, 1 to 6


@lru_cache(maxsize=8)
def font(size, weight):
    # The plain engine: the other one fails on what is no text (a lone sign of direction).
    found = ImageFont.truetype(finders.find(FONT), size, layout_engine=ImageFont.Layout.BASIC)
    found.set_variation_by_axes([weight])
    return found


def wrapped(text, face, width):
    """Lines of `text` that hold in `width`; the last one ends with « … » when some is left."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    return [shortened(one, face, width) for one in lines]


def shortened(line, face, width):
    """`line`, cut to hold in `width`: one word may be longer than the picture."""
    if face.getlength(line) <= width:
        return line
    while line and face.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


def drawn_card(title, above, name, accent):
    """PNG bytes of WIDTH × HEIGHT: the `title`, what stands `above` it, the `name` of the site.

    `accent` is the number of the colour of an enjeu, from 1.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    colour, width = ACCENTS[(accent - 1) % len(ACCENTS)], WIDTH - 2 * MARGIN
    bricks(draw)
    small, large = font(34, BOLD), font(72 if len(title) <= 60 else 58, BOLD)
    draw.text((MARGIN, 96), shortened(above, small, width), font=small, fill=colour)
    y = 160
    for line in wrapped(title, large, width):
        draw.text((MARGIN, y), line, font=large, fill=INK)
        y += round(large.size * 1.22)
    draw.rectangle((MARGIN, HEIGHT - 118, WIDTH - MARGIN, HEIGHT - 115), fill=INK)
    foot = font(32, PLAIN)
    draw.text((MARGIN, HEIGHT - 98), shortened(name, foot, width), font=foot, fill=SOFT)
    content = BytesIO()
    image.quantize(COLOURS).save(content, "PNG", optimize=True)
    return content.getvalue()


def bricks(draw):
    """The brick course of the site, along the top."""
    for row, start in enumerate((0, -60)):
        for x in range(start, WIDTH, 120):
            draw.rectangle((x, row * 20, x + 116, row * 20 + 16), fill=BRICK)

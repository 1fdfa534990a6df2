"""What does not fit on paper is cut at the end of a line or a block, and said to be on the page."""

from dataclasses import dataclass

from records.french import figure
from reviews.documents.blocks import Bullets, HeadingBlock, Paragraph, Run, words_of
from reviews.documents.outline_parts import paragraph
from reviews.documents.rich_text import blocks_of, plain

NAMES = 12  # of a list of names: communes, partners of one role


@dataclass(frozen=True)
class PaperRoom:
    """How much of what has no end of its own: `letters` of each text, `lines` of each list."""

    letters: int
    lines: int


# From the most generous to the one that fits whatever people typed.
SIZES = (
    PaperRoom(2500, 12),
    PaperRoom(1200, 8),
    PaperRoom(600, 5),
    PaperRoom(250, 3),
    PaperRoom(0, 2),
)


def labelled(rows):
    """Bullets « label : words » of the `rows` that have words; a third part is where they lead."""
    found = [
        (Run(f"{label}\u00a0: ", bold=True), Run(plain(words), link="".join(link)))
        for label, words, *link in rows
        if words
    ]
    return [Bullets(tuple(found))] if found else []


def some(rows, most, one, many):
    """The first `most` texts of `rows`, and how many more the page has, as « et 3 autres … »."""
    rows = list(rows)
    more = len(rows) - most
    if more < 1:
        return rows
    return [*rows[:most], f"et {figure(more)} {one if more == 1 else many}, sur la page"]


def names(rows):
    """« Ambres, Azas et 12 autres »: as many as a line or two hold."""
    rows = list(rows)
    if len(rows) <= NAMES:
        return ", ".join(rows)
    return f"{', '.join(rows[: NAMES - 1])} et {len(rows) - NAMES + 1} autres"


def text(words, room, level=3):
    """Blocks of the Markdown `words`, as many as `room` holds; what is left is said to be on the
    page. A first paragraph too long is cut at the end of a sentence."""
    found, letters = [], room.letters
    for block in blocks_of(words, level):
        said = words_in(block)
        if len(said) > letters:
            break
        found.append(block)
        letters -= len(said)
    else:
        return found
    while found and isinstance(found[-1], HeadingBlock):
        found.pop()
    if not found and isinstance(block, Paragraph):
        sentences, dot, _rest = said[: room.letters].rpartition(". ")
        found = [Paragraph((Run(sentences + dot.strip()),))] if dot else []
    left = "La suite est" if found else "Ce texte est"
    return [*found, paragraph(f"{left} sur la page.", "small")]


def words_in(block):
    """The words of a `block` of a text, on one line."""
    return " ".join(words_of(block))


def titled(title, blocks, level=2):
    """The `blocks` under their title, or nothing without blocks."""
    return [HeadingBlock(level, title), *blocks] if blocks else []

"""What does not fit on paper is cut at the end of a line or a block, and said to be on the page."""

from dataclasses import dataclass

from records.french import figure
from reviews.documents.blocks import Bullets, HeadingBlock, Paragraph, Run
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


def labelled(pairs):
    """Bullets « label : words » of the `pairs` that have words."""
    rows = [(label, plain(words)) for label, words in pairs if words]
    return (
        [Bullets(tuple((Run(f"{a}\u00a0: ", bold=True), Run(b)) for a, b in rows))] if rows else []
    )


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


def text(words, size, level=3):
    """Blocks of the Markdown `words`, those that `size` has room for, and that the rest is left."""
    found, room = [], size.letters
    for block in blocks_of(words, level):
        weight = len("".join(run.text for runs in runs_in(block) for run in runs))
        if weight > room:
            break
        found.append(block)
        room -= weight
    else:
        return found
    while found and isinstance(found[-1], HeadingBlock):
        found.pop()
    if not size.letters:
        return []
    return [*found, paragraph("La suite est sur la page.", "small")]


def runs_in(block):
    match block:
        case Paragraph(runs=runs):
            return [runs]
        case Bullets(items=items):
            return items
    return [(Run(block.text),)]


def titled(title, blocks, level=2):
    """The `blocks` under their title, or nothing without blocks."""
    return [HeadingBlock(level, title), *blocks] if blocks else []

"""The looks of the table for the committee: each state has a colour of its own beside its word."""

from math import ceil
from textwrap import wrap

from actions.models import Avancement
from tables.output import Look

LINE = "CDBB9F"
INK = "261D16"
LATE_INK = "74290F"

TITLE = Look(bold=True, size=16, ink=INK)
SUBTITLE = Look(size=10, ink="54473B")
HEADER = Look(bold=True, size=10, ink=INK, fill="F1E7D6", line=LINE)
GROUP = Look(bold=True, size=12, ink="FFFFFF", fill="0A4248")
TEXT = Look(size=10, ink=INK, line=LINE)
STRONG = Look(bold=True, size=10, ink=INK, line=LINE)
LATE = Look(bold=True, size=10, ink=LATE_INK, line=LINE)
MONEY = Look(size=10, ink=INK, line=LINE, right=True, is_money=True)
SUM = Look(bold=True, size=10, ink=INK, fill="F1E7D6", line=LINE)
SUM_MONEY = Look(bold=True, size=10, ink=INK, fill="F1E7D6", line=LINE, right=True, is_money=True)
# Pale grounds, dark inks: read in black and white too, for the word says it all.
STATES = {
    Avancement.PLANNED: Look(bold=True, size=10, ink="2E3844", fill="E6EAEE", line=LINE),
    Avancement.ONGOING: Look(bold=True, size=10, ink="0A4248", fill="DCEFEC", line=LINE),
    Avancement.DONE: Look(bold=True, size=10, ink="274A16", fill="E0EFD8", line=LINE),
    Avancement.SETTLED: Look(bold=True, size=10, ink="1B3A5E", fill="DCE7F5", line=LINE),
    Avancement.PAUSED: Look(bold=True, size=10, ink="5E3A00", fill="FBEBC8", line=LINE),
    Avancement.DROPPED: Look(bold=True, size=10, ink="5A264B", fill="F4E6EF", line=LINE),
}
# Points a letter of Arial and a line take, for a size of one.
LETTER, BOLD_LETTER, HEIGHT = 0.52, 0.58, 1.25
PADDING, HIGHEST = 4, 409  # no line of Excel is higher
COLUMN_UNIT = 5.25  # points of one character of a column
LOOKS = (
    *(TITLE, SUBTITLE, GROUP, TEXT, STRONG, LATE, MONEY, SUM, SUM_MONEY),
    *STATES.values(),
)


def lines_needed(text: str, look: Look, width: float) -> int:
    """How many lines `text` takes in a cell of `width` characters of a column."""
    letter = (BOLD_LETTER if look.bold else LETTER) * look.size
    most = max(1, int(width * COLUMN_UNIT / letter))
    return sum(max(1, len(wrap(one, most))) for one in text.split("\n"))


def height_needed(text: str, look: Look, width: float) -> float:
    """The height, in points, of a cell of `width` characters that shows the whole `text`."""
    needed = lines_needed(text, look, width) * look.size * HEIGHT + PADDING
    return float(min(ceil(needed), HIGHEST))

"""One sheet of a file: its header, what each column is headed, and its lines."""

from dataclasses import dataclass, field
from functools import cached_property

from actions.importing.reading.header import Header, is_instruction, texts_of
from tables.cells import Row, cell_at, cell_text, column_letter
from tables.sheet_limits import Merge

SEPARATOR = " – "  # between the words of a heading over several lines


@dataclass(frozen=True)
class Heading:
    """A column of the file: its number from 0, its letter, its words and a first value.

    `parts` are the words of each line of the header, the groups first.
    """

    column: int
    letter: str
    text: str
    sample: str
    parts: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """What it may be known by: all its words, then the lowest alone, then those above."""
        return list(dict.fromkeys([self.text, *reversed(self.parts)]))


@dataclass
class Sheet:
    """One sheet: `rows` from its first line, `header` the index of its last header row, or None.

    `top` is the index of the first row of a header over several lines, `texts` what each column
    is headed; `likeness` how many columns of a plan its header names, `has_title` whether one is
    the title. `refusal` says why it cannot be imported; a refused sheet may have no rows.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    header: int | None = None
    refusal: str = ""
    top: int | None = None
    texts: list[list[str]] | None = None
    likeness: int = 0
    has_title: bool = False
    merges: list[Merge] = field(default_factory=list)
    aside: str = ""  # why it is not ticked with the others, though it may be
    titles: set[str] = field(default_factory=set)  # of its actions, folded
    cards: list[str] = field(default_factory=list)  # where each line was a card, in words

    @property
    def header_line(self) -> int | None:
        """The line number people see for the header."""
        return None if self.header is None else self.header + 1

    @cached_property
    def width(self) -> int:
        """How many columns the header and the lines reach."""
        if self.header is None:
            return 0
        first = self.header if self.top is None else self.top
        return max((len(row) for row in self.rows[first:]), default=0)

    @cached_property
    def words(self) -> list[list[str]]:
        """The words above each column, from top to bottom."""
        return [self.parts(column) for column in range(self.width)]

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns that have a heading or a value, in the order of the file."""
        if self.header is None:
            return []
        samples: dict[int, str] = {}
        for row in self.rows[self.header + 1 :]:
            for column, cell in enumerate(row):
                if column not in samples and (text := cell_text(cell)):
                    samples[column] = text
            if len(samples) == self.width:
                break
        found = []
        for column in range(self.width):
            parts = self.words[column]
            sample = samples.get(column, "")
            if parts or sample:
                text = SEPARATOR.join(parts)
                letter = column_letter(column)
                found.append(Heading(column, letter, text, sample[:80], tuple(parts)))
        return found

    def parts(self, column: int) -> list[str]:
        """The words above a column, from top to bottom."""
        if self.texts is not None:
            return self.texts[column] if column < len(self.texts) else []
        text = cell_text(cell_at(self.rows[self.header or 0], column))
        return [text] if text else []

    @cached_property
    def above(self) -> list[str]:
        """What is written above the header, one text for each line."""
        top = (self.header if self.top is None else self.top) or 0
        texts = (dict.fromkeys(cell_text(cell) for cell in row) for row in self.rows[:top])
        return [" ".join(filter(None, text)) for text in texts if any(text)]

    @cached_property
    def instructions(self) -> set[int]:
        """The numbers of the lines, under the header, that say how to fill it."""
        if self.header is None or self.header + 1 >= len(self.rows):
            return set()
        return {self.header + 2} if is_instruction(self.rows[self.header + 1]) else set()

    def is_body(self, row: int) -> bool:
        """True for the index of a row under the header."""
        return self.header is not None and self.header < row < len(self.rows)

    def under(self, header: Header) -> None:
        """Take `header` for that of the sheet."""
        self.header, self.top, self.texts = header.bottom, header.top, header.texts

    def in_one_order(self) -> None:
        """Put the lines under a header written again in another order in that of the first.

        Its words are all those of the first header, each once: nothing is guessed.
        """
        if self.header is None or self.top not in (None, self.header):
            return
        places = {text: column for column, words in enumerate(self.words) for text in words[-1:]}
        if len(places) != sum(map(bool, self.words)):
            return
        order: list[tuple[int, int]] = []  # (column in the file, column of the first header)
        for number in range(self.header + 1, len(self.rows)):
            row = self.rows[number]
            texts = texts_of(row)
            told = [text for text in texts if text]
            if len(told) > 2 and set(told) <= set(places) and len(set(told)) == len(told):
                order = [(column, places[text]) for column, text in enumerate(texts) if text]
                order = [] if all(one == other for one, other in order) else order
            if order:
                moved = {to: cell_at(row, column) for column, to in order}
                apart = {column for column, _ in order} | set(moved)
                self.rows[number] = [
                    moved.get(column, "" if column in apart else cell_at(row, column))
                    for column in range(max(len(row), *(to + 1 for to in moved)))
                ]

    def lines(self) -> list[tuple[int, Row]]:
        """(line number, cells) of the rows under the header that hold something.

        A header written again further down is no line.
        """
        if self.header is None:
            return []
        return [
            (number, row)
            for number, row in enumerate(self.rows[self.header + 1 :], start=self.header + 2)
            if (texts := texts_of(row)) and any(texts) and not self.is_header(texts)
        ]

    def is_header(self, texts: list[str]) -> bool:
        """True when each of several cells says what heads its column."""
        filled = 0
        for column, text in enumerate(texts):
            if text:
                if text not in self.words[column]:
                    return False
                filled += 1
        return filled > 1

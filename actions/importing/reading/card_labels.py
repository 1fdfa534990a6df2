"""Which cells of a sheet are the labels of a card, and where what they head stands."""

import re
from collections import Counter
from dataclasses import dataclass

from actions.importing.columns.dates import is_ticked
from actions.importing.reading.header import LONGEST
from actions.importing.reading.headings import HeadingIndex
from records.folding import fold
from tables.cells import Cell, Row, cell_at, cell_text

LABELS = 4  # of a card at least, its title among them
MOST_IN_ROW = 4  # labels that a row of a card names: more are the header of a table
LOOKED_AT = 60  # rows, to tell a card from a table
FIRST_COLUMNS = 3  # where the labels of a card begin
INLINE = re.compile(r"(?P<label>[^:\n]{2,60}?)\s*:\s*(?P<value>\S.*)", re.DOTALL)
# « Axe 1 », « Fiche action n°3 – Ouvrir un guichet »: the head, then a number.
NUMBERED = re.compile(
    r"(?P<head>[^\W\d][^\d:]*?)\s*(?:n\s?[°º]\s*)?"
    r"(?:\d[\w.-]*|(?<=[\s°º])[a-z](?=\s*[:.–—-]|\Z))\s*[:.–—-]*\s*.*\Z",
    re.DOTALL | re.IGNORECASE,
)
CAPITALS = re.compile(
    r"[^\da-zà-ÿ]{5,}"
)  # « POINTS DE VIGILANCE », beside other labels in capitals
NUMBER_SIGN = re.compile(r"(?P<head>.+?)\s*\bn\s?[°º]\s*\Z", re.IGNORECASE)
LEVELS = ("enjeu", "objective")


@dataclass(frozen=True)
class Label:
    """What heads a part of a card: its words, and the column of a plan they name, or ""."""

    text: str
    key: str = ""

    @property
    def name(self) -> str:
        """What two labels are the same by."""
        return " ".join(fold(self.text).split())


class CardLabels:
    """The labels among the `rows` of one sheet; `index` knows headings.

    They are in `columns`; what they head `is_beside` them, or below; they are in capitals when
    they are `loud`.
    """

    def __init__(self, rows: list[Row], index: HeadingIndex) -> None:
        self.rows, self.index = rows, index
        self.columns = self.label_columns()
        self.is_beside = self.have_values_beside()
        self.is_loud = bool(self.columns) and self.are_loud()

    def known(self, text: str) -> Label | None:
        """The label that `text` is when it names a column of a plan, None otherwise."""
        text = text.strip().rstrip(" :.*").strip()
        if not text or len(text) > LONGEST:
            return None
        if (key := self.index.key(text)) and not is_ticked(key):
            return Label(text, key)
        match = NUMBER_SIGN.fullmatch(text)
        if match and self.index.key(match["head"]) == "title":
            return Label(f"N° {match['head']}", "code")
        return None

    def inline(self, cell: Cell) -> tuple[Label, str] | None:
        """The label and the value of « Pilote : CAF », « Axe 1 – Jeunesse », « Fiche n°3 »."""
        if not isinstance(cell, str):
            return None
        text = cell.strip()
        match = INLINE.fullmatch(text)
        if match and (label := self.known(match["label"])):
            return label, match["value"].strip()
        match = NUMBERED.fullmatch(text) if len(text) <= 250 else None
        label = self.known(match["head"]) if match else None
        return (label, text) if label and label.key in (*LEVELS, "title", "code") else None

    def label_columns(self) -> list[int]:
        """The columns that hold labels: the first one that names several, and those after it
        whose labels have something else on their left.
        """
        rows = self.rows[:LOOKED_AT]
        for first in range(FIRST_COLUMNS):
            cells = [cell_at(row, first) for row in rows]
            labels = [self.known(cell_text(cell)) or self.head(cell) for cell in cells]
            if len({label.key for label in labels if label}) >= LABELS - 1:
                break
        else:
            return []
        kept = [first]
        for column in range(first + 2, max(map(len, rows))):
            texts = [cell_text(cell_at(row, column)) for row in rows]
            keys = {label.key for text in texts if (label := self.known(text))}
            if len(keys) > 1 and column - 1 not in kept:
                kept.append(column)
        return kept

    def head(self, cell: Cell) -> Label | None:
        found = self.inline(cell)
        return found[0] if found else None

    def are_loud(self) -> bool:
        """True when most labels are in capitals, so that other capitals head something too."""
        texts = [cell_text(cell_at(row, self.columns[0])) for row in self.rows[:LOOKED_AT]]
        told = [text.isupper() for text in texts if self.known(text)]
        return sum(told) * 2 > len(told)

    def have_values_beside(self) -> bool:
        """True when what labels head stands on their right, rather than below."""
        beside: Counter[bool] = Counter()
        for row in self.rows[:LOOKED_AT]:
            for column in self.columns[:1]:
                if self.known(cell_text(cell_at(row, column))):
                    beside[any(cell_text(cell) for cell in row[column + 1 :])] += 1
        return beside[True] >= beside[False]

    @property
    def is_card(self) -> bool:
        """True when labels name as many columns as an action needs, its title among them, and
        more than any row does.
        """
        if not self.columns:
            return False
        keys: set[str] = set()
        for row in self.rows[:LOOKED_AT]:
            in_row = set()
            for column, cell in enumerate(row):
                if isinstance(cell, str) and (label := self.known(cell) or self.head(cell)):
                    in_row.add(label.key)
                    if column in self.columns:
                        keys.add(label.key)
            if len(in_row) > MOST_IN_ROW:
                return False
        return "title" in keys and len(keys) >= LABELS

    def is_heading(self, text: str) -> bool:
        """True for unknown words in capitals among labels in capitals."""
        return self.is_loud and bool(CAPITALS.fullmatch(text))

    def has_value(self, number: int, column: int) -> bool:
        """Whether something else than a label stands on the right of a cell."""
        beside = cell_at(self.rows[number], column + 1)
        return bool(cell_text(beside)) and column + 1 not in self.columns

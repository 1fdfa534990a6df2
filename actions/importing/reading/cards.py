"""Cards (« fiches action »), one action with its labels one under another, become a table.

A card has a sheet of its own, or follows another one. Its labels stand beside what they head,
above it, or before a colon in the same cell; several actions may be side by side. What is made is
an ordinary sheet, a line for each card, so that all that follows knows nothing of cards.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from actions.importing.columns.dates import is_ticked
from actions.importing.reading.header import LONGEST, YEAR, Header, is_instruction
from actions.importing.reading.headings import HeadingIndex
from actions.importing.reading.sheet import Sheet
from records.folding import fold
from tables.cells import Cell, Row, cell_at, cell_text

LABELS = 4  # of a card at least, its title among them
MOST_IN_ROW = 4  # labels that a row of a card names: more are the header of a table
LOOKED_AT = 60  # rows, to tell a card from a table
FIRST_COLUMNS = 3  # where the labels of a card begin
SHEET = "Fiches"  # what the table made of several sheets is called
INLINE = re.compile(r"(?P<label>[^:\n]{2,60}?)\s*:\s*(?P<value>\S.*)", re.DOTALL)
# « Axe 1 », « Fiche action n°3 – Ouvrir un guichet »: the head, then a number.
NUMBERED = re.compile(
    r"(?P<head>[^\W\d][^\d:]*?)\s*(?:n\s?[°º]\s*)?"
    r"(?:\d[\w.-]*|(?<=[\s°º])[a-z](?=\s*[:.–—-]|\Z))\s*[:.–—-]*\s*.*\Z",
    re.DOTALL | re.IGNORECASE,
)
LOUD = re.compile(r"[^\da-zà-ÿ]{5,}")  # « POINTS DE VIGILANCE », beside other labels in capitals
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


@dataclass
class Part:
    """A label of a card and what it heads, a text for each line; `row` counted from 0."""

    label: Label
    row: int
    texts: list[Cell] = field(default_factory=list)
    years: list[str] | None = None  # of the columns of a small table in the part

    def add(self, cells: list[Cell]) -> None:
        """Add a line: « Nombre de familles | 12 » is « Nombre de familles : 12 »."""
        texts = [cell_text(cell) for cell in cells]
        years = [text for text in texts if YEAR.match(text)]
        if len(years) > 1 or (years and len(texts) > 1 and texts[-1] in years):
            self.years = years
            return
        if self.years and 1 < len(texts) <= len(self.years) + 1:
            told = zip(self.years, texts[1:], strict=False)
            self.texts.append(f"{texts[0]} : " + " ; ".join(f"{y} = {text}" for y, text in told))
        else:
            self.texts.append(cells[0] if len(cells) == 1 else " : ".join(texts))

    @property
    def cell(self) -> Cell:
        """What the cell of its column holds: the value itself when there is one."""
        if len(self.texts) == 1:
            return self.texts[0]
        return "\n".join(dict.fromkeys(cell_text(text) for text in self.texts))


@dataclass
class Card:
    parts: list[Part]
    origin: str  # where it stands, in words

    def get(self, key: str) -> Part | None:
        """Its first part of the column `key` that says something."""
        return next((part for part in self.parts if part.label.key == key and part.texts), None)

    def has(self, name: str) -> bool:
        return any(part.label.name == name for part in self.parts)


class CardReader:
    """Reads the cards of the `rows` of one sheet, called `name`; `index` knows headings."""

    def __init__(self, name: str, rows: list[Row], index: HeadingIndex) -> None:
        self.name, self.rows, self.index = name, rows, index
        self.columns = self.label_columns()
        self.is_beside = self.labels_have_values_beside()
        self.is_loud = bool(self.columns) and self.labels_are_loud()
        self.parts: list[Part] = []

    # --- which cells are labels ----------------------------------------------------------------

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
        """The label and the value of « Pilote : CAF », of « Axe 1 – Jeunesse », of « Fiche n°3 »."""
        if not isinstance(cell, str):
            return None
        text = cell.strip()
        match = INLINE.fullmatch(text)
        if match and (label := self.known(match["label"])):
            return label, match["value"].strip()
        match = NUMBERED.fullmatch(text) if len(text) <= 250 else None
        if match and (label := self.known(match["head"])):
            if label.key in (*LEVELS, "title", "code"):
                return label, text
        return None

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

    def labels_are_loud(self) -> bool:
        """True when most labels are in capitals, so that other capitals head something too."""
        texts = [cell_text(cell_at(row, self.columns[0])) for row in self.rows[:LOOKED_AT]]
        told = [text.isupper() for text in texts if self.known(text)]
        return sum(told) * 2 > len(told)

    def labels_have_values_beside(self) -> bool:
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

    # --- what they head ------------------------------------------------------------------------

    def cards(self) -> list[Card]:
        """The cards of the sheet, in order; one without a title or with it alone is left out."""
        if self.is_card and (several := self.side_by_side()):
            return several
        self.read()
        cards: list[list[Part]] = [[]]
        heads = self.heads()
        for part in self.parts:
            card, name = Card(cards[-1], ""), part.label.name
            if name in heads and (card.get("title") or card.has(name)):
                cards.append([])
            cards[-1].append(part)
        levels: dict[str, Part] = {}
        found = []
        for parts in cards:
            origin = f"ligne {parts[0].row + 1}" if len(cards) > 1 and parts else ""
            card = Card(parts, origin)
            self.inherit(card, levels)
            if card.get("title") and sum(bool(part.texts) for part in parts) > 1:
                found.append(card)
        return found

    def heads(self) -> set[str]:
        """The labels that stand before the first title, and its own: a card begins with them."""
        names = [part.label.name for part in self.parts]
        titles = [n for n, part in enumerate(self.parts) if part.label.key == "title"]
        return set(names[: titles[0] + 1]) if titles else set()

    def inherit(self, card: Card, levels: dict[str, Part]) -> None:
        """Give `card` the levels written once above it, which are kept in `levels`."""
        for key in LEVELS:
            if own := [part for part in card.parts if part.label.key == key]:
                titles = [part.row for part in card.parts if part.label.key in ("title", "code")]
                levels.pop(key, None)
                if key == "enjeu":
                    levels.pop("objective", None)
                if own[0].texts and titles and own[0].row < titles[0]:
                    levels[key] = own[0]
            elif key in levels:
                card.parts.insert(0, levels[key])

    def side_by_side(self) -> list[Card]:
        """The cards of a table turned on its side, each in its column: a title in several."""
        start = self.columns[0]
        rows = {}
        for row in self.rows:
            label = self.known(cell_text(cell_at(row, start)))
            if label and label.key == "title" and "title" not in rows:
                rows["title"] = row
        if "title" not in rows or len(self.columns) > 1:
            return []
        titled = [n for n, cell in enumerate(rows["title"]) if n > start and cell_text(cell)]
        if len(titled) < 2 or any(self.known(cell_text(rows["title"][n])) for n in titled):
            return []
        cards = [Card([], f"colonne {number}") for number in range(1, len(titled) + 1)]
        for number, row in enumerate(self.rows):
            if text := cell_text(cell_at(row, start)):
                label = self.known(text) or Label(text.strip().rstrip(" :")[:LONGEST])
                for card, column in zip(cards, titled, strict=True):
                    value = cell_at(row, column)
                    card.parts.append(Part(label, number, [value] if cell_text(value) else []))
        return cards

    def read(self) -> None:
        """Note the parts of the sheet, one after the other."""
        is_blank = False
        for number, row in enumerate(self.rows):
            cells = [(column, cell) for column, cell in enumerate(row) if cell_text(cell)]
            if not cells:
                is_blank = True
                continue
            last = self.parts[-1] if self.parts else None
            at = len(self.parts)
            values: list[Cell] = []
            for column, cell in cells:
                before = self.parts[-1] if len(self.parts) > at else None
                found = self.label_at(number, column, cell, before, values, last)
                if found is None:
                    values.append(cell)
                    continue
                self.give(before or (None if is_blank and self.is_beside else last), values)
                values = []
                label, value = found
                if last and label.name == last.label.name and len(self.parts) == at and not value:
                    self.parts.append(last)  # the same label again: it goes on
                else:
                    self.parts.append(Part(label, number, [value] if value else []))
            before = self.parts[-1] if len(self.parts) > at else None
            self.give(before or (None if is_blank and self.is_beside else last), values)
            is_blank = False
        self.parts = list({id(part): part for part in self.parts}.values())

    def give(self, part: Part | None, values: list[Cell]) -> None:
        if part is not None and values and not self.repeats(part, values):
            part.add(values)

    @staticmethod
    def repeats(part: Part, values: list[Cell]) -> bool:
        """True for the value of a cell merged downwards, which each of its lines holds."""
        return len(values) == 1 and part.texts[-1:] == values

    def label_at(
        self,
        number: int,
        column: int,
        cell: Cell,
        before: Part | None,
        values: list[Cell],
        last: Part | None,
    ) -> tuple[Label, str] | None:
        """(label, what it heads in the same cell) of a cell, None for a value."""
        if not isinstance(cell, str) or column not in self.columns:
            return None
        waits = before if before is not None else last
        is_first = before is None and not values
        if waits and self.is_waiting(waits) and not values and waits.label.key == "avancement":
            if before is not None or not self.is_beside:
                return None  # « Réalisé » is a state, under « Avancement »
        if label := self.known(cell):
            return label, ""
        if found := self.inline(cell):
            return found
        text = cell.strip()
        if len(text) > LONGEST or "\n" in text:
            return None
        is_loud = self.is_loud and bool(LOUD.fullmatch(text)) and not self.is_waiting(waits)
        if text.endswith(":") or is_loud:
            return Label(text.rstrip(" :")), ""
        if self.is_beside and (is_first or self.has_value(number, column)):
            return Label(text), ""
        return None

    @staticmethod
    def is_waiting(part: Part | None) -> bool:
        """True for a label that heads nothing yet: what comes is its own."""
        return part is not None and not part.texts

    def has_value(self, number: int, column: int) -> bool:
        """Whether something else than a label stands on the right of a cell."""
        beside = cell_at(self.rows[number], column + 1)
        return bool(cell_text(beside)) and column + 1 not in self.columns


# --- a table of cards ------------------------------------------------------------------------------


def cards_of(name: str, rows: list[Row], index: HeadingIndex) -> list[Card]:
    """The cards that a sheet holds, none when it holds no card."""
    reader = CardReader(name, rows, index)
    return reader.cards() if reader.is_card else []


def table_of(cards: list[Card], name: str, index: HeadingIndex) -> Sheet | None:
    """The sheet `name` with a line for each of the `cards`, None when none is filled in."""
    labels: dict[str, Label] = {}
    lines = []
    for card in cards:
        cells: dict[str, Part] = {}
        for part in card.parts:
            held = cells.setdefault(part.label.name, Part(part.label, part.row))
            held.texts += [text for text in part.texts if text not in held.texts]
        filled = {key: part.cell for key, part in cells.items() if part.texts}
        if len(filled) > 1 and not is_instruction(list(filled.values())):
            lines.append((card.origin, filled))
            for key in filled:
                labels.setdefault(key, cells[key].label)
    if not lines:
        return None
    header: Row = [label.text for label in labels.values()]
    rows = [header, *([filled.get(key, "") for key in labels] for _, filled in lines)]
    sheet = Sheet(name, rows, cards=[origin for origin, _ in lines])
    sheet.under(Header(0, 0, [[str(text)] for text in header]))
    keys = {label.key for label in labels.values()} - {""}
    sheet.likeness, sheet.has_title = len(keys), "title" in keys
    return sheet

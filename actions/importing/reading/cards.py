"""Cards (« fiches action »), one action with its labels one under another, become a table.

A card has a sheet of its own, or follows another one. Its labels stand beside what they head,
above it, or before a colon in the same cell; several actions may be side by side. What is made is
an ordinary sheet, a line for each card, so that all that follows knows nothing of cards.
"""

from dataclasses import dataclass, field

from actions.importing.reading.card_labels import LEVELS, CardLabels, Label
from actions.importing.reading.header import LONGEST, YEAR, Header, is_instruction
from actions.importing.reading.headings import HeadingIndex
from actions.importing.reading.sheet import Sheet
from records.folding import fold
from tables.cells import Cell, Row, cell_at, cell_text

# What heads the columns of a small table inside a card.
HEADS = {
    *("charge", "produit", "poste", "montant", "financeur", "indicateur", "valeur", "cible"),
    *("recette", "depense", "intitule", "nature", "etape", "date", "budget", "echeance", "objet"),
}
SHEET = "Fiches"  # what the table made of several sheets is called


Placed = tuple[int, Cell]  # a cell and its column


@dataclass
class CardPart:
    """A label of a card and what it heads, a text for each line; `row` counted from 0."""

    label: Label
    row: int
    texts: list[Cell] = field(default_factory=list)
    years: dict[int, str] = field(default_factory=dict)  # column of a small table → its year

    def add(self, cells: list[Placed]) -> None:
        """Add a line: « Nombre de familles | 12 » is « Nombre de familles : 12 »."""
        texts = {column: cell_text(cell) for column, cell in cells}
        years = {column: text for column, text in texts.items() if YEAR.match(text)}
        if len(years) > 1 or (years and len(texts) > 1 and cells[-1][0] in years):
            self.years = years
            return
        if len(cells) > 1 and all(fold(text).rstrip("s") in HEADS for text in texts.values()):
            return  # the header of a small table
        told = [
            f"{self.years[column]} = {texts[column]}" for column in texts if column in self.years
        ]
        named = [text for column, text in texts.items() if column not in self.years]
        if told and named:
            self.texts.append(f"{' '.join(named)} : {' ; '.join(told)}")
        else:
            self.texts.append(cells[0][1] if len(cells) == 1 else " : ".join(texts.values()))

    @property
    def cell(self) -> Cell:
        """What the cell of its column holds: the value itself when there is one."""
        if len(self.texts) == 1:
            return self.texts[0]
        return "\n".join(dict.fromkeys(cell_text(text) for text in self.texts))


@dataclass
class Card:
    parts: list[CardPart]
    origin: str  # where it stands, in words

    def get(self, key: str) -> CardPart | None:
        """Its first part of the column `key` that says something."""
        return next((part for part in self.parts if part.label.key == key and part.texts), None)

    def has(self, name: str) -> bool:
        return any(part.label.name == name for part in self.parts)


class CardReader:
    """Reads the cards of the `rows` of one sheet; `index` knows headings."""

    def __init__(self, rows: list[Row], index: HeadingIndex) -> None:
        self.rows, self.labels = rows, CardLabels(rows, index)
        self.parts: list[CardPart] = []

    # --- what they head ------------------------------------------------------------------------

    def cards(self) -> list[Card]:
        """The cards of the sheet, in order; one without a title or with it alone is left out."""
        if several := self.side_by_side():
            return several
        self.read()
        cards: list[list[CardPart]] = [[]]
        heads = self.heads()
        for part in self.parts:
            card, name = Card(cards[-1], ""), part.label.name
            if name in heads and (card.get("title") or card.has(name)):
                cards.append([])
            cards[-1].append(part)
        levels: dict[str, CardPart] = {}
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

    def inherit(self, card: Card, levels: dict[str, CardPart]) -> None:
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
        start = self.labels.columns[0]
        rows = {}
        for row in self.rows:
            label = self.labels.known(cell_text(cell_at(row, start)))
            if label and label.key == "title" and "title" not in rows:
                rows["title"] = row
        if "title" not in rows or len(self.labels.columns) > 1:
            return []
        titled = [n for n, cell in enumerate(rows["title"]) if n > start and cell_text(cell)]
        if len(titled) < 2 or any(self.labels.known(cell_text(rows["title"][n])) for n in titled):
            return []
        cards = [Card([], f"colonne {number}") for number in range(1, len(titled) + 1)]
        for number, row in enumerate(self.rows):
            if text := cell_text(cell_at(row, start)):
                label = self.labels.known(text) or Label(text.strip().rstrip(" :")[:LONGEST])
                for card, column in zip(cards, titled, strict=True):
                    value = cell_at(row, column)
                    card.parts.append(CardPart(label, number, [value] if cell_text(value) else []))
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
            values: list[Placed] = []
            for column, cell in cells:
                before = self.parts[-1] if len(self.parts) > at else None
                found = self.label_at(number, column, cell, before, values, last)
                if found is None:
                    values.append((column, cell))
                    continue
                self.give(before or (None if is_blank and self.labels.is_beside else last), values)
                values = []
                label, value = found
                if last and label.name == last.label.name and len(self.parts) == at and not value:
                    self.parts.append(last)  # the same label again: it goes on
                else:
                    self.parts.append(CardPart(label, number, [value] if value else []))
            before = self.parts[-1] if len(self.parts) > at else None
            self.give(before or (None if is_blank and self.labels.is_beside else last), values)
            is_blank = False
        self.parts = list({id(part): part for part in self.parts}.values())

    def give(self, part: CardPart | None, values: list[Placed]) -> None:
        if part is not None and values and not self.repeats(part, values):
            part.add(values)

    @staticmethod
    def repeats(part: CardPart, values: list[Placed]) -> bool:
        """True for the value of a cell merged downwards, which each of its lines holds."""
        return len(values) == 1 and part.texts[-1:] == [values[0][1]]

    def label_at(
        self,
        number: int,
        column: int,
        cell: Cell,
        before: CardPart | None,
        values: list[Placed],
        last: CardPart | None,
    ) -> tuple[Label, str] | None:
        """(label, what it heads in the same cell) of a cell, None for a value."""
        if not isinstance(cell, str) or column not in self.labels.columns:
            return None
        waits = before if before is not None else last
        is_first = before is None and not values
        if (
            waits
            and self.is_waiting(waits)
            and waits.label.key == "avancement"
            and not values
            and (before is not None or not self.labels.is_beside)
        ):
            return None  # « Réalisé » is a state, under « Avancement »
        if label := self.labels.known(cell):
            return label, ""
        if found := self.labels.inline(cell):
            return found
        text = cell.strip()
        if len(text) > LONGEST or "\n" in text:
            return None
        is_loud = self.labels.is_heading(text) and not self.is_waiting(waits)
        if text.endswith(":") or is_loud:
            return Label(text.rstrip(" :")), ""
        if self.labels.is_beside and (is_first or self.labels.has_value(number, column)):
            return Label(text), ""
        return None

    @staticmethod
    def is_waiting(part: CardPart | None) -> bool:
        """True for a label that heads nothing yet: what comes is its own."""
        return part is not None and not part.texts


# --- a table of cards --------------------------------------------------------------------------


def cards_of(rows: list[Row], index: HeadingIndex) -> list[Card]:
    """The cards that a sheet holds, none when it holds no card."""
    reader = CardReader(rows, index)
    return reader.cards() if reader.labels.is_card else []


def table_of(cards: list[Card], name: str, index: HeadingIndex) -> Sheet | None:
    """The sheet `name` with a line for each of the `cards`, None when none is filled in."""
    labels: dict[str, Label] = {}
    lines = []
    for card in cards:
        cells: dict[str, CardPart] = {}
        for part in card.parts:
            held = cells.setdefault(part.label.name, CardPart(part.label, part.row))
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

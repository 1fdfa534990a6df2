"""The lines of a sheet told apart: actions, titles of parts, totals, notes, instructions.

A level written once — in its column, on a line of its own, above the table or as the name of the
sheet — serves the lines below it.
"""

import re
from dataclasses import dataclass, field, replace

from actions.importing.column_mapping import ColumnMap
from actions.importing.import_plan import CHOSEN, LINE, Decisions, IgnoredLine
from actions.importing.level_words import LevelWords
from actions.importing.name_matching import CREATE, IGNORE
from actions.importing.numbering import looks_like_code
from actions.importing.places import line_id
from actions.importing.reading import Sheet
from records.folding import fold
from tables.cells import Cell, Row, cell_at, cell_text, is_error

TOTAL = "un total"
BANNER = "un titre de partie : les lignes du dessous en dépendent"
NOTE = "une note ou une légende"
INSTRUCTION = "une consigne de remplissage"
GOES_ON = "la suite de la ligne {}, lue avec elle"

SUMS = re.compile(r"(?:sous[\s-]*)?tota(?:l|ux)\b|somme\b|cumul\b")
FOOTNOTES = r"[*†]|\([0-9*]\)|legende\b|nota\b|n\.?b\.?\s*:|source\s*:"
FOOTNOTE = re.compile(FOOTNOTES)
NOTES = re.compile(rf"{FOOTNOTES}|n\.?b\b|source|mise? a jour|maj\b|document\b|page\b")
LONGEST_TITLE = 150  # characters of a title of a part
CODE_LENGTH = 20
NONE = "–"  # nothing, on a line of its own


@dataclass
class PlanLine:
    """A line that is an action: its cells, and the words of the levels it stands under."""

    sheet: str
    line: int
    row: Row
    enjeu: str
    objective: str

    @property
    def line_id(self) -> str:
        return line_id(self.sheet, self.line)


@dataclass
class Walk:
    """What a sheet holds: lines that are actions, and lines set aside."""

    lines: list[PlanLine] = field(default_factory=list)
    ignored: list[IgnoredLine] = field(default_factory=list)


class SheetWalker:
    def __init__(
        self,
        sheet: Sheet,
        mapping: ColumnMap,
        decisions: Decisions,
        words: LevelWords,
        *,
        is_alone: bool = True,
    ) -> None:
        self.sheet, self.mapping, self.words = sheet, mapping, words
        self.choices = decisions.get(LINE, {})
        self.enjeu = "" if "enjeu" in mapping else words.of_sheet(sheet, is_alone=is_alone)
        self.objective, self.just_said = "", False  # said by a title of a part just above
        self.bare, self.bare_at = "", 0  # an unnumbered title beside a column of enjeux, its place
        self.may_be_bare = "enjeu" not in mapping
        self.after_banner = False
        self.found = Walk()
        self.starts: dict[int, int] = {}  # line → the line where its merged title begins
        self.wide: set[int] = set()  # lines where one cell spreads over most of the table
        title = mapping.get("title")
        with_values = any(key.startswith("value_") for key in mapping)
        self.by_line = {
            column
            for key, column in mapping.items()
            if with_values and key.startswith(("value_", "indicators"))
        }
        self.merged: set[tuple[int, int]] = set()  # (line, column) of cells merged with those above
        for (top, left), (bottom, right) in sheet.merges:
            if left in self.by_line:
                self.merged |= {(row + 1, left) for row in range(top + 1, bottom + 1)}
            if left == title:
                self.starts |= {row + 1: top + 1 for row in range(top + 1, bottom + 1)}
            if top == bottom and right - left + 1 >= max(3, sheet.width // 2):
                self.wide.add(top + 1)

    def walk(self) -> Walk:
        """Sort the lines of the sheet, in order."""
        for number, row in self.sheet.lines():
            choice = self.choices.get(line_id(self.sheet.name, number))
            why = CHOSEN if choice == IGNORE else ""
            if not choice or choice not in (IGNORE, CREATE):
                why = self.gone_on(number, row) or self.why_not(number, row)
            if why:
                self.bare = self.bare if why == NOTE else ""
                text = " ".join(cell_text(cell) for cell in row if cell_text(cell))
                self.found.ignored.append(IgnoredLine(number, text[:200], why, self.sheet.name))
            else:
                self.take(number, row)
            self.after_banner = why == BANNER
        return self.found

    def take(self, number: int, row: Row) -> None:
        enjeu, objective = self.text(row, "enjeu"), self.text(row, "objective")
        if self.sheet.cards:  # each says its own levels, and says nothing of the next one
            levels = (enjeu or self.enjeu, objective)
            self.found.lines.append(PlanLine(self.sheet.name, number, row, *levels))
            return
        if is_error(self.cell(row, "enjeu")):  # the reader says it; nothing below depends on it
            self.enjeu = self.objective = enjeu = ""
        if self.bare_at == len(self.found.ignored):  # said by this very line, which is an action
            self.bare = ""
        if self.bare and not enjeu:
            enjeu = self.bare
            note = self.found.ignored[self.bare_at]
            self.found.ignored[self.bare_at] = replace(note, why=BANNER)
        self.bare = ""
        if enjeu and enjeu != self.enjeu:
            self.enjeu = enjeu
            self.objective = self.objective if self.just_said else ""
        self.objective, self.just_said = objective or self.objective, False
        self.found.lines.append(PlanLine(self.sheet.name, number, row, self.enjeu, self.objective))

    def gone_on(self, number: int, row: Row) -> str:
        """Why a line under a title merged downwards is no other action: it goes on with it."""
        start, lines = self.starts.get(number), self.found.lines
        if start is None or not lines or lines[-1].line != start:
            return ""
        whole = lines[-1].row = list(lines[-1].row)
        above = self.sheet.rows[number - 2]
        for column, cell in enumerate(row):
            more = cell_text(cell)
            if column in self.by_line:  # each line is of the indicator of the same line
                before = whole[column] if column < len(whole) else ""
                is_same = (number, column) in self.merged
                whole[column] = (
                    before if is_same else f"{cell_text(before) or NONE}\n{more or NONE}"
                )
            elif more and more != cell_text(cell_at(above, column)) and column < len(whole):
                whole[column] = "\n".join(filter(None, (cell_text(whole[column]), more)))
        return GOES_ON.format(start)

    def cell(self, row: Row, key: str) -> Cell:
        return cell_at(row, self.mapping[key]) if key in self.mapping else ""

    def text(self, row: Row, key: str) -> str:
        return cell_text(self.cell(row, key))

    # --- what is no action ---------------------------------------------------------------------

    def why_not(self, number: int, row: Row) -> str:
        """Why this line is no action, "" when it is one; a title of a part is remembered."""
        if number in self.sheet.instructions:
            return INSTRUCTION
        filled = [column for column, cell in enumerate(row) if cell_text(cell)]
        first = cell_text(row[filled[0]])
        code, title = self.text(row, "code"), self.text(row, "title")
        if SUMS.match(fold(first)) and self.is_sum(row, filled):
            return TOTAL
        texts = {cell_text(row[column]) for column in filled}
        if len(texts) == 1 and self.is_banner(first, filled[0], number):
            return BANNER
        if title and title != code:
            return NOTE if len(filled) == 1 and FOOTNOTE.match(fold(title)) else ""
        if len(filled) == 1:
            is_code = filled[0] == self.mapping.get("code")
            return "" if is_code and looks_like_code(code) else NOTE
        return NOTE if not code and len(filled) <= 2 else ""

    def is_sum(self, row: Row, filled: list[int]) -> bool:
        """True for a line that begins like a total, unless it is the title of an action."""
        if filled[0] != self.mapping.get("title"):
            return True
        others = (cell_text(row[column]) for column in filled[1:])
        return not any(re.search(r"[^\W\d_]{3,}", text) for text in others)

    def is_banner(self, text: str, alone_in: int, number: int) -> bool:
        """True for a line that is only the title of a part, whose level is then remembered."""
        if len(text) > LONGEST_TITLE or NOTES.match(fold(text)):
            return False
        in_title = alone_in == self.mapping.get("title")
        level = self.words.named_level(text) if in_title else self.words.level_of(text)
        if not level and in_title and number not in self.wide and not text.isupper():
            return False
        if not level and not self.may_be_bare:
            # An enjeu all the same, when the lines below say none in its column.
            self.bare, self.bare_at = text, len(self.found.ignored)
            return False
        if alone_in == self.mapping.get("code") and looks_like_code(text):
            return False
        if level == "objective" or (not level and self.after_banner):
            self.objective, self.just_said = text, True
        elif level or not text.endswith((".", ";", ",")):
            self.enjeu, self.objective = text, ""
        else:
            return False
        return True

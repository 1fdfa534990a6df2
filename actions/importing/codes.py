"""The code of each line: written in its column or in its title, chosen by staff, or proposed."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.importing.column_mapping import ColumnMaps
from actions.importing.import_plan import NUMBER, Decisions
from actions.importing.lookups import DECIMALS
from actions.importing.name_matching import name_key
from actions.importing.numbering import code_in, number_and_title, valid_code
from actions.importing.resolution import Vocabulary
from actions.importing.walking import CODE_LENGTH, PlanLine
from actions.models import Action, WordKind
from tables.cells import Cell, cell_at, cell_text, column_letter

CODE_IS_NUMBER = "Ce n’est pas un numéro d’action : retapez-le."
CODE_IS_DATE = (
    "Le tableur prend ce code pour une date : mettez la colonne au format Texte, puis retapez "
    "le code."
)
CODE_EXPECTED = (
    "Un code est fait de chiffres ou de lettres séparés par des points, par exemple 1.2.3, "
    f"en {CODE_LENGTH} caractères au plus."
)


@dataclass
class SaidCode:
    """What a line says of its number: `code` or "", the `title` without it, what is wrong.

    `restarts` when numbers begin again under each level: it is then one only with theirs.
    """

    code: str = ""
    title: str = ""
    fault: str = ""
    restarts: bool = False


class CodeBook:
    """The codes of all the lines of a file, and the free ones for those that have none."""

    def __init__(
        self,
        lines: Sequence[PlanLine],
        mappings: ColumnMaps,
        vocabulary: Vocabulary,
        decisions: Decisions,
    ) -> None:
        self.lines, self.mappings, self.vocabulary = lines, mappings, vocabulary
        self.actions: Mapping[str, Action] = vocabulary.reference.actions
        self.chosen = decisions.get(NUMBER, {})
        self.titles = {name_key(row.title) for row in self.actions.values()}
        self.before: dict[str, tuple[str, float]] = {}  # sheet → the number of the line above
        self.said = {line.line_id: self.read(line) for line in lines}
        self.see_restarts(lines)
        self.written = {said.code for said in self.said.values() if not said.restarts}
        self.taken = self.written | set(self.actions)
        self.next: dict[str, int] = defaultdict(lambda: 1)

    def read(self, line: PlanLine) -> SaidCode:
        mapping = self.mappings[line.sheet]
        cell = cell_at(line.row, mapping["code"]) if "code" in mapping else ""
        title = cell_text(cell_at(line.row, mapping["title"]))
        if chosen := self.chosen.get(line.line_id, "").strip():
            stripped = title if cell_text(cell) else number_and_title(title)[1]
            return self.judged(SaidCode(chosen, stripped))
        if cell_text(cell):
            return self.judged(self.said_once(self.in_cell(line, cell, title)))
        if name_key(title) in self.titles:  # that of an action as it stands, number included
            return SaidCode("", title)
        code, stripped = number_and_title(title)
        return self.judged(SaidCode(code, stripped))

    def said_once(self, said: SaidCode) -> SaidCode:
        """`said` with a title that does not begin with its own number again."""
        number, stripped = number_and_title(said.title)
        if number == said.code and name_key(said.title) not in self.titles:
            said.title = stripped
        return said

    def in_cell(self, line: PlanLine, cell: Cell, title: str) -> SaidCode:
        text = cell_text(cell)
        if isinstance(cell, bool):
            return SaidCode(text, title, CODE_IS_NUMBER)
        if isinstance(cell, int | float):
            return SaidCode(self.typed_number(line, text), title)
        if not isinstance(cell, str):
            return SaidCode(text, title, CODE_IS_DATE)
        return SaidCode(text if text in self.actions else code_in(text), title)

    def typed_number(self, line: PlanLine, text: str) -> str:
        """The code typed as a number: after 1.9, 1.1 may be 1.10, which staff say once."""
        whole, dot, part = text.partition(".")
        above, last = self.before.get(line.sheet, ("", 0))
        code = text
        if dot and whole == above and part.isdigit() and last == int(part) * 10 - 1:
            column = self.mappings[line.sheet]["code"]
            place = f"{line.sheet} colonne {column_letter(column)}".strip()
            self.vocabulary.sheet, self.vocabulary.line = line.sheet, line.line
            told = f"Écrit {text} sous {whole}.{int(last)}"
            if self.vocabulary.ask(WordKind.CODE, place, "", told, DECIMALS) != "1":
                code = f"{text}0"
        if part.isdigit() or not dot:
            self.before[line.sheet] = (whole, int(code.partition(".")[2] or 0))
        return code

    def judged(self, said: SaidCode) -> SaidCode:
        if said.code and not said.fault and not valid_code(said.code, CODE_LENGTH):
            said.fault = CODE_EXPECTED
        return said

    def see_restarts(self, lines: Sequence[PlanLine]) -> None:
        """Note the whole numbers that begin again under another level."""
        whole = [line for line in lines if re.fullmatch("[0-9]+", self.said[line.line_id].code)]
        levels = {(self.said[one.line_id].code, one.enjeu, one.objective) for one in whole}
        if any(times > 1 for times in Counter(code for code, *_ in levels).values()):
            for line in whole:
                self.said[line.line_id].restarts = line.line_id not in self.chosen

    def under(self, parent: str, said: SaidCode) -> str:
        """The code of a line whose number is one only with that of its level; "" without it."""
        return f"{parent}.{said.code}" if parent else ""

    def free(self, parent: str) -> str:
        """The next free code under the level of code `parent`; it is taken. "" without a level."""
        if not parent:
            return ""
        while (code := f"{parent}.{self.next[parent]}") in self.taken:
            self.next[parent] += 1
        self.taken.add(code)
        return code

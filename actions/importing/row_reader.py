"""One line of the file becomes values of an action, or faults: nothing stops at the first."""

from collections import Counter
from typing import Any

from actions.importing.column_mapping import ColumnMap
from actions.importing.columns import BY_KEY
from actions.importing.columns.base import BadCell, PlanColumn
from actions.importing.import_plan import IgnoredLine
from actions.importing.levels import LevelReader, valid_code
from actions.importing.name_matching import CREATE
from actions.importing.reading import Sheet
from actions.importing.resolution import Vocabulary
from actions.models import Action
from tables.cells import FORMULA, Cell, Row, cell_at, cell_text, column_letter, is_error
from tables.errors import CellFault

READ_TOGETHER = [column.key for column in BY_KEY.values() if not column.is_read_alone]
OWN_NUMBER = "number"  # key of the column that our own exports fill
EMPTYING = "vider"  # decisions: column key → CREATE when its empty cells clear what is there
IN_ERROR = (
    "Cette formule est en erreur : corrigez-la dans votre tableur, ou écrivez ici la bonne valeur."
)
NEVER_COMPUTED = (
    "Le résultat de cette formule n’est pas dans le fichier : ouvrez-le dans votre tableur et "
    "enregistrez-le, ou écrivez ici la valeur."
)
CODE_LENGTH = Action._meta.get_field("code").max_length or 20
CODE_IS_NUMBER = (
    "Le tableur prend ce code pour un nombre (3.10 y devient 3.1) : mettez la colonne au format "
    "Texte, puis retapez le code."
)
CODE_IS_DATE = (
    "Le tableur prend ce code pour une date : mettez la colonne au format Texte, puis retapez "
    "le code."
)
CODE_EXPECTED = (
    "Un code est fait de chiffres ou de lettres séparés par des points, par exemple 1.2.3, "
    f"en {CODE_LENGTH} caractères au plus."
)
CODE_IS_ARCHIVED = (
    "L’action qui porte ce code est archivée : remettez-la en service, puis importez de nouveau."
)


class RowReader:
    """Reads the lines of a sheet in order, and notes `faults` and `ignored` lines aside."""

    def __init__(self, sheet: Sheet, mapping: ColumnMap, vocabulary: Vocabulary) -> None:
        self.sheet, self.mapping, self.vocabulary = sheet, mapping, vocabulary
        self.actions = vocabulary.reference.actions
        self.levels = LevelReader(vocabulary)
        self.headings = {heading.column: heading.text for heading in sheet.headings}
        self.faults: list[CellFault] = []
        self.bad: set[str] = set()  # the columns at fault in the line being read
        self.ignored: list[IgnoredLine] = []
        self.kept: Counter[str] = Counter()  # values that an empty cell leaves, by column
        self.code_lines: dict[str, int] = {}
        codes = [cell_at(row, mapping["code"]) for _, row in sheet.lines()]
        self.whole_codes = all(
            float(cell).is_integer()
            for cell in codes
            if isinstance(cell, int | float) and not isinstance(cell, bool)
        )

    def read(self, line: int, row: Row) -> tuple[str, dict[str, Any]] | None:
        """(code, column key → value) of a line, or None for a note; faults are noted aside.

        A column whose cell is at fault has no value. The code is "" when it is at fault.
        """
        self.bad, self.vocabulary.line = set(), line
        if self.is_note(row):
            text = " ".join(cell_text(cell) for cell in row if cell_text(cell))
            self.ignored.append(IgnoredLine(line, text[:200]))
            return None
        for key in READ_TOGETHER:
            self.refuse_error(key, row)
        code = "" if "code" in self.bad else self.read_code(self.cell(row, "code"))
        action = self.actions.get(code)
        values = self.read_levels(row, code, action)
        for column in (BY_KEY[key] for key in self.mapping):
            if not column.is_read_alone:
                continue
            self.refuse_error(column.key, row, action)
            if column.key in self.bad:
                continue
            cell = self.cell(row, column.key)
            if action and self.keeps(column, cell, action, row):
                continue
            try:
                values[column.key] = (
                    column.current(action)
                    if action and column.is_as_exported(cell, action)
                    else column.parse(cell, action, self.vocabulary)
                )
            except BadCell as bad:
                self.fault(column.key, bad.value or cell_text(cell), str(bad))
        if values.get("avancement", "") is None:
            del values["avancement"]
        return code, values

    def fault(self, key: str, value: str, expected: str) -> None:
        """Note what is wrong in the column `key` of the line (or of its code, if not mapped)."""
        self.bad.add(key)
        column = self.mapping.get(key)
        letter = "" if column is None else column_letter(column)
        heading = BY_KEY[key].heading if column is None else self.headings[column]
        self.faults.append(
            CellFault(
                self.sheet.name,
                self.vocabulary.line,
                column,
                letter,
                heading,
                value[:200],
                expected,
            )
        )

    def cell(self, row: Row, key: str) -> Cell:
        """The cell of the column `key`, "" for one at fault."""
        if key in self.bad or key not in self.mapping:
            return ""
        return cell_at(row, self.mapping[key])

    def refuse_error(self, key: str, row: Row, action: Action | None = None) -> None:
        """Note a cell whose formula failed: it is no empty cell, unless `action` says just that."""
        cell = self.cell(row, key)
        if is_error(cell):
            text = cell_text(cell)
            if not action or text != str(BY_KEY[key].export(action)):
                self.fault(key, text, NEVER_COMPUTED if text == FORMULA else IN_ERROR)

    def keeps(self, column: PlanColumn, cell: Cell, action: Action, row: Row) -> bool:
        """True when the cell says nothing, and what `action` holds stays.

        An empty cell clears in a line of our own export, which has the permanent number of the
        action, and in the columns where staff said so.
        """
        if column.required or not column.is_empty(cell):
            return False
        if self.vocabulary.decisions.get(EMPTYING, {}).get(column.key) == CREATE:
            return False
        if cell_text(cell_at(row, self.mapping.get(OWN_NUMBER, len(row)))):
            return False
        if column.current(action) not in (None, "", [], False):
            self.kept[column.key] += 1
        return True

    def is_note(self, row: Row) -> bool:
        """True for a line that is no action: a legend, a title between two parts."""
        filled = [column for column, cell in enumerate(row) if cell_text(cell)]
        code, title = cell_text(self.cell(row, "code")), cell_text(self.cell(row, "title"))
        if title and title != code:
            return False
        if len(filled) == 1:
            return filled[0] != self.mapping["code"] or not valid_code(code, CODE_LENGTH)
        return not code and len(filled) <= 2

    def read_code(self, cell: Cell) -> str:
        """The code of the line, or "" with a fault."""
        text = cell_text(cell)
        if expected := self.wrong_code(cell, text):
            self.fault("code", text, expected)
            return ""
        self.code_lines[text] = self.vocabulary.line
        return text

    def wrong_code(self, cell: Cell, text: str) -> str:
        """Why this is no code, "" when it is one."""
        if isinstance(cell, int | float):
            if isinstance(cell, bool) or not self.whole_codes:
                return CODE_IS_NUMBER
        elif not isinstance(cell, str):
            return CODE_IS_DATE
        if not text:
            return f"Donnez un code à cette action. {CODE_EXPECTED}"
        if not valid_code(text, CODE_LENGTH):
            return CODE_EXPECTED
        if text in self.code_lines:
            return f"Ce code est déjà celui de la ligne {self.code_lines[text]}."
        known = self.actions.get(text)
        return CODE_IS_ARCHIVED if known and known.archived_on else ""

    def read_levels(self, row: Row, code: str, action: Action | None) -> dict[str, Any]:
        """The values of « enjeu » and « objectif », which lines above may have said."""
        levels, values = self.levels, {}
        levels.see(cell_text(self.cell(row, "enjeu")), cell_text(self.cell(row, "objective")))
        key = "enjeu"
        try:
            enjeu = levels.enjeu(code, action, has_column="enjeu" in self.mapping)
            if enjeu is None:
                return {}
            values["enjeu"] = enjeu
            key = "objective"
            if "objective" in self.mapping:
                values["objective"] = levels.objective(code, action, enjeu)
            elif action and enjeu != BY_KEY["enjeu"].current(action):
                values["objective"] = None  # it depends on the enjeu the action leaves
        except BadCell as bad:
            text = levels.enjeu_text if key == "enjeu" else levels.objective_text
            self.fault(key, text, str(bad))
        return values

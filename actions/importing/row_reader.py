"""One line of the file becomes values of an action, or faults: nothing stops at the first."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from actions.importing.attached.amounts import in_unit, unit_of
from actions.importing.codes import CodeBook, SaidCode
from actions.importing.column_mapping import ColumnMap
from actions.importing.columns import BY_KEY
from actions.importing.columns.attached import AmountsColumn
from actions.importing.columns.base import BadCell, PlanColumn
from actions.importing.known_actions import ActionMatcher
from actions.importing.levels import LevelReader
from actions.importing.name_matching import CREATE
from actions.importing.reading import Sheet
from actions.importing.shares import as_percentage, columns_of_shares
from actions.importing.walking import PlanLine
from actions.models import Action
from tables.cells import FORMULA, Cell, Row, cell_at, cell_text, column_letter, is_error
from tables.errors import CellFault

CODE_IS_TAKEN = "Ce code est déjà celui de l’action « {} » : donnez-en un autre."
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


@dataclass
class ReadLine:
    """What a line says: of which `action` (None for a new one), its code and its `values`.

    A column whose cell is at fault has no value. The code is "" at fault, and for a new action
    whose level is not known yet.
    """

    code: str
    title: str
    action: Action | None
    values: dict[str, Any]
    is_proposed: bool = False


class LineReader:
    """What all the lines of a file are read with, one after the other; `faults` are noted aside."""

    def __init__(self, levels: LevelReader, book: CodeBook, sheets: dict[str, Sheet]) -> None:
        self.levels, self.book = levels, book
        self.vocabulary = levels.vocabulary
        self.matcher = ActionMatcher(self.vocabulary, book)
        self.sheets = sheets
        self.headings = {
            (name, heading.column): heading.text
            for name, sheet in sheets.items()
            for heading in sheet.headings
        }
        self.shares = columns_of_shares(sheets, book.mappings)
        self.faults: list[CellFault] = []
        self.bad: set[str] = set()  # the columns at fault in the line being read
        self.kept: Counter[str] = Counter()  # values that an empty cell leaves, by column
        self.line: PlanLine
        self.mapping: ColumnMap = {}
        self.seen: dict[str, PlanLine] = {}  # code → the line that has it
        self.told: dict[Any, PlanLine] = {}  # key of an action → the line about it
        self.codes: list[tuple[PlanLine, str, Action | None]] = []  # that lines give
        self.renumbered: dict[Any, str] = {}  # key of an action → its new code

    def read(self, line: PlanLine) -> ReadLine:
        """What `line` says; what is wrong is added to `faults`."""
        self.line, self.mapping, self.bad = line, self.book.mappings[line.sheet], set()
        self.vocabulary.line, self.vocabulary.sheet = line.line, line.sheet
        said = self.book.said[line.line_id]
        for key in READ_TOGETHER:
            self.refuse_error(key, line.row)
        action = self.find(line, said)
        values = self.read_levels(line, said, action)
        code, is_proposed = self.code_of(said, values, action)
        if said.restarts and action is None and code:
            action = self.caught("code", code, self.matcher.coded, line, said, code)
            if not said.restarts:  # it is another action, which needs another number
                code, is_proposed = self.code_of(said, values, action)
        if action and self.claimed(action):
            action = None
        elif code and "code" not in self.bad:
            self.codes.append((line, code, action))
        self.read_columns(line.row, said, action, values)
        if action and code and code != action.code and "code" not in self.bad:
            self.renumber(action, code, values)
        return ReadLine(code, said.title, action, values, is_proposed)

    # --- which action --------------------------------------------------------------------------

    def find(self, line: PlanLine, said: SaidCode) -> Action | None:
        if said.fault and "code" not in self.bad:
            self.fault("code", said.code, said.fault)
        number = self.cell(line.row, "number")
        action = self.caught("number", cell_text(number), self.matcher.numbered, number)
        if said.code and not said.restarts and "code" not in self.bad:
            if earlier := self.seen.get(said.code):
                self.fault("code", said.code, f"Ce code est déjà celui de {self.place(earlier)}.")
                return None
            self.seen[said.code] = line
            action = action or self.caught("code", said.code, self.matcher.coded, line, said)
        if action is None and not self.bad & {"code", "number"}:
            action = self.matcher.titled(line, said)
        return action

    def caught(self, key: str, text: str, search: Any, *given: Any) -> Any:
        """What `search` finds, None with a fault in the column `key` when it refuses."""
        try:
            return search(*given)
        except BadCell as bad:
            self.fault(key, text, str(bad))
            return None

    def claimed(self, action: Action) -> bool:
        """True with a fault when a line above is already about this action."""
        earlier = self.told.setdefault(action.pk, self.line)
        if earlier is self.line:
            return False
        key = next((key for key in ("number", "code") if key in self.mapping), "title")
        self.fault(key, self.text(key), f"Cette action est déjà celle de {self.place(earlier)}.")
        return True

    def place(self, line: PlanLine) -> str:
        """« la ligne 12 », with its sheet when there are several."""
        several = len(self.sheets) > 1
        return f"la ligne {line.line}" + (f" de la feuille « {line.sheet} »" if several else "")

    # --- its code ------------------------------------------------------------------------------

    def code_of(
        self, said: SaidCode, values: dict[str, Any], action: Action | None
    ) -> tuple[str, bool]:
        """The code of the line, and whether the portal proposes it."""
        if "code" in self.bad:
            return "", False
        if said.code and not said.restarts:
            return said.code, False
        if action:
            return action.code, False
        parent = self.levels.parent_code(values.get("enjeu"), values.get("objective"))
        if not said.restarts:
            return self.book.free(parent), True
        code = self.book.under(parent, said)
        if code and (earlier := self.seen.setdefault(code, self.line)) is not self.line:
            self.fault("code", said.code, f"Ce code est déjà celui de {self.place(earlier)}.")
        return code, True

    def renumber(self, action: Action, code: str, values: dict[str, Any]) -> None:
        """Give its new code to an action found otherwise; another one may be giving it up."""
        values["code"] = code
        self.renumbered[action.pk] = code

    def refuse_taken(self) -> None:
        """Note the codes that an action which keeps its own already has, all lines being read."""
        for line, code, action in self.codes:
            holder = self.matcher.actions.get(code)
            if holder is None or holder is action:
                continue
            if self.renumbered.get(holder.pk, code) == code:
                self.line, self.mapping = line, self.book.mappings[line.sheet]
                label = self.matcher.labels[str(holder.pk)]
                self.fault("code", code, CODE_IS_TAKEN.format(label))

    # --- its values ----------------------------------------------------------------------------

    def read_levels(self, line: PlanLine, said: SaidCode, action: Action | None) -> dict[str, Any]:
        """The values of « enjeu » and « objectif », which lines above may have said."""
        levels = self.levels
        values: dict[str, Any] = {}
        key, code = "enjeu", "" if said.restarts else said.code
        if "enjeu" in self.bad:
            return {}
        try:
            enjeu = levels.enjeu(line.enjeu, action, code)
            if not enjeu:
                return {}
            values["enjeu"] = enjeu
            key = "objective"
            if "objective" in self.bad:
                return values
            if line.objective or "objective" in self.mapping:
                objective = levels.objective(line.objective, action, enjeu, code)
                if objective != "":
                    values["objective"] = objective
            elif action and enjeu != BY_KEY["enjeu"].current(action):
                values["objective"] = None  # it depends on the enjeu the action leaves
        except BadCell as bad:
            self.fault(key, line.enjeu if key == "enjeu" else line.objective, str(bad))
        return values

    def read_columns(
        self, row: Row, said: SaidCode, action: Action | None, values: dict[str, Any]
    ) -> None:
        """Add to `values` what each cell says."""
        for column in (BY_KEY[key] for key in self.mapping):
            if not column.is_read_alone:
                continue
            self.refuse_error(column.key, row, action)
            if column.key in self.bad:
                continue
            cell = self.cell(row, column.key)
            if (self.line.sheet, column.key) in self.shares:
                cell = as_percentage(cell)
            if isinstance(column, AmountsColumn):
                heading = self.headings[self.line.sheet, self.mapping[column.key]]
                cell = in_unit(cell, unit_of(heading))
            if column.key == "title" and said.title != cell_text(cell):
                cell = said.title
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

    def fault(self, key: str, value: str, expected: str, *, asks_reason: bool = False) -> None:
        """Note what is wrong in the column `key` of the line (or of its code, if not mapped)."""
        self.bad.add(key)
        column = self.mapping.get(key)
        letter = "" if column is None else column_letter(column)
        heading = BY_KEY[key].heading if column is None else self.headings[self.line.sheet, column]
        self.faults.append(
            CellFault(
                self.line.sheet,
                self.line.line,
                column,
                letter,
                heading,
                value[:200],
                expected,
                asks_reason,
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
            text, column = cell_text(cell), BY_KEY[key]
            if not (action and column.is_exported and text == str(column.export(action))):
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
        if column.may_be_emptied and column.current(action) not in (None, "", [], False):
            self.kept[column.key] += 1
        return True

    @property
    def end_key(self) -> str:
        """The column that says the end of the line read: « Calendrier » when no other does."""
        return "period" if self.text("period") and not self.text("ends_on") else "ends_on"

    def text(self, key: str) -> str:
        return cell_text(self.cell(self.line.row, key))

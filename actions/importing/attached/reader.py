"""The sheets of our own workbook, read again: what each line says of a row of its action."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, IntegerField

from actions.importing.attached.amounts import BadAmount, read_amount
from actions.importing.attached.identity import may_be_meant
from actions.importing.attached.sheets import (
    ACTION,
    CODE,
    NUMBER,
    SHEETS,
    SMALL,
    TOTAL,
    AttachedColumn,
    AttachedSheet,
    read_told,
)
from actions.importing.attached.wishes import Wish
from actions.importing.attached.words import word_kind
from actions.importing.columns import heading_key
from actions.importing.columns.base import BadCell
from actions.importing.columns.dates import EXPECTED_DATE
from actions.importing.columns.fields import FALSE, TRUE, compared, one_line, with_line_ends
from actions.importing.dates import BadDate, read_day
from actions.importing.import_plan import CHOSEN, LINE, IgnoredLine
from actions.importing.name_matching import IGNORE, WHOLE, name_key, says_nothing
from actions.importing.places import line_id
from actions.models import Action
from records.folding import fold
from tables.cells import Cell, Row, cell_at, cell_text, column_letter
from tables.errors import CellFault

UNKNOWN_NUMBER = "Ce numéro permanent n’est celui d’aucune action de cette convention."
NO_ACTION = "Dites de quelle action : donnez son numéro permanent, ou son code."
YEAR_EXPECTED = "Donnez une année sur quatre chiffres, par exemple 2025."
WHOLE_EXPECTED = "Écrivez un nombre entier de 0 à 32767."
ONE_COMMUNE = "Un lieu est dans une commune : écrivez une ligne pour chacune."
SKIP = object()  # an empty cell that leaves its field as it is


def attached_kind(sheet: Any) -> AttachedSheet | None:
    """Which sheet of our workbook the `sheet` of a file is, by its headings; None for another."""
    keys = {heading_key(heading.text) for heading in sheet.headings}
    for kind in SHEETS:
        first = [NUMBER, *(column.heading for column in kind.columns[:2])]
        if all(heading_key(heading) in keys for heading in first):
            return kind
    return None


class AttachedReader:
    """What the `sheets` say of each action; `faults` and `ignored` lines are noted aside."""

    def __init__(
        self, sheets: Any, vocabulary: Any, faults: list, ignored: list, written: set[str]
    ) -> None:
        self.vocabulary, self.faults, self.ignored = vocabulary, faults, ignored
        self.written = written  # the codes of the lines of the plan
        self.actions = vocabulary.reference.actions
        self.codes = {row.number: code for code, row in self.actions.items()}
        self.by_number = {row.number: row for row in self.actions.values()}
        # Permanent number, or else code, → what is said of an action, and where first.
        self.wishes: dict[int | str, list[Wish]] = defaultdict(list)
        self.first_lines: dict[int | str, tuple[Any, int]] = {}
        self.taken: set[tuple[Any, ...]] = set()
        for sheet in sheets:
            self.read(sheet)

    def take(self, action: Action | None, code: str) -> list[Wish]:
        """What is said of `action`, by its number, the `code` of its line or the one it had, or of
        the new one that bears this `code`; asked once.
        """
        names: list[int | str] = [code]
        if action:
            had = self.codes[action.number]
            # Two actions may exchange their codes: that of a line is no longer of another one.
            names = [action.number, code, *([] if had in self.written else [had])]
        return [wish for one in dict.fromkeys(names) for wish in self.wishes.pop(one, [])]

    def rest(self) -> Iterator[tuple[Action, int, list[Wish]]]:
        """The known actions that nobody took, with a line of each; what names none is a fault."""
        found: dict[int, list[int | str]] = defaultdict(list)
        for name in list(self.wishes):
            action = self.named(name)
            if action:
                found[action.number].append(name)
            else:
                sheet, line = self.first_lines[name]
                self.fault(sheet, line, self.place(sheet, CODE), str(name), NO_ACTION)
        for number, names in found.items():
            wishes = [wish for name in names for wish in self.wishes.pop(name)]
            yield self.by_number[number], self.first_lines[names[0]][1], wishes

    def named(self, name: int | str) -> Action | None:
        """The known action of a permanent number or of a code."""
        return self.by_number.get(name) if isinstance(name, int) else self.actions.get(name)

    # --- lines ---------------------------------------------------------------------------------

    def read(self, sheet: Any) -> None:
        kind = attached_kind(sheet)
        if kind is None:
            return
        places = {heading_key(heading.text): heading.column for heading in sheet.headings}
        columns = {
            places[heading_key(column.heading)]: column
            for column in kind.columns
            if heading_key(column.heading) in places
        }
        years = {
            heading.column: int(heading.text)
            for heading in sheet.headings
            if kind.years_after and re.fullmatch(r"(?:19|20|21)\d\d", heading.text)
        }
        known = {
            *columns,
            *years,
            *(places.get(heading_key(one)) for one in (NUMBER, CODE, ACTION)),
        }
        for heading in sheet.headings:
            if heading.column not in known:
                self.vocabulary.line, self.vocabulary.sheet = sheet.header_line or 0, sheet.name
                self.vocabulary.note(f"La colonne « {heading.text} » n’est pas lue.")
        choices = self.vocabulary.decisions.get(LINE, {})
        for line, row in sheet.lines():
            if choices.get(line_id(sheet.name, line)) == IGNORE:
                text = " ".join(filter(None, map(cell_text, row)))[:200]
                self.ignored.append(IgnoredLine(line, text, CHOSEN, sheet.name))
                continue
            self.read_line(sheet, kind, line, row, columns, years)

    def read_line(
        self, sheet: Any, kind: AttachedSheet, line: int, row: Row, columns: dict, years: dict
    ) -> None:
        self.vocabulary.line, self.vocabulary.sheet = line, sheet.name
        number, code = (cell_at(row, self.place(sheet, one)) for one in (NUMBER, CODE))
        title = cell_text(cell_at(row, self.place(sheet, ACTION)))
        if not cell_text(number) and not cell_text(code) and fold(title) == fold(TOTAL):
            return  # the portal adds again what it adds
        known = self.action_of(sheet, line, number, code)
        if known is None:
            return
        key, action = known
        values: dict[str, Any] = {}
        at: dict[str, int] = {}
        is_right = True
        for place, column in columns.items():
            cell = cell_at(row, place)
            at[column.key] = place
            try:
                value = self.value(kind, column, cell, action, values)
            except BadCell as bad:
                self.fault(sheet, line, place, cell_text(cell), str(bad))
                is_right = False
                continue
            if value is not SKIP:
                values[column.key] = value
        measures: dict[int | None, Any] = {}
        for place, year in years.items():
            if cell_text(cell := cell_at(row, place)):
                measures[year] = cell
                at[f"measures_{year}"] = place
        at[""] = next(iter(columns))

        def blame(name: str, value: str, expected: str) -> None:
            self.fault(sheet, line, at.get(name, at[""]), value, expected)

        if is_right:
            self.wishes[key].append(Wish(kind.model, values, blame, measures))
            self.first_lines.setdefault(key, (sheet, line))

    def action_of(
        self, sheet: Any, line: int, number: Cell, code: Cell
    ) -> tuple[int | str, Action | None] | None:
        """(number or code, action if it exists) of a line; None with a fault."""
        text = cell_text(number)
        if text:
            action = self.by_number.get(int(text)) if text.isascii() and text.isdigit() else None
            if action is None:
                self.fault(sheet, line, self.place(sheet, NUMBER), text, UNKNOWN_NUMBER)
                return None
            return action.number, action
        if not cell_text(code):
            self.fault(sheet, line, self.place(sheet, NUMBER), "", NO_ACTION)
            return None
        return cell_text(code), self.actions.get(cell_text(code))

    def place(self, sheet: Any, heading: str) -> int:
        """The number of the column headed `heading`, far away when there is none."""
        key = heading_key(heading)
        return next((one.column for one in sheet.headings if heading_key(one.text) == key), 10_000)

    def fault(self, sheet: Any, line: int, place: int, value: str, expected: str) -> None:
        heading = next((one for one in sheet.headings if one.column == place), None)
        self.faults.append(
            CellFault(
                sheet.name,
                line,
                place if heading else None,
                column_letter(place) if heading else "",
                heading.text if heading else CODE,
                value[:200],
                expected,
            )
        )

    # --- cells ---------------------------------------------------------------------------------

    def value(
        self, kind: AttachedSheet, column: AttachedColumn, cell: Cell, action: Any, values: dict
    ) -> Any:
        """What `cell` says of the field of `column`, or SKIP; raise BadCell."""
        field: Any = kind.model._meta.get_field(column.key)
        text = cell_text(cell)
        if field.is_relation:
            return self.linked(kind, column, text, action, values)
        if field.choices:
            return chosen(field, text)
        if isinstance(field, BooleanField):
            if name_key(text) not in TRUE | FALSE:
                raise BadCell("Écrivez « oui » ou « non ».")
            return name_key(text) in TRUE
        if isinstance(field, DateField):
            return day(cell)
        if isinstance(field, DecimalField):
            return decimal(column, cell)
        if isinstance(field, IntegerField):
            return whole(column, text)
        return with_line_ends(text) if column.key == "comment" else one_line(text)

    def linked(
        self, kind: AttachedSheet, column: AttachedColumn, text: str, action: Any, values: dict
    ) -> str | None:
        """The target that `text` names: first who is there in this action, exactly as exported."""
        for row in getattr(action, kind.related).all() if action else ():
            named = getattr(row, column.key)
            if not may_be_meant(row, values, self.taken, column.key):
                continue
            if compared(named.name if named else "") == compared(text):
                self.taken.add((row.pk, column.key))
                return str(named.pk) if named else None
        if says_nothing(text):
            return None
        words = word_kind(kind.model._meta.get_field(column.key))
        target = self.vocabulary.one(words, one_line(text))
        if target == WHOLE:
            raise BadCell(ONE_COMMUNE)
        return target


def chosen(field: Any, text: str) -> Any:
    if says_nothing(text):
        return SKIP
    for value, label in field.flatchoices:
        if name_key(str(label)) == name_key(text):
            return value
    labels = ", ".join(f"« {label} »" for _, label in field.flatchoices)
    raise BadCell(f"Écrivez l’un de ces mots : {labels}.")


def day(cell: Cell) -> Any:
    try:
        return read_day(cell)
    except BadDate as error:
        raise BadCell(EXPECTED_DATE) from error


def decimal(column: AttachedColumn, cell: Cell) -> Any:
    """A Decimal, None, or SMALL in a column of people."""
    try:
        if column.is_money:
            return read_amount(cell)
    except BadAmount as bad:
        raise BadCell(str(bad)) from bad
    said = read_told(cell)
    if isinstance(said, str) and not (column.is_secret_when_small and said == SMALL):
        raise BadCell("Écrivez un nombre.")
    return said


def whole(column: AttachedColumn, text: str) -> Any:
    is_year = column.key == "year"
    if not text and not is_year:
        return SKIP
    if not (text.isascii() and text.isdigit() and int(text) <= 32767):
        raise BadCell(YEAR_EXPECTED if is_year else WHOLE_EXPECTED)
    return int(text)

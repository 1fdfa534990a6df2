"""One line of the file becomes values of an action, or faults: nothing stops at the first."""

import re
from collections.abc import Callable
from typing import Any

from actions.importing.change_plan import IgnoredLine
from actions.importing.column_mapping import Mapping
from actions.importing.columns import BY_KEY, Column, Kind
from actions.importing.dates import (
    EXPECTED_DATE,
    EXPECTED_END,
    BadDate,
    read_date,
)
from actions.importing.lookups import Existing, Reference
from actions.importing.name_matching import NO_OBJECTIVE_KEY, name_key, says_nothing
from actions.importing.reading import Cell, Row, Sheet, cell_at, shown
from actions.importing.resolution import BadCell, Vocabulary, valid_code
from actions.models import Action, WordKind
from tables.cells import KEPT, NO, YES, joined, parts
from tables.errors import Fault, letter_of

MAX_TEXT = 100_000
MAX_POSITION = 32767
LENGTHS = {
    "title": Action._meta.get_field("title").max_length or 250,
    "summary": Action._meta.get_field("summary").max_length or 300,
}
CODE_LENGTH = Action._meta.get_field("code").max_length or 20
WORDS_OF = {
    Kind.ORGANISATIONS: WordKind.ORGANISATION,
    Kind.AUDIENCES: WordKind.AUDIENCE,
    Kind.DOMAINS: WordKind.DOMAIN,
    Kind.COMMUNES: WordKind.COMMUNE,
}
DAYS = (Kind.DATE, Kind.START, Kind.END)
NAMED = WORDS_OF | {Kind.ORGANISATION: WordKind.ORGANISATION}
TRUE = {"oui", "o", "x", "vrai", "true", "1", "yes"}
FALSE = {"non", "n", "faux", "false", "0", "no", ""}
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
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
CODE_IS_ARCHIVED = (
    "L’action qui porte ce code est archivée : remettez-la en service, puis importez de nouveau."
)
ONE_LEAD = "Une action a un seul pilote : mettez les autres dans une colonne « Co-pilotes »."


def squashed(text: str) -> str:
    """`text` without what a file cannot carry: control characters, surrounding spaces, CR."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", text).strip()


def one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n\t]+\s*", " ", text).strip()


def flat(text: str) -> str:
    """`text` on one line, one space between words, as two cells are compared."""
    return " ".join(squashed(text).split())


def same_words(text: str, other: str) -> bool:
    return flat(text) == flat(other)


class LineReader:
    """Reads the lines of a sheet in order: an enjeu written once serves the lines below."""

    def __init__(self, sheet: Sheet, mapping: Mapping, vocabulary: Vocabulary) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self.vocabulary = vocabulary
        self.reference: Reference = vocabulary.reference
        self.headings = {heading.column: heading.text for heading in sheet.headings}
        self.faults: list[Fault] = []
        self.bad: set[str] = set()  # the columns at fault in the line being read
        self.ignored: list[IgnoredLine] = []
        self.enjeu_text = self.objective_text = ""
        self.code_lines: dict[str, int] = {}
        codes = [cell_at(row, mapping["code"]) for _, row in sheet.lines()]
        self.whole_codes = all(
            float(cell).is_integer()
            for cell in codes
            if isinstance(cell, int | float) and not isinstance(cell, bool)
        )
        self.readers: dict[Kind, Callable[[Column, Cell, int, Existing | None], Any]] = {
            Kind.LINE: self.read_line,
            Kind.TEXT: self.read_text,
            Kind.ORGANISATION: self.read_organisation,
            Kind.ORGANISATIONS: self.read_names,
            Kind.AUDIENCES: self.read_names,
            Kind.DOMAINS: self.read_names,
            Kind.COMMUNES: self.read_names,
            Kind.STATE: self.read_state,
            Kind.DATE: self.read_day,
            Kind.START: self.read_day,
            Kind.END: self.read_day,
            Kind.FLAG: self.read_flag,
            Kind.NUMBER: self.read_number,
        }

    def fault(self, line: int, key: str, value: str, expected: str) -> None:
        """Note what is wrong in the column `key` of a line (or of its code, if not mapped)."""
        self.bad.add(key)
        column = self.mapping.get(key)
        self.faults.append(
            Fault(
                sheet=self.sheet.name,
                line=line,
                column=column,
                letter="" if column is None else letter_of(column),
                heading=BY_KEY[key].heading if column is None else self.headings[column],
                value=value[:200],
                expected=expected,
            )
        )

    def cell(self, row: Row, key: str) -> Cell:
        return cell_at(row, self.mapping[key]) if key in self.mapping else ""

    def is_note(self, row: Row) -> bool:
        """True for a line that is no action: a legend, a title between two parts."""
        filled = [column for column, cell in enumerate(row) if shown(cell)]
        code, title = shown(self.cell(row, "code")), shown(self.cell(row, "title"))
        if title and title != code:
            return False
        if len(filled) == 1:
            return filled[0] != self.mapping["code"] or not valid_code(code, CODE_LENGTH)
        return not code and len(filled) <= 2

    def read_code(self, line: int, row: Row) -> str:
        """The code of the line, or "" with a fault."""
        cell = self.cell(row, "code")
        text = shown(cell)
        expected = ""
        if isinstance(cell, int | float):
            if isinstance(cell, bool) or not self.whole_codes:
                expected = CODE_IS_NUMBER
        elif not isinstance(cell, str):
            expected = CODE_IS_DATE
        if not expected and not text:
            expected = f"Donnez un code à cette action. {CODE_EXPECTED}"
        elif not expected and not valid_code(text, CODE_LENGTH):
            expected = CODE_EXPECTED
        elif not expected and text in self.code_lines:
            expected = f"Ce code est déjà celui de la ligne {self.code_lines[text]}."
        elif not expected and (known := self.reference.actions.get(text)):
            expected = CODE_IS_ARCHIVED if known.action.archived_on else ""
        if expected:
            self.fault(line, "code", text, expected)
            return ""
        self.code_lines[text] = line
        return text

    def read(self, line: int, row: Row) -> tuple[str, dict[str, Any]] | None:
        """(code, column key → value) of a line, or None for a note; faults are noted aside.

        A column whose cell is at fault has no value. The code is "" when it is at fault.
        """
        self.bad = set()
        if self.is_note(row):
            text = " ".join(shown(cell) for cell in row if shown(cell))
            self.ignored.append(IgnoredLine(line, text[:200]))
            return None
        code = self.read_code(line, row)
        existing = self.reference.actions.get(code)
        values: dict[str, Any] = {}
        self.read_levels(line, row, code, existing, values)
        for key in self.mapping:
            reader = self.readers.get(BY_KEY[key].kind)
            if reader is None:
                continue
            cell = self.cell(row, key)
            if existing and self.is_as_exported(BY_KEY[key], cell, existing):
                values[key] = existing.value(key)
                continue
            try:
                values[key] = reader(BY_KEY[key], cell, line, existing)
            except BadCell as bad:
                self.fault(line, key, bad.value or shown(cell), str(bad))
        if values.get("avancement", "") is None:
            del values["avancement"]
        return code, values

    # --- upper levels --------------------------------------------------------------------------

    def read_levels(
        self, line: int, row: Row, code: str, existing: Existing | None, values: dict[str, Any]
    ) -> None:
        enjeu_text = shown(self.cell(row, "enjeu"))
        objective_text = shown(self.cell(row, "objective"))
        if enjeu_text and enjeu_text != self.enjeu_text:
            self.enjeu_text, self.objective_text = enjeu_text, ""
        self.objective_text = objective_text or self.objective_text
        enjeu = existing.value("enjeu") if existing else None
        if (
            existing
            and "enjeu" in self.mapping
            and same_words(self.enjeu_text, str(self.reference.enjeux.get(enjeu or "", "")))
        ):
            values["enjeu"] = enjeu
        elif "enjeu" in self.mapping and self.enjeu_text:
            try:
                enjeu = values["enjeu"] = self.vocabulary.enjeu(self.enjeu_text, line)
            except BadCell as bad:
                self.fault(line, "enjeu", self.enjeu_text, str(bad))
                return
        elif enjeu is None:
            first = code.partition(".")[0]
            enjeu = next(
                (key for key, one in self.reference.enjeux.items() if code and one.code == first),
                None,
            )
            if enjeu is None:
                if code:
                    self.fault(line, "enjeu", "", "Dites de quel enjeu dépend cette action.")
                return
            values["enjeu"] = enjeu
        if "objective" not in self.mapping:
            if existing and values.get("enjeu", enjeu) != existing.value("enjeu"):
                values["objective"] = None  # it depends on the enjeu the action leaves
            return
        if enjeu is None:
            return  # left out by staff, or not decided yet: no objective stands under it
        text = self.objective_text
        if existing and (before := existing.value("objective")):
            objective = self.reference.objectives.get(before)
            same_enjeu = objective and str(objective.enjeu_id) == enjeu
            if same_enjeu and same_words(text, str(objective)):
                values["objective"] = before
                return
        if says_nothing(text) or name_key(text) == NO_OBJECTIVE_KEY:
            values["objective"] = None
            return
        try:
            values["objective"] = self.vocabulary.objective(text, line, enjeu, code)
        except BadCell as bad:
            self.fault(line, "objective", text, str(bad))

    # --- cells ---------------------------------------------------------------------------------

    def is_as_exported(self, column: Column, cell: Cell, existing: Existing) -> bool:
        """True when a cell of names or a date holds what the exports write of this action."""
        if column.kind in DAYS:
            before = existing.value(column.key)
            return before is not None and str(cell)[:10] == before.isoformat()
        kind = NAMED.get(column.kind)
        if kind is None:
            return False
        value = existing.value(column.key)
        text, labels = shown(cell), self.reference.labels[kind]
        if not isinstance(value, list):
            return bool(value) and same_words(text, labels.get(value, ""))
        linked = joined(labels.get(target, "") for target in value)
        return sorted(parts(flat(text))) == sorted(parts(flat(linked)))

    def read_line(self, column: Column, cell: Cell, line: int, existing: Existing | None) -> str:
        text = self.plain(column, one_line(shown(cell)), existing)
        if len(text) > LENGTHS[column.key]:
            raise BadCell(
                f"Écrivez {LENGTHS[column.key]} caractères au plus ({len(text)} aujourd’hui)."
            )
        if column.key == "title" and not text:
            raise BadCell("Donnez un intitulé à cette action.")
        return text

    def read_text(self, column: Column, cell: Cell, line: int, existing: Existing | None) -> str:
        text = self.plain(column, shown(cell), existing)
        if len(text) > MAX_TEXT:
            raise BadCell("Ce texte est trop long : 100 000 caractères au plus.")
        return text

    def plain(self, column: Column, text: str, existing: Existing | None) -> str:
        """The text as it will be stored: what the action holds when nothing really differs."""
        if existing is not None:
            before = existing.value(column.key)
            plain = one_line(before) if column.kind is Kind.LINE else before
            if squashed(plain) == squashed(text) or text == KEPT:
                return before
        elif text == KEPT:
            raise BadCell("Ce texte n’est pas dans le fichier : écrivez-le.")
        if CONTROLS.search(text.replace("\r", "")):
            raise BadCell("Ce texte contient un caractère de commande invisible : retapez-le.")
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def read_organisation(
        self, column: Column, cell: Cell, line: int, existing: Existing | None
    ) -> str | None:
        text = shown(cell)
        if says_nothing(text):
            return None
        linked = existing.value(column.key) if existing else None
        known = self.reference.names[WordKind.ORGANISATION].find(text)
        if not known and re.search(r"[|;\n]", text):
            raise BadCell(ONE_LEAD)
        text = one_line(text)
        return self.vocabulary.one(WordKind.ORGANISATION, text, line, [linked] if linked else [])

    def read_names(
        self, column: Column, cell: Cell, line: int, existing: Existing | None
    ) -> list[str]:
        text = shown(cell)
        if says_nothing(text):
            return []
        linked = existing.value(column.key) if existing else []
        return self.vocabulary.several(WORDS_OF[column.kind], text, line, linked)

    def read_state(
        self, column: Column, cell: Cell, line: int, existing: Existing | None
    ) -> str | None:
        text = shown(cell)
        return None if says_nothing(text) else self.vocabulary.state(text, line)

    def read_day(self, column: Column, cell: Cell, line: int, existing: Existing | None) -> Any:
        end = column.kind is Kind.END
        try:
            return read_date(cell, end=end)
        except BadDate as error:
            raise BadCell(EXPECTED_END if end else EXPECTED_DATE) from error

    def read_flag(self, column: Column, cell: Cell, line: int, existing: Existing | None) -> bool:
        word = name_key(shown(cell))
        if word not in TRUE | FALSE:
            raise BadCell(f"Écrivez « {YES} » ou « {NO} ».")
        return word in TRUE

    def read_number(self, column: Column, cell: Cell, line: int, existing: Existing | None) -> int:
        text = shown(cell)
        if not text:
            return existing.value(column.key) if existing else 0
        if not (text.isascii() and text.isdigit() and int(text) <= MAX_POSITION):
            raise BadCell(f"Écrivez un nombre entier de 0 à {MAX_POSITION}.")
        return int(text)

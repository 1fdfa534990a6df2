"""Columns that are one simple field of the action: texts, dates, a state, yes or no, a number."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.importing.columns.base import BadCell, CellContext, PlanColumn
from actions.importing.columns.lists import STATES, YES_OR_NO, ListOfChoices
from actions.importing.dates import EXPECTED_DATE, EXPECTED_END, BadDate, read_date
from actions.importing.name_matching import name_key, says_nothing
from actions.models import Action, Avancement
from tables.cells import KEPT, NO, YES, cell_text

MAX_TEXT = 100_000
MAX_POSITION = 32767
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
TRUE = {"oui", "o", "x", "vrai", "true", "1", "yes"}
FALSE = {"non", "n", "faux", "false", "0", "no", ""}


def squashed(text: str) -> str:
    """`text` without what a file cannot carry: control characters, surrounding spaces, CR."""
    return CONTROLS.sub("", with_line_ends(text)).strip()


def with_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n\t]+\s*", " ", text).strip()


def flat(text: str) -> str:
    """`text` on one line, one space between words, as two cells are compared."""
    return " ".join(squashed(text).split())


@dataclass(frozen=True)
class TextColumn(PlanColumn):
    """Long text, Markdown as it is."""

    width: int = 50

    def parse(self, cell: Any, context: CellContext) -> str:
        text = self.plain(cell_text(cell), context)
        if len(text) > MAX_TEXT:
            raise BadCell("Ce texte est trop long : 100 000 caractères au plus.")
        return text

    def plain(self, text: str, context: CellContext) -> str:
        """The text as it will be stored: what the action holds when nothing really differs."""
        if context.existing is not None:
            before = self.current(context.existing)
            if squashed(self.as_written(before)) == squashed(text) or text == KEPT:
                return before
        elif text == KEPT:
            raise BadCell("Ce texte n’est pas dans le fichier : écrivez-le.")
        if CONTROLS.search(text.replace("\r", "")):
            raise BadCell("Ce texte contient un caractère de commande invisible : retapez-le.")
        return with_line_ends(text).strip()

    def as_written(self, text: str) -> str:
        return text


@dataclass(frozen=True)
class LineColumn(TextColumn):
    """One line of text, as long as its field allows; `required` when it may not be empty."""

    width: int = 45

    def parse(self, cell: Any, context: CellContext) -> str:
        text = self.plain(one_line(cell_text(cell)), context)
        field: Any = Action._meta.get_field(self.key)
        longest = field.max_length
        if len(text) > longest:
            raise BadCell(f"Écrivez {longest} caractères au plus ({len(text)} aujourd’hui).")
        if self.required and not text:
            raise BadCell("Donnez un intitulé à cette action.")
        return text

    def as_written(self, text: str) -> str:
        return one_line(text)


@dataclass(frozen=True)
class DateColumn(PlanColumn):
    """ISO in CSV, a true date in XLSX and ODS; « T1 2024 » is its first day, or its last one when
    it `is_end`, and « permanent » is then no end.
    """

    width: int = 12
    is_end: bool = False

    def is_as_exported(self, cell: Any, context: CellContext) -> bool:
        before: date | None = self.current(context.existing) if context.existing else None
        return before is not None and str(cell)[:10] == before.isoformat()

    def parse(self, cell: Any, context: CellContext) -> Any:
        try:
            return read_date(cell, end=self.is_end)
        except BadDate as error:
            raise BadCell(EXPECTED_END if self.is_end else EXPECTED_DATE) from error


@dataclass(frozen=True)
class StateColumn(PlanColumn):
    """The label of an Avancement; an empty cell (None) changes nothing."""

    width: int = 20
    choices: ListOfChoices | None = STATES

    def parse(self, cell: Any, context: CellContext) -> str | None:
        text = cell_text(cell)
        return None if says_nothing(text) else context.vocabulary.state(text, context.line)

    def show(self, value: Any, vocabulary: Any) -> str:
        return str(Avancement(value).label)

    def export(self, action: Action, linked: Any) -> str:
        return str(Avancement(action.avancement).label)


@dataclass(frozen=True)
class FlagColumn(PlanColumn):
    width: int = 11
    choices: ListOfChoices | None = YES_OR_NO

    def parse(self, cell: Any, context: CellContext) -> bool:
        word = name_key(cell_text(cell))
        if word not in TRUE | FALSE:
            raise BadCell(f"Écrivez « {YES} » ou « {NO} ».")
        return word in TRUE

    def show(self, value: Any, vocabulary: Any) -> str:
        return YES if value else NO

    def export(self, action: Action, linked: Any) -> str:
        return self.show(getattr(action, self.key), None)


@dataclass(frozen=True)
class NumberColumn(PlanColumn):
    width: int = 8

    def parse(self, cell: Any, context: CellContext) -> int:
        text = cell_text(cell)
        if not text:
            return self.current(context.existing) if context.existing else 0
        if not (text.isascii() and text.isdigit() and int(text) <= MAX_POSITION):
            raise BadCell(f"Écrivez un nombre entier de 0 à {MAX_POSITION}.")
        return int(text)

"""Columns that are one simple field of the action: texts, dates, a state, yes or no, a number."""

import re
from typing import Any

from actions.importing.columns.base import COLOUR, BadCell, PlanColumn
from actions.importing.columns.lists import STATES, YES_OR_NO
from actions.importing.name_matching import name_key, says_nothing
from actions.importing.splitting import BULLET, CONTACT
from actions.models import Action, Avancement, WordKind
from tables.cells import KEPT, NO, YES, Coloured, Percentage, cell_text

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


def compared(text: str) -> str:
    """`text` on one line, one space between words, as two cells are compared."""
    return " ".join(squashed(text).split())


HAS_CONTACT = (
    "« {} » contient un numéro de téléphone ou une adresse de courriel : une fois l’action "
    "publiée, ce texte sera visible de tous."
)


class CodeColumn(PlanColumn):
    """What the action is known by."""

    width = 10
    is_read_alone = False


class PermanentNumberColumn(PlanColumn):
    """What the portal knows the action by, whatever becomes of its code: never written."""

    width = 10
    is_read_alone = False


class TextColumn(PlanColumn):
    """Long text, Markdown as it is."""

    width = 50
    may_tell_contacts = False  # those of a service are for the public

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str:
        text = self.plain(cell_text(cell), action)
        if len(text) > MAX_TEXT:
            raise BadCell("Raccourcissez ce texte : 100 000 caractères au plus.")
        self.see_contacts(text, action, vocabulary)
        return text

    def see_contacts(self, text: str, action: Any, vocabulary: Any) -> None:
        """Say that `text` tells everybody how to reach somebody, unless it already did."""
        if self.may_tell_contacts or not CONTACT.search(text):
            return
        if not (action and text == self.current(action)):
            vocabulary.note(HAS_CONTACT.format(self.heading))

    def plain(self, text: str, action: Action | None) -> str:
        """The text as it will be stored: what the action holds when nothing really differs."""
        if action:
            before = self.current(action)
            if squashed(self.as_written(before)) == squashed(text) or text == KEPT:
                return before
        elif text == KEPT:
            raise BadCell("Ce texte n’est pas dans le fichier : écrivez-le.")
        if CONTROLS.search(text.replace("\r", "")):
            raise BadCell("Ce texte contient un caractère invisible : retapez-le.")
        return with_line_ends(text).strip()

    def as_written(self, text: str) -> str:
        return text


class LineColumn(TextColumn):
    """One line of text, as long as its field allows; `required` when it may not be empty."""

    width = 45

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str:
        text = one_line(cell_text(cell))
        if not action or squashed(self.as_written(self.current(action))) != squashed(text):
            # The mark of a list is no part of a title, unless the action bears it already.
            text = one_line(BULLET.sub("", cell_text(cell)))
        text = self.plain(text, action)
        field: Any = Action._meta.get_field(self.key)
        longest = field.max_length
        if len(text) > longest:
            raise BadCell(f"Écrivez {longest} caractères au plus ({len(text)} aujourd’hui).")
        if self.required and not text:
            raise BadCell("Donnez un titre à cette action.")
        self.see_contacts(text, action, vocabulary)
        return text

    def as_written(self, text: str) -> str:
        return one_line(text)


def as_share(cell: Any) -> Any:
    """The percentage that 0.5 or « 0,5 » is, where a state is expected; `cell` otherwise."""
    text = cell if isinstance(cell, str) else repr(cell)
    is_number = isinstance(cell, str | float) and not isinstance(cell, Percentage)
    is_share = is_number and re.fullmatch(r"\s*0[.,]\d+\s*", text)
    return Percentage(float(text.replace(",", "."))) if is_share else cell


class StateColumn(PlanColumn):
    """The label of an Avancement; an empty cell (None) changes nothing."""

    width = 20
    choices = STATES
    may_be_emptied = False

    def is_empty(self, cell: Any) -> bool:
        return says_nothing(cell_text(cell))

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str | None:
        text = cell_text(as_share(cell))
        if isinstance(cell, Coloured):
            vocabulary.note(COLOUR.format(self.heading))
        return None if says_nothing(text) else vocabulary.one(WordKind.STATE, text)

    def show(self, value: Any, vocabulary: Any) -> str:
        return str(Avancement(value).label)

    def export(self, action: Action) -> str:
        return str(Avancement(action.avancement).label)


class FlagColumn(PlanColumn):
    width = 11
    choices = YES_OR_NO

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> bool:
        word = name_key(cell_text(cell))
        if word not in TRUE | FALSE:
            raise BadCell(f"Écrivez « {YES} » ou « {NO} ».")
        return word in TRUE

    def show(self, value: Any, vocabulary: Any) -> str:
        return YES if value else NO

    def export(self, action: Action) -> str:
        return self.show(getattr(action, self.key), None)


class NumberColumn(PlanColumn):
    width = 8

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> int:
        text = cell_text(cell)
        if not text:
            return self.current(action) if action else 0
        if not (text.isascii() and text.isdigit() and int(text) <= MAX_POSITION):
            raise BadCell(f"Écrivez un nombre entier de 0 à {MAX_POSITION}.")
        return int(text)

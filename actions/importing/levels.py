"""The upper levels of a line: its enjeu and its objective, by code, by title or by both."""

import re
from dataclasses import dataclass
from typing import Any

from actions.importing.columns.base import BadCell
from actions.importing.columns.fields import compared
from actions.importing.columns.lists import NO_OBJECTIVE
from actions.importing.name_matching import CREATE, IGNORE, name_key, says_nothing
from actions.importing.resolution import Vocabulary
from actions.models import Action, WordKind
from conventions.models.levels import CODE_VALIDATOR
from records.folding import fold

NUMBER_AND_TITLE = "Écrivez le numéro et le titre, par exemple « 1. Accès aux droits »."


@dataclass(frozen=True)
class Level:
    """What « Enjeu 1 : Accès aux droits » says: a code or "", a title or ""."""

    code: str
    title: str


LEVEL_WORDS = "enjeu|axe|orientation|thematique|theme|priorite|objectif|objectif operationnel"


def read_level(text: str, level_name: str = "") -> Level:
    """The code and the title of an enjeu or an objective, as tables write them."""
    text = " ".join(text.split())
    words = LEVEL_WORDS + (f"|{re.escape(fold(level_name))}" if level_name else "")
    folded = fold(text)
    if len(folded) == len(text):  # so that places match
        number = r"[0-9]+(?:[.-][0-9a-z]+)*"
        mark = r"\s*(?:[.:)–—]\s+|\s-\s)"
        named = rf"(?:{words})\s+(?:n°\s*)?(?:({number})(?:{mark}|\s|\Z)|([a-z]|[ivx]+){mark})"
        bare = rf"({number}|[a-z]|[ivx]+){mark}|([0-9]+(?:\.[0-9]+)+)\s"
        match = re.match(named, folded) or re.match(bare, folded)
        if match:
            at = 1 if match[1] is not None else 2
            return Level(text[match.start(at) : match.end(at)], text[match.end() :].strip())
        if re.fullmatch(r"[0-9]+(?:[.-][0-9]+)*", folded):
            return Level(text, "")
    return Level("", text)


def valid_code(code: str, longest: int) -> bool:
    return bool(code) and len(code) <= longest and bool(re.match(CODE_VALIDATOR.regex, code))


def free_code(wanted: str, taken: set[str], prefix: str = "") -> str:
    """`wanted` if nobody has it, else the first free number after `prefix`; it is taken."""
    number = 1
    code = wanted or f"{prefix}{number}"
    while code in taken:
        number += 1
        code = f"{prefix}{number}"
    taken.add(code)
    return code


class LevelReader:
    """Reads the upper levels of the lines in order: one written once serves the lines below."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.reference = vocabulary.reference
        self.territory = self.reference.convention.territory
        self.enjeu_text = self.objective_text = ""
        self.enjeu_codes = {row.code for row in self.reference.enjeux.values()}
        self.objective_codes = {row.code for row in self.reference.objectives.values()}

    def see(self, enjeu_text: str, objective_text: str) -> None:
        """Take the texts of a line, "" meaning those of the line above."""
        if enjeu_text and enjeu_text != self.enjeu_text:
            self.enjeu_text, self.objective_text = enjeu_text, ""
        self.objective_text = objective_text or self.objective_text

    def enjeu(self, code: str, action: Action | None, *, has_column: bool) -> Any:
        """The target of the enjeu of the line; None when it is not said; raise BadCell."""
        before = action and action.enjeu_id
        key = str(before) if before else None
        if has_column and self.enjeu_text:
            row = self.reference.enjeux.get(key or "")
            if row is not None and compared(self.enjeu_text) == compared(str(row)):
                return key
            return self.named_enjeu(self.enjeu_text)
        if key is None and code:
            first = code.partition(".")[0]
            rows = self.reference.enjeux.items()
            key = next((one for one, row in rows if row.code == first), None)
            if key is None:
                raise BadCell("Dites de quel enjeu dépend cette action.")
        return key

    def objective(self, code: str, action: Action | None, enjeu: str) -> Any:
        """The target of the objective of the line under `enjeu`, or None; raise BadCell."""
        text = self.objective_text
        before = action and action.objective_id
        row = self.reference.objectives.get(str(before))
        if row and str(row.enjeu_id) == enjeu and compared(text) == compared(str(row)):
            return str(before)
        if says_nothing(text) or name_key(text) == name_key(NO_OBJECTIVE):
            return None
        return self.named_objective(text, enjeu, code)

    def named_enjeu(self, text: str) -> str:
        """The target of the enjeu that a cell names by its code, its title or both."""
        level = read_level(text, self.territory.enjeu_name)
        near = same_level(self.reference.enjeux, text, level)
        if near.is_sure:
            return near.target
        if near.target == CREATE and not level.title:
            raise BadCell(NUMBER_AND_TITLE)
        code = level.code if valid_code(level.code, 10) else ""
        target = self.vocabulary.ask(WordKind.ENJEU, text, near.target, detail(code, level.title))
        if target != CREATE:
            return target
        if not level.title:
            raise BadCell(NUMBER_AND_TITLE)
        if not self.vocabulary.known_creation(WordKind.ENJEU, level.title):
            code = free_code(code, self.enjeu_codes)
        return self.vocabulary.create(WordKind.ENJEU, level.title, code)

    def named_objective(self, text: str, enjeu: str, action_code: str) -> str | None:
        """The target of the objective of `enjeu` that a cell names; None when left out."""
        rows = self.reference.objectives.items()
        inside = {key: row for key, row in rows if str(row.enjeu_id) == enjeu}
        level = read_level(text, self.territory.objective_name)
        near = same_level(inside, text, level)
        if near.is_sure:
            return near.target
        target = self.vocabulary.ask(
            WordKind.OBJECTIVE, text, near.target, detail(level.code, level.title)
        )
        if target == IGNORE:
            return None
        if target not in inside:  # decided for the same words under another enjeu
            target = near.target
        if target != CREATE:
            return target
        if not level.title:
            raise BadCell("Écrivez le titre de l’objectif, pas seulement son numéro.")
        code = ""
        if not self.vocabulary.known_creation(WordKind.OBJECTIVE, level.title, enjeu):
            code = self.objective_code(level, enjeu, action_code)
        return self.vocabulary.create(WordKind.OBJECTIVE, level.title, code, enjeu)

    def objective_code(self, level: Level, enjeu: str, action_code: str) -> str:
        """The code written, else the start of the action's code, else the next one free."""
        if valid_code(level.code, 20):
            wanted = level.code
        else:
            wanted = action_code.rpartition(".")[0] if action_code.count(".") > 1 else ""
        if wanted and wanted not in self.objective_codes:
            self.objective_codes.add(wanted)
            return wanted
        rows, creations = self.reference.enjeux, self.vocabulary.creations
        parent = rows[enjeu].code if enjeu in rows else creations[enjeu].code
        return free_code("", self.objective_codes, prefix=f"{parent}.")


@dataclass(frozen=True)
class Near:
    """The row that a level looks most like, or CREATE; `is_sure` when nothing needs asking."""

    target: str
    is_sure: bool = False


def same_level(rows: dict[str, Any], text: str, level: Level) -> Near:
    """The one of `rows` (key → enjeu or objective) that is called `text`, or that has the code or
    the title of `level`.
    """
    for key, row in rows.items():
        if name_key(str(row)) == name_key(text):
            return Near(key, is_sure=True)
    title = name_key(level.title)
    same_code = [key for key, row in rows.items() if level.code and row.code == level.code]
    same_title = [key for key, row in rows.items() if title and name_key(row.title) == title]
    for key in same_code:
        if not title or key in same_title:
            return Near(key, is_sure=True)
    if len(same_title) == 1:  # the same words under another number
        return Near(same_title[0], is_sure=True)
    return Near((same_code or same_title or [CREATE])[0])


def detail(code: str, title: str) -> str:
    return f"{code}. {title}" if code and title else code or title

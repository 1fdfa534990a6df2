"""What each word of a file stands for: known, decided by staff, suggested, or nothing."""

import re
from collections.abc import Sequence

from actions.importing.change_plan import CREATE, IGNORE, Creation, Decisions, Word
from actions.importing.lookups import CREATABLE, Reference
from actions.importing.name_matching import (
    EVERYBODY_KEYS,
    STATE_MEANINGS,
    STATES,
    WHOLE,
    WHOLE_KEYS,
    Level,
    name_key,
    read_level,
    split_names,
)
from actions.models import Audience, Avancement, WordKind
from conventions.models import Enjeu
from conventions.models.convention import CODE_VALIDATOR
from partners.models import Organisation

LONGEST = {
    WordKind.ORGANISATION: Organisation._meta.get_field("name").max_length or 200,
    WordKind.AUDIENCE: Audience._meta.get_field("name").max_length or 80,
    WordKind.ENJEU: Enjeu._meta.get_field("title").max_length or 250,
    WordKind.OBJECTIVE: Enjeu._meta.get_field("title").max_length or 250,
}
EXPECTED = {
    WordKind.STATE: "Écrivez l’un de ces mots : "
    + ", ".join(str(state.label) for state in Avancement)
    + ".",
    WordKind.COMMUNE: "Écrivez le nom d’une commune du territoire, ou « toutes ».",
    WordKind.DOMAIN: "Écrivez le nom d’un domaine d’intervention connu du portail.",
}
ARCHIVED = "Cette organisation est archivée : remettez-la en service, ou choisissez-en une autre."
WORD_LENGTH = 300  # of ImportWord.word


class BadCell(Exception):
    """The cell cannot be read; `str()` is what was expected, `value` the part at fault."""

    def __init__(self, expected: str, value: str = "") -> None:
        super().__init__(expected)
        self.value = value


class Vocabulary:
    """Resolves words against the `reference` and the `decisions`, and notes what is undecided."""

    def __init__(self, reference: Reference, decisions: Decisions) -> None:
        self.reference = reference
        self.decisions = decisions
        self.words: dict[tuple[str, str], Word] = {}
        self.creations: dict[str, Creation] = {}
        self.enjeu_names = {name_key(str(row)): key for key, row in reference.enjeux.items()}
        self.codes = {row.code for row in reference.objectives.values()}
        self.enjeu_codes = {row.code for row in reference.enjeux.values()}
        self.found: dict[tuple[str, str, str], str | None] = {}

    # --- decisions -----------------------------------------------------------------------------

    def decision(self, kind: str, key: str) -> str:
        """The target staff gave to the word `key`, now or for an earlier file, or ""."""
        target = self.decisions.get(kind, {}).get(key, "")
        if target in self.reference.labels[kind] or (target == CREATE and kind in CREATABLE):
            return target
        if target == IGNORE and kind not in (WordKind.STATE, WordKind.ENJEU):
            return target
        return self.reference.remembered[kind].get(key, "")

    def ask(self, kind: str, text: str, line: int, suggestion: str, detail: str = "") -> str:
        """Note the word `text`; give the target decided for it, or else the one suggested."""
        key = name_key(text)[:WORD_LENGTH]
        word = self.words.get((kind, key))
        if word is None:
            label = self.reference.label(kind, suggestion) if suggestion else ""
            word = Word(kind, key, text, [], suggestion, label, self.decision(kind, key), detail)
            self.words[kind, key] = word
        if line not in word.lines[-1:]:
            word.lines.append(line)
        return word.decision or suggestion

    def create(self, kind: str, name: str, code: str = "", parent: str = "") -> str:
        """The target of a row to create; raise BadCell when its name cannot be stored."""
        if len(name) > LONGEST[WordKind(kind)]:
            raise BadCell(f"Écrivez {LONGEST[WordKind(kind)]} caractères au plus.", name)
        if not name_key(name):
            raise BadCell("Écrivez un nom avec au moins une lettre ou un chiffre.", name)
        target = f"{CREATE}{kind}:{parent}:{name_key(name)}"
        if target not in self.creations:
            self.creations[target] = Creation(target, kind, name, code, parent)
        return target

    # --- names ---------------------------------------------------------------------------------

    def one(self, kind: str, text: str, line: int, linked: Sequence[str] = ()) -> str | None:
        """The target that `text` names, None when staff left it out; raise BadCell.

        Of several rows with the same name, one of those already `linked` is meant.
        """
        found = self.reference.names[kind].find(text)
        kept = [target for target in found if target in linked]
        if kept:
            return kept[0]
        archived = kind == WordKind.ORGANISATION and self.reference.archived
        usable = [target for target in found if not archived or target not in archived]
        if len(usable) == 1:
            return usable[0]
        if usable:
            target = self.ask(kind, text, line, "", "Plusieurs portent ce nom")
            return self.settle(kind, text, target)
        if found:
            target = self.ask(kind, text, line, "", "Archivée")
            if not target:
                raise BadCell(ARCHIVED, text)
            return self.settle(kind, text, target)
        key = name_key(text)
        if kind == WordKind.COMMUNE and key in WHOLE_KEYS:
            return WHOLE
        near = self.nearest(kind, text, key)
        target = self.ask(kind, text, line, near)
        if not target:
            raise BadCell(EXPECTED[WordKind(kind)], text)
        return self.settle(kind, text, target)

    def nearest(self, kind: str, text: str, key: str) -> str:
        if decided := self.decision(kind, key[:WORD_LENGTH]):
            return decided
        if (kind, key) in self.words:  # searched once
            return self.words[kind, key].suggestion
        everybody = kind == WordKind.AUDIENCE and key in EVERYBODY_KEYS
        near = self.reference.names[kind].nearest("tout public" if everybody else text)
        return near or (CREATE if kind in CREATABLE else "")

    def settle(self, kind: str, text: str, target: str) -> str | None:
        if target == CREATE:
            return self.create(kind, text)
        return None if target in (IGNORE, "") else target

    def several(self, kind: str, text: str, line: int, linked: Sequence[str] = ()) -> list[str]:
        """The targets that the names of a cell stand for, each once."""
        names = self.reference.names[kind]

        def is_known(name: str) -> bool:
            key = name_key(name)
            return bool(
                names.find(name)
                or self.decision(kind, key[:WORD_LENGTH])
                or (kind == WordKind.COMMUNE and key in WHOLE_KEYS)
            )

        targets: list[str] = []
        for name in split_names(text, is_known):
            left = [target for target in linked if target not in targets]
            target = self.one(kind, name, line, left)
            if target and target not in targets:
                targets.append(target)
        return targets

    def state(self, text: str, line: int) -> str:
        """The Avancement that `text` names; raise BadCell for a word nobody explained."""
        key = name_key(text)
        if key in STATES:
            return STATES[key].value
        near = STATE_MEANINGS.get(key)
        target = self.ask(WordKind.STATE, text, line, near.value if near else "")
        if not target:
            raise BadCell(EXPECTED[WordKind.STATE], text)
        return target

    # --- upper levels --------------------------------------------------------------------------

    def enjeu(self, text: str, line: int) -> str:
        """The target of the enjeu that a cell names by its code, its title or both."""
        if target := self.enjeu_names.get(name_key(text)):
            return target
        level = read_level(text, self.reference.level_name)
        rows = self.reference.enjeux
        same_code = [k for k, row in rows.items() if level.code and row.code == level.code]
        title = name_key(level.title)
        same_title = [k for k, row in rows.items() if title and name_key(row.title) == title]
        for key in same_code:
            if not title or key in same_title:
                return key
        if len(same_title) == 1:  # the same words under another number
            return same_title[0]
        near = (same_code or same_title or [CREATE])[0]
        if near == CREATE and not level.title:
            raise BadCell("Écrivez le numéro et l’intitulé, par exemple « 1. Accès aux droits ».")
        code = level.code if valid_code(level.code, 10) else ""
        target = self.ask(WordKind.ENJEU, text, line, near, self.detail(code, level.title))
        if target != CREATE:
            return target
        if not level.title:
            raise BadCell("Écrivez le numéro et l’intitulé, par exemple « 1. Accès aux droits ».")
        known = self.creations.get(f"{CREATE}{WordKind.ENJEU}::{title}")
        if known is None:
            code = free_code(code, self.enjeu_codes)
        return self.create(WordKind.ENJEU, level.title, code)

    def objective(self, text: str, line: int, enjeu: str, action_code: str) -> str | None:
        """The target of the objective of `enjeu` that a cell names; None when left out."""
        inside = {
            key: row for key, row in self.reference.objectives.items() if str(row.enjeu_id) == enjeu
        }
        exact = [key for key, row in inside.items() if name_key(str(row)) == name_key(text)]
        if exact:
            return exact[0]
        level = read_level(text, self.reference.objective_name)
        title = name_key(level.title)
        same_code = [k for k, row in inside.items() if level.code and row.code == level.code]
        same_title = [k for k, row in inside.items() if title and name_key(row.title) == title]
        for key in same_code:
            if not title or key in same_title:
                return key
        if len(same_title) == 1:  # the same words under another number
            return same_title[0]
        near = (same_code or same_title or [CREATE])[0]
        detail = self.detail(level.code, level.title)
        target = self.ask(WordKind.OBJECTIVE, text, line, near, detail)
        if target == IGNORE:
            return None
        if target not in inside:  # decided for the same words under another enjeu
            target = near
        if target != CREATE:
            return target
        if not level.title:
            raise BadCell("Écrivez l’intitulé de l’objectif, pas seulement son numéro.", text)
        code = ""
        if f"{CREATE}{WordKind.OBJECTIVE}:{enjeu}:{title}" not in self.creations:
            code = self.objective_code(level, enjeu, action_code)
        return self.create(WordKind.OBJECTIVE, level.title, code, enjeu)

    def objective_code(self, level: Level, enjeu: str, action_code: str) -> str:
        """The code written, else the start of the action's code, else the next one free."""
        if valid_code(level.code, 20):
            wanted = level.code
        else:
            wanted = action_code.rpartition(".")[0] if action_code.count(".") > 1 else ""
        if wanted and wanted not in self.codes:
            self.codes.add(wanted)
            return wanted
        rows, creations = self.reference.enjeux, self.creations
        parent = rows[enjeu].code if enjeu in rows else creations[enjeu].code
        return free_code("", self.codes, prefix=f"{parent}.")

    @staticmethod
    def detail(code: str, title: str) -> str:
        return f"{code}. {title}" if code and title else code or title


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

"""What each word of a file stands for: known, decided by staff, suggested, or nothing."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from actions.importing.columns.base import BadCell
from actions.importing.import_plan import WRITING_ORDER, Decisions, Word
from actions.importing.lookups import CREATABLE, EXPECTED, NEVER_IGNORED, Reference
from actions.importing.name_matching import (
    CREATE,
    EVERYBODY_KEYS,
    IGNORE,
    OUTCOME_MEANINGS,
    STATE_MEANINGS,
    WHOLE,
    WHOLE_KEYS,
    is_unknown,
    name_key,
    word_key,
)
from actions.importing.places import line_id
from actions.importing.splitting import is_generic, is_person, is_several, may_be_person, names_of
from actions.models import Audience, WordKind
from conventions.models import Enjeu, Objective
from conventions.models.levels import natural_position
from partners.models import Organisation
from records.lookalikes import lookalikes

LONGEST = {
    WordKind.ORGANISATION: Organisation._meta.get_field("name").max_length or 200,
    WordKind.AUDIENCE: Audience._meta.get_field("name").max_length or 80,
    WordKind.ENJEU: Enjeu._meta.get_field("title").max_length or 250,
    WordKind.OBJECTIVE: Enjeu._meta.get_field("title").max_length or 250,
}
ARCHIVED = "Cette organisation est archivée : remettez-la en service, ou choisissez-en une autre."
WORD_LENGTH = 300  # of ImportWord.word


class Vocabulary:
    """Resolves words against the `reference` and the `decisions`, and notes what is undecided.

    `creations` are the rows to create, by the target that values call them.
    """

    def __init__(self, reference: Reference, decisions: Decisions) -> None:
        self.reference = reference
        self.decisions = decisions
        self.words: dict[tuple[str, str], Word] = {}
        self.creations: dict[str, Any] = {}
        self.line, self.sheet = 0, ""  # being read: where the words asked about stand
        self.notes: list[tuple[str, str]] = []  # (line, what is told of it)
        territory = reference.convention.territory
        self.whole = WHOLE_KEYS | {name_key(territory.name), name_key(territory.short_name)} - {""}
        self.split: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
        self.for_people: list[tuple[str, str]] = []
        self.used: set[str] = set()  # the creations that a row to write really names

    # --- decisions -----------------------------------------------------------------------------

    def decision(self, kind: str, key: str) -> str:
        """The target staff gave to the word `key`, now or for an earlier file, or "".

        One that was archived since is asked again: nothing new leads to it in silence.
        """
        target = self.decided(kind, key)
        return "" if target in self.reference.archived[kind] else target

    def decided(self, kind: str, key: str) -> str:
        """The same, what was archived since included."""
        target = self.decisions.get(kind, {}).get(key, "")
        if target == CREATE and kind == WordKind.ORGANISATION and is_person(key):
            target = ""  # a person is no organisation, whoever says so
        if self.reference.is_target(kind, target) or (target == CREATE and kind in CREATABLE):
            return target
        if target == IGNORE and kind not in NEVER_IGNORED:
            return target
        return self.reference.remembered[kind].get(key, "")

    def note(self, told: str) -> None:
        """Say `told` of the line being read, in the preview."""
        place = line_id(self.sheet, self.line)
        if (place, told) not in self.notes[-4:]:
            self.notes.append((place, told))

    def ask(
        self,
        kind: str,
        text: str,
        suggestion: str,
        detail: str = "",
        choices: list[tuple[str, str]] | None = None,
        tick: tuple[str, str] = ("", ""),
    ) -> str:
        """Note the word `text`; give the target decided for it, or else the one suggested.

        `choices` are the answers it may get, when they are not those of all the words of its kind;
        `tick` is what one tick says of it and of others, with the target it then has.
        """
        key = word_key(text)[:WORD_LENGTH]
        word = self.words.get((kind, key))
        if word is None:
            label = self.reference.label(kind, suggestion) if suggestion else ""
            decision = self.decision(kind, key)
            if kind == WordKind.RECORD and decision not in dict(choices or ()):
                decision = ""  # said when other actions were meant
            word = Word(
                *(kind, key, text, [], suggestion, label, decision, detail),
                choices=choices,
                tick=tick[0],
                ticked=tick[1],
            )
            if decision and kind == WordKind.DATE:  # typed by staff, or for an earlier file
                offered = self.reference.choices(kind) if choices is None else choices
                if decision not in dict(offered):
                    word.choices = [*offered, (decision, self.reference.label(kind, decision))]
            self.words[kind, key] = word
        place = line_id(self.sheet, self.line)
        if place not in word.places[-1:]:
            word.places.append(place)
            word.lines.append(self.line)
        return word.decision or suggestion

    # --- rows ----------------------------------------------------------------------------------

    def create(self, kind: str, name: str, code: str = "", enjeu: str = "") -> str:
        """The target of a row to create; raise BadCell when its name cannot be stored."""
        if len(name) > LONGEST[WordKind(kind)]:
            raise BadCell(f"Écrivez {LONGEST[WordKind(kind)]} caractères au plus.", name)
        if not name_key(name):
            raise BadCell("Écrivez un nom avec au moins une lettre ou un chiffre.", name)
        target = creation_target(kind, name, enjeu, code)
        if target not in self.creations:
            self.creations[target] = self.new_row(kind, name, code, enjeu)
        return target

    def new_row(self, kind: str, name: str, code: str, enjeu: str) -> Any:
        if kind == WordKind.ORGANISATION:
            return Organisation(name=name)
        if kind == WordKind.AUDIENCE:
            return Audience(name=name)
        level = {
            "convention": self.reference.convention,
            "code": code,
            "position": natural_position(code),
            "title": name,
        }
        if kind == WordKind.ENJEU:
            return Enjeu(**level)
        parent = self.reference.enjeux.get(enjeu) or self.creations[enjeu]
        return Objective(enjeu=parent, **level)

    def row(self, target: str) -> Any:
        """The key of an existing row, or the row that will be created."""
        if not target.startswith(CREATE):
            return int(target)
        self.used.add(target)
        return self.creations[target]

    def rows_to_create(self) -> list[Any]:
        """The creations that a row to write really names, and their enjeux, in writing order."""
        rows = [self.creations[target] for target in self.creations if target in self.used]
        parents = [row.enjeu for row in rows if isinstance(row, Objective) and not row.enjeu_id]
        wanted = {id(row) for row in (*rows, *parents)}
        used = [row for row in self.creations.values() if id(row) in wanted]
        return [row for model in WRITING_ORDER for row in used if isinstance(row, model)]

    def label(self, kind: str, target: str) -> str:
        """What people read for a target, a row to create included."""
        if target.startswith(CREATE) and target != CREATE:
            row = self.creations[target]
            name = f"{row.code} {row.title}".strip() if hasattr(row, "title") else row.name
            return f"{name} (à créer)"
        return self.reference.label(kind, target)

    # --- names ---------------------------------------------------------------------------------

    def one(self, kind: str, text: str, linked: Sequence[str] = ()) -> str | None:
        """The target that `text` names, None when staff left it out; raise BadCell.

        Of several rows with the same name, one of those already `linked` is meant.
        """
        found = self.reference.names[kind].find(text)
        kept = [target for target in found if target in linked]
        if kept:
            return kept[0]
        usable = [target for target in found if target not in self.reference.archived[kind]]
        if len(usable) == 1:
            return usable[0]
        if usable:
            target = self.ask(kind, text, "", "Plusieurs portent ce nom")
            return self.settle(kind, text, target)
        if found:
            return self.other_than_archived(kind, text)
        key = word_key(text)
        if kind == WordKind.COMMUNE and key in self.whole:
            return WHOLE
        decided = self.decided(kind, key[:WORD_LENGTH])
        if decided in self.reference.archived[kind]:
            return decided if decided in linked else self.other_than_archived(kind, text)
        near = self.nearest(kind, text, key)
        detail = self.alike(kind, text, key) if near == CREATE else ""
        target = self.ask(kind, text, near, detail, choices=self.choices_of(kind, text))
        if not target:
            raise BadCell(EXPECTED[WordKind(kind)], text)
        return self.settle(kind, text, target)

    def other_than_archived(self, kind: str, text: str) -> str | None:
        """What staff say `text` stands for, what it names being archived; raise BadCell before."""
        target = self.ask(kind, text, "", "Archivée")
        if not target:
            raise BadCell(ARCHIVED, text)
        return self.settle(kind, text, target)

    def nearest(self, kind: str, text: str, key: str) -> str:
        if decided := self.decision(kind, key[:WORD_LENGTH]):
            return decided
        if (kind, key) in self.words:  # searched once
            return self.words[kind, key].suggestion
        if kind == WordKind.STATE:
            plain = name_key(text.partition("(")[0])  # « En cours (70 %) »
            return (
                STATE_MEANINGS.get(key, "")
                or next(iter(self.reference.names[kind].find(plain)), "")
                or STATE_MEANINGS.get(plain.removesuffix("e"), "")
            )
        if kind == WordKind.OUTCOME:  # in full: « reconduite (non) » is no « reconduite »
            return OUTCOME_MEANINGS.get(key, "") or (IGNORE if is_unknown(text) else "")
        names = self.reference.names[kind]
        everybody = kind == WordKind.AUDIENCE and key in EVERYBODY_KEYS
        if kind == WordKind.ORGANISATION and is_generic(text):
            return IGNORE
        if near := names.nearest("tout public" if everybody else text):
            return near
        if kind == WordKind.ORGANISATION and may_be_person(text):
            return IGNORE
        if is_several(text) or (kind == WordKind.ORGANISATION and is_person(text)):
            return ""  # « CAF / MSA » and « Mme Martin » are never created by one tick for all
        return CREATE if kind in CREATABLE else ""

    def choices_of(self, kind: str, text: str) -> list[tuple[str, str]] | None:
        """What may be answered about a person: an organisation that is known."""
        if kind != WordKind.ORGANISATION or not is_person(text):
            return None
        if not self.for_people:
            self.for_people = [pair for pair in self.reference.choices(kind) if pair[0] != CREATE]
        return self.for_people

    def alike(self, kind: str, text: str, key: str) -> str:
        """What warns that the name to create is near a known one, or ""; told once for a word."""
        if kind not in (WordKind.ORGANISATION, WordKind.AUDIENCE) or (kind, key) in self.words:
            return ""
        labels = self.reference.names[kind].labels
        found = lookalikes([text], [(row, name) for name, row in labels.items()])
        return f"Il existe déjà « {self.reference.label(kind, found[0])} »" if found else ""

    def settle(self, kind: str, text: str, target: str) -> str | None:
        if target == CREATE:
            return self.create(kind, text)
        return None if target in (IGNORE, "") else target

    def is_known(self, kind: str, name: str) -> bool:
        """Whether `name` is that of a row, a word already answered, or the whole territory."""
        key = word_key(name)
        return bool(
            self.reference.names[kind].find(name)
            or self.decision(kind, key[:WORD_LENGTH])
            or (kind == WordKind.COMMUNE and key in self.whole)
        )

    def names_in(self, kind: str, text: str) -> list[str]:
        """The names that a cell holds, one by one; a person gives way to their organisation."""
        if (kind, text) not in self.split:  # which many lines may write alike
            self.split[kind, text] = names_of(kind, text, partial(self.is_known, kind))
        names, told = self.split[kind, text]
        for note in told:
            self.note(note)
        return names

    def several(self, kind: str, text: str, linked: Sequence[str] = ()) -> list[str]:
        """The targets that the names of a cell stand for, each once."""
        targets: list[str] = []
        for name in self.names_in(kind, text):
            left = [target for target in linked if target not in targets]
            target = self.one(kind, name, left)
            if target and target not in targets:
                targets.append(target)
        return targets


def creation_target(kind: str, name: str, enjeu: str = "", code: str = "") -> str:
    return f"{CREATE}{kind}:{enjeu}:{code}:{name_key(name)}"

"""The upper levels of a line: its enjeu and its objective, known by their words.

A number alone never says which level is meant, and the same words under two numbers are two levels:
what is not sure is asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from actions.importing.columns.fields import compared
from actions.importing.columns.lists import NO_OBJECTIVE
from actions.importing.level_words import Level, read_level
from actions.importing.name_matching import CREATE, IGNORE, NEAR, name_key, says_nothing, word_key
from actions.importing.numbering import valid_code
from actions.importing.resolution import WORD_LENGTH, Vocabulary
from actions.importing.walking import PlanLine
from actions.models import Action, WordKind

UNSAID = "Actions sans {level}"  # never remembered: it is about one file
CODE_LENGTHS = {WordKind.ENJEU: 10, WordKind.OBJECTIVE: 20}


def free_code(wanted: str, taken: set[str], prefix: str = "") -> str:
    """`wanted` if nobody has it, else the first free number after `prefix`; it is taken."""
    number = 1
    code = wanted or f"{prefix}{number}"
    while code in taken:
        number += 1
        code = f"{prefix}{number}"
    taken.add(code)
    return code


def numbers_restart(lines: Iterable[PlanLine], objective_name: str) -> bool:
    """True when objectives are counted from 1 again under each enjeu: « 1 » is said under two."""
    enjeux: dict[str, set[str]] = {}
    for line in lines:
        code = read_level(line.objective, objective_name).code
        if code.isdigit():
            enjeux.setdefault(code, set()).add(name_key(line.enjeu))
    return any(len(found) > 1 for found in enjeux.values())


def is_about_one_file(kind: str, word: str) -> bool:
    """True for the folded words that stand for actions whose level is nowhere in their file."""
    return kind == WordKind.ENJEU and word.startswith(name_key(UNSAID.format(level="")))


class LevelReader:
    """Says which rows the words of the levels stand for, the rows to create included.

    `restarting`: a whole number of an objective is that under its enjeu, and says both.
    """

    def __init__(self, vocabulary: Vocabulary, *, restarting: bool = False) -> None:
        self.vocabulary, self.restarting = vocabulary, restarting
        self.reference = vocabulary.reference
        self.territory = self.reference.convention.territory
        self.enjeu_codes = {row.code for row in self.reference.enjeux.values()}
        self.objective_codes = {row.code for row in self.reference.objectives.values()}
        # (kind, enjeu, folded title) → code as written → target of the row to create.
        self.near: dict[tuple[str, str, str], Near] = {}
        self.made: dict[tuple[str, str, str], dict[str, str]] = {}
        # (kind, word) → the row to create that bears another number than the word says.
        self.renamed: dict[tuple[str, str], Any] = {}

    def enjeu(self, text: str, action: Action | None, number: str = "") -> str | None:
        """The target of the enjeu called `text`; None when nothing says it for an `action` that
        exists, "" while it is asked; raise BadCell.

        `number` is the code of the line: it groups the new actions of which no enjeu is said.
        """
        before = str(action.enjeu_id) if action else ""
        if not text:
            return None if action else self.unsaid_enjeu(re.split("[.-]", number)[0])
        row = self.reference.enjeux.get(before)
        if row is not None and compared(text) == compared(str(row)):
            return before
        level = read_level(text, self.territory.enjeu_name)
        return self.named(WordKind.ENJEU, text, level, self.reference.enjeux, "")

    def unsaid_enjeu(self, number: str) -> str | None:
        """What staff say of the actions whose enjeu is nowhere in the file, by their number."""
        text = UNSAID.format(level=self.territory.enjeu_name)
        if number:
            text = f"{text} : numéros {number}"
        return self.asked(WordKind.ENJEU, text, Level("", ""), "", "")

    def objective(self, text: str, action: Action | None, enjeu: str, number: str = "") -> Any:
        """The target of the objective called `text` under `enjeu`, None when there is none, ""
        while it is asked; raise BadCell.
        """
        before = action and action.objective_id
        row = self.reference.objectives.get(str(before))
        if row and str(row.enjeu_id) == enjeu and compared(text) == compared(str(row)):
            return str(before)
        if says_nothing(text) or name_key(text) == name_key(NO_OBJECTIVE):
            return None
        rows = self.reference.objectives.items()
        inside = {key: row for key, row in rows if str(row.enjeu_id) == enjeu}
        level = read_level(text, self.territory.objective_name)
        return self.named(WordKind.OBJECTIVE, text, level, inside, enjeu, number)

    def named(
        self, kind: WordKind, text: str, level: Level, rows: dict, enjeu: str, number: str = ""
    ) -> str | None:
        """The target of the one of `rows` called `text`, of the row to create, or of an answer."""
        near = self.near.get((kind, text, enjeu))
        if near is None:
            near = self.near[kind, text, enjeu] = same_level(rows, text, level)
        if near.is_sure:
            return near.target
        key = word_key(text)[:WORD_LENGTH]
        made = self.made_before(kind, enjeu, level)
        asked = (kind, key) in self.vocabulary.words or self.vocabulary.decision(kind, key)
        if made and not asked:
            return made  # asked above, in other words
        return self.asked(kind, text, level, near.target, enjeu, rows, number, near.why)

    def asked(
        self,
        kind: WordKind,
        text: str,
        level: Level,
        suggestion: str,
        enjeu: str,
        rows: dict | None = None,
        number: str = "",
        why: str = "",
    ) -> str | None:
        """What staff answered about `text`, or else `suggestion`; "" while there is neither."""
        asked, under = text, self.under(text, enjeu)
        decided = self.vocabulary.decision(kind, word_key(text)[:WORD_LENGTH])
        is_row = decided not in ("", CREATE, IGNORE) and rows is not None
        if (
            under
            and (
                (is_row and decided not in (rows or ()))  # of another enjeu
                or self.vocabulary.decision(kind, word_key(under)[:WORD_LENGTH])
            )
        ):
            asked = under
        told = why or (detail(level.code, level.title) if level.title else "")
        target = self.vocabulary.ask(kind, asked, suggestion, told)
        if target == IGNORE:
            return None
        if target != CREATE:
            return target
        created = self.create(kind, text, level, enjeu, number)
        row = self.vocabulary.creations[created]
        if not why:
            word = self.vocabulary.words[kind, word_key(asked)[:WORD_LENGTH]]
            word.detail = detail(row.code, row.title)
        if level.code and level.code != row.code:  # or the next file would be asked about again
            self.renamed[kind, word_key(under or text)[:WORD_LENGTH]] = row
        return created

    def under(self, text: str, enjeu: str) -> str:
        """How `text` is asked about when it is another row under another `enjeu`."""
        row = self.reference.enjeux.get(enjeu) or self.vocabulary.creations.get(enjeu)
        return f"{text} ({row})" if row else ""

    # --- rows to create ------------------------------------------------------------------------

    def made_before(self, kind: str, enjeu: str, level: Level) -> str:
        """The row that a line above created under the same words, "" when there is none."""
        made = self.made.get((kind, enjeu, name_key(level.title)), {}) if level.title else {}
        if level.code in made:
            return made[level.code]
        if not level.code and len(made) == 1:
            return next(iter(made.values()))
        if "" in made:  # numbered only now
            made[level.code] = made[""]
            return made[""]
        return ""

    def create(self, kind: WordKind, text: str, level: Level, enjeu: str, number: str) -> str:
        title = level.title or text[:1].upper() + text[1:]
        written = level.code if valid_code(level.code, CODE_LENGTHS[kind]) else ""
        made = self.made.setdefault((kind, enjeu, name_key(title)), {})
        if level.code in made:
            return made[level.code]
        if kind == WordKind.ENJEU:
            code = free_code(written, self.enjeu_codes)
        else:
            code = self.objective_code(written, enjeu, number)
        target = self.vocabulary.create(kind, title, code, enjeu)
        self.vocabulary.creations[target].title_is_provisional = not level.title
        made[level.code] = target
        return target

    def objective_code(self, written: str, enjeu: str, number: str) -> str:
        """The code written, else the start of the action's code, else the next one free."""
        above = self.code_of(self.reference.enjeux, enjeu)
        if self.restarting and written.isdigit() and above:
            written = f"{above}.{written}"
        wanted = written or (number.rpartition(".")[0] if number.count(".") > 1 else "")
        if wanted and wanted not in self.objective_codes:
            self.objective_codes.add(wanted)
            return wanted
        return free_code("", self.objective_codes, prefix=f"{above}.")

    def code_of(self, rows: dict[str, Any], target: str | None) -> str:
        """The code of the one of `rows`, or of the row to create, that is the `target`."""
        row = rows.get(target or "") or self.vocabulary.creations.get(target or "")
        return row.code if row else ""

    def parent_code(self, enjeu: str | None, objective: str | None) -> str:
        """The code under which an action of this enjeu and this objective is numbered."""
        under = self.code_of(self.reference.objectives, objective)
        return under or self.code_of(self.reference.enjeux, enjeu)


@dataclass(frozen=True)
class Near:
    """What a level looks like: a row, CREATE when nothing is near, or "" when nobody can say.

    `is_sure` when nothing needs asking; `why` tells what makes one hesitate.
    """

    target: str
    is_sure: bool = False
    why: str = ""


def same_level(rows: dict[str, Any], text: str, level: Level) -> Near:
    """The one of `rows` (key → enjeu or objective) that is called `text`, or has the words of
    `level` and not another number.
    """
    for key, row in rows.items():
        if name_key(str(row)) == name_key(text):
            return Near(key, is_sure=True)
    title = name_key(level.title)
    if not title:
        return Near("", why="Un numéro seul ne dit pas lequel")
    same = [key for key, row in rows.items() if name_key(row.title) == title]
    numbered = [key for key in same if rows[key].code == level.code]
    if numbered:
        return Near(numbered[0], is_sure=True)
    if len(same) == 1 and not level.code:
        return Near(same[0], is_sure=True)
    if same:
        ours = ", ".join(f"« {rows[key]} »" for key in same)
        return Near("", why=f"Déjà dans le plan : {ours}")
    alike = [row for row in rows.values() if alike_words(title, name_key(row.title))]
    if alike:
        return Near("", why=f"Proche de « {alike[0]} »")
    return Near(CREATE)


def alike_words(first: str, second: str) -> bool:
    """True when two titles differ by a letter or two, or one holds all the words of the other."""
    one, other = set(first.split()), set(second.split())
    if one <= other or other <= one:
        return True
    return SequenceMatcher(None, first, second).ratio() > NEAR


def detail(code: str, title: str) -> str:
    return f"{code}. {title}" if code and title else code or title

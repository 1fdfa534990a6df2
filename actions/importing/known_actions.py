"""Which action of the plan a line is: by its permanent number, its code, then its title.

Where the code and the title do not agree, nothing is taken for granted: staff say which is right.
"""

from collections import defaultdict

from actions.importing.codes import CodeBook, SaidCode
from actions.importing.columns.base import BadCell
from actions.importing.import_plan import ANOTHER, RENUMBERED
from actions.importing.level_words import read_level
from actions.importing.name_matching import IGNORE, name_key, share_a_word, word_key
from actions.importing.resolution import WORD_LENGTH, Vocabulary
from actions.importing.walking import PlanLine
from actions.models import Action, WordKind
from tables.cells import Cell, cell_at, cell_text

ARCHIVED_ACTION = (
    "L’action qui porte ce code est archivée : remettez-la en service, puis importez de nouveau."
)
UNKNOWN_NUMBER = (
    "Ce numéro permanent n’est celui d’aucune action de cette convention : corrigez-le, ou videz "
    "la case pour ajouter une action."
)


class ActionMatcher:
    """Finds the actions of a convention that the lines of a file are about."""

    def __init__(self, vocabulary: Vocabulary, book: CodeBook) -> None:
        self.vocabulary, self.book = vocabulary, book
        self.actions = vocabulary.reference.actions
        # As they are called before anything is read: reading may renumber them.
        self.labels = vocabulary.reference.labels[WordKind.RECORD]
        self.codes = {row.pk: code for code, row in self.actions.items()}
        self.by_number = {str(row.number): row for row in self.actions.values()}
        self.by_title: dict[str, list[Action]] = defaultdict(list)
        for row in self.actions.values():
            if not row.archived_on:
                self.by_title[name_key(row.title)].append(row)
        self.sure = self.named_for_sure()
        # Key of an action → what a line asks about it, whose code is another one.
        self.claims: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for line in book.lines:
            said = book.said[line.line_id]
            other = self.same_title(line, said) if said.code and not said.restarts else None
            if other and self.codes[other.pk] != said.code:
                self.claims[other.pk].append((line.line_id, question(said)))

    def named_for_sure(self) -> set[int]:
        """The keys of the actions that a line names by their permanent number, or by their code
        and their title.
        """
        found = set()
        for line in self.book.lines:
            said = self.book.said[line.line_id]
            action = self.actions.get(said.code)
            if action and not said.restarts and same_words(action, said):
                found.add(action.pk)
            number = self.book.mappings[line.sheet].get("number")
            text = "" if number is None else cell_text(cell_at(line.row, number))
            if text in self.by_number:
                found.add(self.by_number[text].pk)
        return found

    def numbered(self, cell: Cell) -> Action | None:
        """The action of a permanent number, None for an empty cell; raise BadCell."""
        if not (text := cell_text(cell)):
            return None
        if text not in self.by_number:
            raise BadCell(UNKNOWN_NUMBER)
        action = self.by_number[text]
        if action.archived_on:
            raise BadCell(ARCHIVED_ACTION)
        return action

    def coded(self, line: PlanLine, said: SaidCode, code: str = "") -> Action | None:
        """The action that has the code of a line, or `code` when it is made with that of a level,
        unless staff say that it is another one; raise BadCell when it is archived.

        It is asked when another action bears the title of the line, or when the two titles have
        nothing in common and their enjeux are not the same either. A line that is not the action
        of its code loses it in `said`.
        """
        code = code or said.code
        action = self.actions.get(code)
        if action and action.archived_on:
            raise BadCell(ARCHIVED_ACTION)
        if action is None or same_words(action, said) or not name_key(said.title):
            return action
        other = None if said.restarts else self.same_title(line, said)
        if other and other.pk != action.pk:
            return self.renumbered(other, action, said)
        if action.pk in self.sure or self.is_claimed(action, line):
            return None  # it is on another line, under another number
        if share_a_word(action.title, said.title) or self.is_beside(action, line):
            return action
        label = self.labels[str(action.pk)]
        choices = [
            (str(action.pk), f"Oui : « {label} » prend ce titre"),
            (IGNORE, "Non, c’est une autre action : le site lui propose un numéro"),
        ]
        told = f"Le plan a déjà « {label} » : la même action, sous un autre titre ?"
        text = f"{code} {said.title}"
        target = self.vocabulary.ask(
            WordKind.RECORD, text, "", told, choices, tick=(ANOTHER, IGNORE)
        )
        if target != IGNORE:
            return action
        said.code, said.restarts = "", False
        return None

    def renumbered(self, other: Action, coded: Action, said: SaidCode) -> Action | None:
        """The one of two actions that a line is: `other` has its title, `coded` its code."""
        theirs, its = self.labels[str(other.pk)], self.labels[str(coded.pk)]
        choices = [
            (str(other.pk), f"Oui : « {theirs} » prend le numéro {said.code}"),
            (str(coded.pk), f"Non : c’est « {its} », qui prend ce titre"),
            (IGNORE, f"C’est « {theirs} », qui garde son numéro"),
        ]
        told = (
            f"Même titre que {self.codes[other.pk]}, même numéro que « {its} » : "
            f"l’action {self.codes[other.pk]}, renumérotée ?"
        )
        target = self.ask_renumbered(said, told, choices)
        if target == str(coded.pk):
            return coded
        if target == IGNORE:
            said.code = ""
        return other

    def ask_renumbered(self, said: SaidCode, told: str, choices: list[tuple[str, str]]) -> str:
        yes = choices[0][0]
        return self.vocabulary.ask(
            WordKind.RECORD, question(said), "", told, choices, tick=(RENUMBERED, yes)
        )

    def is_beside(self, action: Action, line: PlanLine) -> bool:
        """True when a line stands under the enjeu of an `action`."""
        reference = self.vocabulary.reference
        enjeu = reference.enjeux[str(action.enjeu_id)]
        called = read_level(line.enjeu, reference.convention.territory.enjeu_name).title
        return bool(called) and name_key(called) == name_key(enjeu.title)

    def is_claimed(self, action: Action, line: PlanLine) -> bool:
        """True when another line is this `action` under another code, for all that was said."""
        return any(
            place != line.line_id
            and self.vocabulary.decision(WordKind.RECORD, word_key(text)[:WORD_LENGTH])
            in ("", str(action.pk))
            for place, text in self.claims.get(action.pk, ())
        )

    def same_title(self, line: PlanLine, said: SaidCode) -> Action | None:
        """The one action that has the title of a line, and that no line names for sure."""
        title = name_key(said.title)
        found = self.by_title.get(title, ()) if title else ()
        same = [row for row in found if row.pk not in self.sure]
        if len(same) > 1:
            words, enjeux = name_key(line.enjeu), self.vocabulary.reference.enjeux
            same = [row for row in same if name_key(str(enjeux[str(row.enjeu_id)])) == words]
        return same[0] if len(same) == 1 else None

    def titled(self, line: PlanLine, said: SaidCode) -> Action | None:
        """The action that has the title of a line, whose code nobody has.

        Under another code, staff say whether it is the same action.
        """
        action = self.same_title(line, said)
        if action is None:
            return None
        code = self.codes[action.pk]
        if not said.code or said.restarts:
            return action if code not in self.book.written else None
        label = self.labels[str(action.pk)]
        choices = [
            (str(action.pk), f"Oui : « {label} » prend le numéro {said.code}"),
            (IGNORE, "Non, c’est une autre action"),
        ]
        told = f"Même titre que {code} : la même action, renumérotée ?"
        target = self.ask_renumbered(said, told, choices)
        return None if target == IGNORE else action


def question(said: SaidCode) -> str:
    """The words under which staff are asked which action a line is."""
    return f"{said.code} {said.title}"


def same_words(action: Action, said: SaidCode) -> bool:
    return name_key(action.title) == name_key(said.title)

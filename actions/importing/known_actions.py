"""Which action of the plan a line is: by its permanent number, its code, then its title."""

from collections import defaultdict

from actions.importing.codes import CodeBook, SaidCode
from actions.importing.columns.base import BadCell
from actions.importing.name_matching import IGNORE, name_key
from actions.importing.resolution import Vocabulary
from actions.importing.walking import PlanLine
from actions.models import Action, WordKind
from tables.cells import Cell, cell_text

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
        self.by_number = {str(row.number): row for row in self.actions.values()}
        self.by_title: dict[str, list[Action]] = defaultdict(list)
        for row in self.actions.values():
            if not row.archived_on:
                self.by_title[name_key(row.title)].append(row)

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

    def coded(self, code: str) -> Action | None:
        """The action that has this code; raise BadCell when it is archived."""
        action = self.actions.get(code)
        if action and action.archived_on:
            raise BadCell(ARCHIVED_ACTION)
        return action

    def titled(self, line: PlanLine, said: SaidCode) -> Action | None:
        """The action that has the title of a line, whose code nobody has.

        Under another code, staff say whether it is the same action.
        """
        title = name_key(said.title)
        same = [
            row
            for row in (self.by_title.get(title, ()) if title else ())
            if row.code not in self.book.written
        ]
        if len(same) > 1:
            words, enjeux = name_key(line.enjeu), self.vocabulary.reference.enjeux
            same = [row for row in same if name_key(str(enjeux[str(row.enjeu_id)])) == words]
        if len(same) != 1:
            return None
        (action,) = same
        if not said.code or said.restarts:
            return action
        choices = [
            (str(action.pk), f"Oui : « {action} » prend le numéro {said.code}"),
            (IGNORE, "Non, c’est une autre action"),
        ]
        told = f"Même titre que {action.code} : la même action, renumérotée ?"
        text = f"{said.code} {said.title}"
        target = self.vocabulary.ask(WordKind.RECORD, text, "", told, choices)
        return action if target == str(action.pk) else None

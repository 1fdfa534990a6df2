"""Columns of what makes an action a service: what one needs to make use of it.

A project may keep what it told when it was a service: its cells are then empty, as its page is,
and an empty cell changes nothing of it.
"""

from typing import Any

from django.core.exceptions import ValidationError

from actions.importing.columns.base import BadCell, PlanColumn
from actions.importing.columns.dates import DateColumn
from actions.importing.columns.fields import LineColumn, TextColumn
from actions.importing.columns.lists import KIND_WORDS, KINDS
from actions.importing.name_matching import name_key, says_nothing
from actions.models import Action, ActionKind
from actions.models.practical import PHONE_EXPECTED
from tables.cells import cell_text

EXPECTED = {
    "phone": PHONE_EXPECTED,
    "email": "Écrivez une adresse de courriel, par exemple accueil@exemple.fr.",
    "form_url": "Écrivez une adresse entière, par exemple https://www.exemple.fr/inscription.",
    "website": "Écrivez une adresse entière, par exemple https://www.exemple.fr/.",
}


class KindColumn(PlanColumn):
    """« Projet » or « Service »; an empty cell changes nothing, nothing is guessed."""

    width = 12
    choices = KINDS
    may_be_emptied = False

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str:
        text = cell_text(cell)
        if says_nothing(text):
            return self.current(action) if action else ActionKind.PROJECT.value
        for kind, word in KIND_WORDS.items():
            if name_key(text) == name_key(word):
                return kind.value
        raise BadCell("Écrivez « Projet » ou « Service ».")

    def show(self, value: Any, vocabulary: Any) -> str:
        return KIND_WORDS[ActionKind(value)]

    def export(self, action: Action) -> str:
        return KIND_WORDS[ActionKind(action.kind)]


class OfServices(PlanColumn):
    """What the page of a service shows: empty for a project."""

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        hidden = not action.is_service and not cell_text(cell)
        return hidden or super().is_as_exported(cell, action)

    def export(self, action: Action) -> Any:
        return super().export(action) if action.is_service else ""


class ServiceLineColumn(OfServices, LineColumn):
    """One line, judged as its field is."""

    may_tell_contacts = True

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str:
        text = super().parse(cell, action, vocabulary)
        field: Any = Action._meta.get_field(self.key)
        if text and not (action and text == self.current(action)):
            try:
                field.run_validators(text)
            except ValidationError as error:
                raise BadCell(EXPECTED.get(self.key, error.messages[0])) from error
        return text


class ServiceTextColumn(OfServices, TextColumn):
    may_tell_contacts = True


class ServiceDateColumn(OfServices, DateColumn):
    pass

"""All that the lines of a file are compared with, loaded once whatever their number."""

from collections import defaultdict
from typing import Any

from actions.importing.columns import COLUMNS
from actions.importing.columns.base import Existing
from actions.importing.columns.lists import WHOLE_TERRITORY
from actions.importing.columns.rows import LinksColumn, RoleColumn
from actions.importing.name_matching import CREATE, IGNORE, WHOLE, NameIndex
from actions.models import (
    Action,
    ActionPartner,
    Audience,
    Avancement,
    ImportWord,
    PartnerRole,
    WordKind,
)
from conventions.models import Commune, Convention, Domain, Enjeu, Objective
from partners.models import Organisation

CREATABLE = (WordKind.ENJEU, WordKind.OBJECTIVE, WordKind.ORGANISATION, WordKind.AUDIENCE)


class Reference:
    """The convention, its plan and the vocabulary, as they are now."""

    def __init__(self, convention: Convention) -> None:
        self.convention = convention
        self.enjeux = {str(row.pk): row for row in Enjeu.objects.filter(convention=convention)}
        self.objectives = {
            str(row.pk): row for row in Objective.objects.filter(convention=convention)
        }
        self.names: dict[str, NameIndex] = {}
        self.labels: dict[str, dict[str, str]] = {
            WordKind.STATE: {state.value: str(state.label) for state in Avancement},
            WordKind.ENJEU: {key: str(row) for key, row in self.enjeux.items()},
            WordKind.OBJECTIVE: {key: str(row) for key, row in self.objectives.items()},
        }
        organisations = list(Organisation._base_manager.order_by("name", "pk"))
        # What is archived is recognised, so that it may stay where it is, but never proposed.
        self.archived = {str(row.pk) for row in organisations if row.archived_on}
        self.know(
            WordKind.ORGANISATION, [(r.pk, r.name, r.short_name, r.slug) for r in organisations]
        )
        for kind, model in ((WordKind.AUDIENCE, Audience), (WordKind.DOMAIN, Domain)):
            self.know(kind, [(row.pk, row.name) for row in model.objects.all()])
        communes = Commune.objects.filter(territory=convention.territory_id)
        self.know(WordKind.COMMUNE, [(row.pk, row.name) for row in communes])
        self.labels[WordKind.COMMUNE][WHOLE] = WHOLE_TERRITORY
        self.remembered: dict[str, dict[str, str]] = defaultdict(dict)
        for word in ImportWord.objects.exclude(kind=WordKind.COLUMN):
            if word.target == IGNORE or word.target in self.labels[word.kind]:
                self.remembered[word.kind][word.word] = word.target
        self.actions = self.load_actions()

    def know(self, kind: str, rows: list[tuple]) -> None:
        names = self.names[kind] = NameIndex()
        for pk, *words in rows:
            names.add(str(pk), *words, proposed=str(pk) not in self.archived)
        self.labels[kind] = {str(pk): words[0] for pk, *words in rows}

    def load_actions(self) -> dict[str, Existing]:
        """Code → action of the convention, archived or not, with its links and its partners."""
        rows = Action._base_manager.filter(convention=self.convention).order_by("number")
        actions = {row.pk: Existing(row) for row in rows}
        for column in COLUMNS:
            if isinstance(column, LinksColumn):
                field: Any = Action._meta.get_field(column.key)
                links = field.remote_field.through._base_manager.filter(
                    action__convention=self.convention
                )
                target = f"{field.m2m_reverse_field_name()}_id"
                for pk, other in links.order_by("pk").values_list("action_id", target):
                    actions[pk].links[column.key].append(str(other))
        keys = {column.role: column.key for column in COLUMNS if isinstance(column, RoleColumn)}
        partners = ActionPartner._base_manager.filter(action__convention=self.convention)
        for partner in partners.order_by("pk"):
            existing = actions[partner.action_id]
            existing.partners.append(partner)
            existing.links[keys[PartnerRole(partner.role)]].append(str(partner.organisation_id))
        return {existing.action.code: existing for existing in actions.values()}

    def label(self, kind: str, target: str) -> str:
        """What people read for a target of this kind of word."""
        if target == IGNORE:
            return "Ne pas reprendre"
        if target == CREATE:
            return "Créer"
        return self.labels[kind].get(target, "")

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """(target, label) of all that a word of this kind may be taken for."""
        found = [pair for pair in self.labels[kind].items() if pair[0] not in self.archived]
        if kind in CREATABLE:
            found.insert(0, (CREATE, "Créer"))
        if kind not in (WordKind.STATE, WordKind.ENJEU):
            found.append((IGNORE, "Ne pas reprendre"))
        return found

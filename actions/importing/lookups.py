"""All that the lines of a file are compared with, loaded once whatever their number."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from actions.importing.change_plan import CREATE, IGNORE
from actions.importing.name_matching import WHOLE, Names
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
from tables.cells import WHOLE_TERRITORY

ROLES = {
    "co_leads": PartnerRole.CO_LEAD,
    "partners": PartnerRole.PARTNER,
    "funders": PartnerRole.FUNDER,
}
SCALARS = (
    *("title", "summary", "starts_on", "ends_on", "is_permanent", "avancement"),
    *("avancement_reason", "avancement_on", "verified_on", "context", "description"),
    *("expected_results", "perspectives", "human_means", "position"),
)
LINKS = ("audiences", "domains", "communes")
FIXED = {"enjeu": "enjeu_id", "objective": "objective_id", "lead": "lead_id"} | {
    "avancement_by": "avancement_by_id"
}

TARGET_FIELDS = {"audiences": "audience_id", "domains": "domain_id", "communes": "commune_id"}


def through_of(name: str) -> Any:
    """The model of the links `name` of an action."""
    return getattr(Action, name).through


@dataclass
class Existing:
    """An action of the convention with its links, targets being primary keys as text."""

    action: Action
    links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def value(self, key: str) -> Any:
        """What the column `key` holds now, in the form that lines.LineReader gives."""
        if key in SCALARS:
            return getattr(self.action, key)
        if key in FIXED:
            pk = getattr(self.action, FIXED[key])
            return None if pk is None else str(pk)
        if key == "communes":
            return ([WHOLE] if self.action.whole_territory else []) + self.links[key]
        return self.links[key]


class Reference:
    """The convention, its plan and the vocabulary, as they are now."""

    def __init__(self, convention: Convention) -> None:
        self.convention = convention
        self.level_name = convention.territory.enjeu_name
        self.objective_name = convention.territory.objective_name
        self.enjeux = {str(row.pk): row for row in Enjeu.objects.filter(convention=convention)}
        self.objectives = {
            str(row.pk): row for row in Objective.objects.filter(convention=convention)
        }
        self.names: dict[str, Names] = {}
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
        names = self.names[kind] = Names()
        for pk, *words in rows:
            names.add(str(pk), *words, proposed=str(pk) not in self.archived)
        self.labels[kind] = {str(pk): words[0] for pk, *words in rows}

    def load_actions(self) -> dict[str, Existing]:
        actions = {
            row.pk: Existing(row)
            for row in Action._base_manager.filter(convention=self.convention).order_by("number")
        }
        for name in LINKS:
            pairs = (
                through_of(name)
                ._base_manager.filter(action__convention=self.convention)
                .order_by("pk")
            )
            for pk, other in pairs.values_list("action_id", TARGET_FIELDS[name]):
                actions[pk].links[name].append(str(other))
        keys = {role: key for key, role in ROLES.items()}
        partners = ActionPartner._base_manager.filter(action__convention=self.convention)
        for pk, other, role in partners.order_by("pk").values_list(
            "action_id", "organisation_id", "role"
        ):
            actions[pk].links[keys[PartnerRole(role)]].append(str(other))
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


CREATABLE = (WordKind.ENJEU, WordKind.OBJECTIVE, WordKind.ORGANISATION, WordKind.AUDIENCE)

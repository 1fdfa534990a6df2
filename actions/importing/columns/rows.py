"""Columns that name other rows: an enjeu, an organisation, several publics or partners."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from actions.importing.columns.base import PlanColumn
from actions.importing.columns.fields import compared
from actions.importing.columns.lists import (
    AUDIENCES,
    COMMUNES,
    DOMAINS,
    ENJEUX,
    NO_OBJECTIVE,
    OBJECTIVES,
    ORGANISATIONS,
    WHOLE_TERRITORY,
)
from actions.importing.name_matching import WHOLE, is_unknown
from actions.importing.splitting import by_role
from actions.models import Action, ActionPartner, PartnerRole, WordKind
from records.changes.plan import RowChange
from tables.cells import cell_text, joined, parts

# All that these columns read of an action, whatever the number of actions.
LINKED = (
    *("audiences", "domains", "communes"),
    Prefetch(
        "action_partners",
        ActionPartner.objects.select_related("organisation").order_by("organisation__name", "pk"),
    ),
)
LEAD, CO_LEADS = "lead", "co_leads"
ROLES_HELD = {
    CO_LEADS: PartnerRole.CO_LEAD,
    "partners": PartnerRole.PARTNER,
    "funders": PartnerRole.FUNDER,
}


@dataclass(frozen=True)
class Leads:
    """The organisations of one cell: the first leads, the others with it.

    `roles` are those that the cell itself labels, by column: « Partenaires : CAF ».
    """

    first: str | None
    others: list[str]
    roles: dict[str, list[str]] = field(default_factory=dict)


class RowColumn(PlanColumn):
    """A foreign key of the action; `kind` says which words name its target."""

    kind = WordKind.ORGANISATION

    def current(self, action: Action) -> str | None:
        key = getattr(action, f"{self.key}_id")
        return None if key is None else str(key)

    def show(self, value: str | None, vocabulary: Any) -> str:
        return vocabulary.label(self.kind, value) if value else ""

    def assign(self, change: RowChange, value: str | None, vocabulary: Any) -> None:
        row = vocabulary.row(value) if value else None
        name = f"{self.key}_id" if row is None or isinstance(row, int) else self.key
        setattr(change.row, name, row)
        change.fields.add(self.key)

    def export(self, action: Action) -> str | None:
        row = getattr(action, self.key)
        return str(row) if row else None


class EnjeuColumn(RowColumn):
    """« 1. Accès aux droits »."""

    kind = WordKind.ENJEU
    choices = ENJEUX
    is_read_alone = False


class ObjectiveColumn(RowColumn):
    """« 1.2 Aller vers », or NO_OBJECTIVE."""

    kind = WordKind.OBJECTIVE
    choices = OBJECTIVES
    is_read_alone = False

    def export(self, action: Action) -> str:
        return super().export(action) or NO_OBJECTIVE


class OrganisationColumn(RowColumn):
    """The name of one organisation."""

    width = 28
    choices = ORGANISATIONS

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        name = self.export(action)
        return name is not None and compared(cell_text(cell)) == compared(name)

    def is_empty(self, cell: Any) -> bool:
        return is_unknown(cell_text(cell))

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        text = cell_text(cell)
        if is_unknown(text):
            return None
        linked = self.current(action) if action else None
        targets = vocabulary.several(self.kind, text, [linked] if linked else [])
        return self.of(targets, vocabulary)

    def of(self, targets: list[str], vocabulary: Any) -> Any:
        """The value that the names of a cell make."""
        if targets[1:]:
            kept = vocabulary.label(self.kind, targets[0])
            vocabulary.note(f"{self.heading} : seul le premier nom est gardé, {kept}.")
        return targets[0] if targets else None

    def export(self, action: Action) -> str | None:
        organisation = getattr(action, self.key)
        return organisation.name if organisation else None


class LeadColumn(OrganisationColumn):
    """The organisation that leads; several names are read as Leads, which `settle_leads` shares."""

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> Any:
        labelled = by_role(cell_text(cell))
        if not labelled:
            return super().parse(cell, action, vocabulary)
        found = {
            role: vocabulary.several(self.kind, names)
            for role, names in labelled.items()
            if not is_unknown(names)
        }
        first, *others = found.pop(LEAD, None) or [None]
        return Leads(first, others, found)

    def of(self, targets: list[str], vocabulary: Any) -> Leads | None:
        return Leads(targets[0], targets[1:]) if targets else None


def settle_leads(values: dict[str, Any], action: Action | None, vocabulary: Any) -> None:
    """Share the names of « Pilote » in `values` between the lead and the co-leads, and say it.

    The co-leads that the line or the action already has stay.
    """
    leads = values.get(LEAD)
    if not isinstance(leads, Leads):
        return
    values[LEAD] = leads.first
    for key, targets in leads.roles.items():
        held = values.get(key) or (held_by(action, ROLES_HELD[key]) if action else [])
        values[key] = [*held, *(one for one in targets if one not in held)]
    if not leads.others:
        return
    held = values.get(CO_LEADS)
    if held is None:
        held = held_by(action, PartnerRole.CO_LEAD) if action else []
    values[CO_LEADS] = [*held, *(one for one in leads.others if one not in held)]
    labels = [vocabulary.label(WordKind.ORGANISATION, one) for one in leads.others]
    many = len(labels) > 1
    vocabulary.note(
        f"Plusieurs noms dans « Pilote » : le premier reste pilote, {' et '.join(labels)} "
        f"{'deviennent copilotes' if many else 'devient copilote'}."
    )


def held_by(action: Action, role: str) -> list[str]:
    rows = action.action_partners.all()
    return [str(line.organisation_id) for line in rows if line.role == role]


class NamesColumn(PlanColumn):
    """Several rows, their names joined by bars."""

    kind = WordKind.ORGANISATION

    def is_empty(self, cell: Any) -> bool:
        return is_unknown(cell_text(cell))

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        told, linked = (parts(compared(text)) for text in (cell_text(cell), self.export(action)))
        return sorted(told) == sorted(linked)

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> list[str]:
        text = cell_text(cell)
        if is_unknown(text):
            return []
        linked = self.current(action) if action else []
        return vocabulary.several(self.kind, text, linked)

    def differs(self, before: list[str], after: list[str]) -> bool:
        return set(before) != set(after)

    def show(self, value: list[str], vocabulary: Any) -> str:
        return ", ".join(vocabulary.label(self.kind, target) for target in value)


class LinksColumn(NamesColumn):
    """A many-to-many field of the action."""

    def current(self, action: Action) -> list[str]:
        return [str(row.pk) for row in getattr(action, self.key).all()]

    def assign(self, change: RowChange, value: list[str], vocabulary: Any) -> None:
        rows = tuple(vocabulary.row(target) for target in value)
        change.links = {**change.links, self.key: rows}

    def export(self, action: Action) -> str:
        return joined(row.name for row in getattr(action, self.key).all())


class AudiencesColumn(LinksColumn):
    kind = WordKind.AUDIENCE
    choices = AUDIENCES


class DomainsColumn(LinksColumn):
    kind = WordKind.DOMAIN
    choices = DOMAINS


class CommunesColumn(LinksColumn):
    """Communes, and WHOLE_TERRITORY for the whole territory."""

    kind = WordKind.COMMUNE
    choices = COMMUNES

    def current(self, action: Action) -> list[str]:
        return [WHOLE] * action.whole_territory + super().current(action)

    def assign(self, change: RowChange, value: list[str], vocabulary: Any) -> None:
        change.row.whole_territory = WHOLE in value
        change.fields.add("whole_territory")
        super().assign(change, [target for target in value if target != WHOLE], vocabulary)

    def export(self, action: Action) -> str:
        everywhere = [WHOLE_TERRITORY] * action.whole_territory
        return joined([*everywhere, *(row.name for row in action.communes.all())])


@dataclass(frozen=True, eq=False)
class RoleColumn(NamesColumn):
    """The organisations that hold `role` in the action."""

    role: str = PartnerRole.PARTNER
    choices = ORGANISATIONS

    def held(self, action: Action) -> list[ActionPartner]:
        return [line for line in action.action_partners.all() if line.role == self.role]

    def current(self, action: Action) -> list[str]:
        return held_by(action, self.role)

    def assign(self, change: Any, value: list[str], vocabulary: Any) -> None:
        wanted = [vocabulary.row(target) for target in value]
        present = [] if change.is_new else self.held(change.row)
        change.dropped += [line for line in present if line.organisation_id not in wanted]
        held = {line.organisation_id for line in present}
        for row in wanted:
            if not (isinstance(row, int) and row in held):
                name = "organisation_id" if isinstance(row, int) else "organisation"
                line = ActionPartner(action=change.row, role=self.role, **{name: row})
                change.lines.append(line)

    def export(self, action: Action) -> str:
        return joined(line.organisation.name for line in self.held(action))

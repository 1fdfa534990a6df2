"""Columns that name other rows: an enjeu, an organisation, several publics or partners."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from actions.importing.columns.base import BadCell, PlanColumn
from actions.importing.columns.fields import compared, one_line
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
from actions.importing.name_matching import WHOLE, says_nothing
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
ONE_LEAD = "Une action a un seul pilote : mettez les autres dans une colonne « Copilotes »."


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

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> str | None:
        text = cell_text(cell)
        if says_nothing(text):
            return None
        linked = self.current(action) if action else None
        if not vocabulary.reference.names[self.kind].find(text) and re.search(r"[|;\n]", text):
            raise BadCell(ONE_LEAD)
        return vocabulary.one(self.kind, one_line(text), [linked] if linked else [])

    def export(self, action: Action) -> str | None:
        organisation = getattr(action, self.key)
        return organisation.name if organisation else None


class NamesColumn(PlanColumn):
    """Several rows, their names joined by bars."""

    kind = WordKind.ORGANISATION

    def is_as_exported(self, cell: Any, action: Action) -> bool:
        told, linked = (parts(compared(text)) for text in (cell_text(cell), self.export(action)))
        return sorted(told) == sorted(linked)

    def parse(self, cell: Any, action: Any, vocabulary: Any) -> list[str]:
        text = cell_text(cell)
        if says_nothing(text):
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
        return [str(line.organisation_id) for line in self.held(action)]

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

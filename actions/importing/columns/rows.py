"""Columns that name other rows: an enjeu, an organisation, several publics or partners."""

import re
from dataclasses import dataclass
from typing import Any

from actions.importing.columns.base import BadCell, CellContext, Existing, PlanColumn
from actions.importing.columns.fields import flat, one_line
from actions.importing.columns.lists import (
    COMMUNES,
    ENJEUX,
    NO_OBJECTIVE,
    OBJECTIVES,
    ORGANISATIONS,
    WHOLE_TERRITORY,
    ListOfChoices,
)
from actions.importing.name_matching import WHOLE, says_nothing
from actions.models import Action, ActionPartner, PartnerRole, WordKind
from records.changes.plan import RowChange
from tables.cells import cell_text, joined, parts

ONE_LEAD = "Une action a un seul pilote : mettez les autres dans une colonne « Co-pilotes »."


@dataclass(frozen=True)
class RowColumn(PlanColumn):
    """A foreign key of the action; `kind` says which words name its target."""

    kind: WordKind = WordKind.ORGANISATION

    def current(self, existing: Existing) -> str | None:
        key = getattr(existing.action, f"{self.key}_id")
        return None if key is None else str(key)

    def show(self, value: str | None, vocabulary: Any) -> str:
        return vocabulary.label(self.kind, value) if value else ""

    def assign(self, change: RowChange, value: str | None, vocabulary: Any) -> None:
        row = vocabulary.row(value) if value else None
        name = f"{self.key}_id" if row is None or isinstance(row, int) else self.key
        setattr(change.row, name, row)
        change.fields.add(self.key)

    def export(self, action: Action, linked: Any) -> str | None:
        row = getattr(action, self.key)
        return str(row) if row else None


@dataclass(frozen=True)
class EnjeuColumn(RowColumn):
    """« 1. Accès aux droits »."""

    kind: WordKind = WordKind.ENJEU
    choices: ListOfChoices | None = ENJEUX
    is_read_alone: bool = False


@dataclass(frozen=True)
class ObjectiveColumn(RowColumn):
    """« 1.2 Aller vers », or NO_OBJECTIVE."""

    kind: WordKind = WordKind.OBJECTIVE
    choices: ListOfChoices | None = OBJECTIVES
    is_read_alone: bool = False

    def export(self, action: Action, linked: Any) -> str:
        return super().export(action, linked) or NO_OBJECTIVE


@dataclass(frozen=True)
class OrganisationColumn(RowColumn):
    """The name of one organisation."""

    width: int = 28
    choices: ListOfChoices | None = ORGANISATIONS

    def is_as_exported(self, cell: Any, context: CellContext) -> bool:
        target = self.current(context.existing) if context.existing else None
        labels = context.vocabulary.reference.labels[self.kind]
        return bool(target) and flat(cell_text(cell)) == flat(labels.get(target or "", ""))

    def parse(self, cell: Any, context: CellContext) -> str | None:
        text, vocabulary = cell_text(cell), context.vocabulary
        if says_nothing(text):
            return None
        linked = self.current(context.existing) if context.existing else None
        if not vocabulary.reference.names[self.kind].find(text) and re.search(r"[|;\n]", text):
            raise BadCell(ONE_LEAD)
        return vocabulary.one(self.kind, one_line(text), context.line, [linked] if linked else [])

    def export(self, action: Action, linked: Any) -> str | None:
        organisation = getattr(action, self.key)
        return organisation.name if organisation else None


@dataclass(frozen=True)
class NamesColumn(PlanColumn):
    """Several rows, their names joined by bars."""

    kind: WordKind = WordKind.ORGANISATION

    def current(self, existing: Existing) -> list[str]:
        return existing.links[self.key]

    def is_as_exported(self, cell: Any, context: CellContext) -> bool:
        if context.existing is None:
            return False
        labels = context.vocabulary.reference.labels[self.kind]
        linked = joined(labels.get(target, "") for target in self.current(context.existing))
        return sorted(parts(flat(cell_text(cell)))) == sorted(parts(flat(linked)))

    def parse(self, cell: Any, context: CellContext) -> list[str]:
        text = cell_text(cell)
        if says_nothing(text):
            return []
        linked = self.current(context.existing) if context.existing else []
        return context.vocabulary.several(self.kind, text, context.line, linked)

    def differs(self, before: list[str], after: list[str]) -> bool:
        return set(before) != set(after)

    def show(self, value: list[str], vocabulary: Any) -> str:
        return ", ".join(vocabulary.label(self.kind, target) for target in value)


@dataclass(frozen=True)
class LinksColumn(NamesColumn):
    """A many-to-many field of the action."""

    def assign(self, change: RowChange, value: list[str], vocabulary: Any) -> None:
        rows = tuple(vocabulary.row(target) for target in value)
        change.links = {**change.links, self.key: rows}

    def export(self, action: Action, linked: Any) -> str:
        return joined(linked.of_link(self.key, action))


@dataclass(frozen=True)
class CommunesColumn(LinksColumn):
    """Communes, and WHOLE_TERRITORY for the whole territory."""

    kind: WordKind = WordKind.COMMUNE
    choices: ListOfChoices | None = COMMUNES

    def current(self, existing: Existing) -> list[str]:
        return [WHOLE] * existing.action.whole_territory + existing.links[self.key]

    def assign(self, change: RowChange, value: list[str], vocabulary: Any) -> None:
        change.row.whole_territory = WHOLE in value
        change.fields.add("whole_territory")
        super().assign(change, [target for target in value if target != WHOLE], vocabulary)

    def export(self, action: Action, linked: Any) -> str:
        everywhere = [WHOLE_TERRITORY] * action.whole_territory
        return joined(everywhere + linked.of_link(self.key, action))


@dataclass(frozen=True)
class RoleColumn(NamesColumn):
    """The organisations that hold `role` in the action."""

    choices: ListOfChoices | None = ORGANISATIONS
    role: PartnerRole = PartnerRole.PARTNER

    def assign(self, change: Any, value: list[str], vocabulary: Any) -> None:
        wanted = [vocabulary.row(target) for target in value]
        present = [line for line in change.partners if line.role == self.role]
        change.dropped += [line for line in present if line.organisation_id not in wanted]
        held = {line.organisation_id for line in present}
        for row in wanted:
            if not (isinstance(row, int) and row in held):
                name = "organisation_id" if isinstance(row, int) else "organisation"
                line = ActionPartner(action=change.row, role=self.role.value, **{name: row})
                change.lines.append(line)

    def export(self, action: Action, linked: Any) -> str:
        return joined(linked.of_role(self.role, action))

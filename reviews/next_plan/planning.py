"""All that a carrying over would write, as one change plan: nothing is written here."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from actions.models import (
    Action,
    ActionPartner,
    Indicator,
    Milestone,
    Place,
)
from conventions.models import Enjeu, Objective
from records.changes.fingerprints import states_of
from records.changes.plan import ChangePlan, Fault, RowChange, Scope
from records.constraints import refusals
from records.history.diff import FieldChange
from reviews.next_plan.copies import all_of, lines_for, links_of, next_action, roles_for
from reviews.next_plan.fates import GOES_ON, Fate, lines_of, old_actions, with_all_they_hold
from reviews.next_plan.models import Taken
from reviews.next_plan.structure import Structure, next_free

LINES = (ActionPartner, Place, Indicator, Milestone)
SCOPE = Scope(Action, lines=LINES, apart=LINES[1:], supports=(Objective, Enjeu))

CODE_LENGTH = Action._meta.get_field("code").max_length


@dataclass
class NextPlan(ChangePlan):
    """What a CarryOver would write; `lines` are the OldActions looked at."""

    scope: Scope = SCOPE
    structure: Structure | None = None
    lines: list[Any] = field(default_factory=list)
    stopped: list[Any] = field(default_factory=list)
    going_on: list[tuple[Any, list]] = field(default_factory=list)  # (action, what it continues)

    @property
    def added(self) -> list[RowChange]:
        return [row for row in self.rows if row.is_new]

    @property
    def merged(self) -> list[Any]:
        """The old actions that become one with another."""
        return [line for line in self.lines if line.fate == Fate.MERGE]

    @property
    def to_rewrite(self) -> list[Any]:
        return [line for line in self.lines if line.fate == Fate.REWRITE]

    @property
    def merging(self) -> int:
        """In how many actions the merged ones go on."""
        return sum(len(olds) > 1 for _action, olds in self.going_on)

    def count(self, model: type) -> int:
        """How many lines of `model` go on."""
        return sum(isinstance(one, model) for row in self.rows for one in row.lines)

    @property
    def counts(self) -> dict[str, int]:
        """What the preview and the page of what was done say."""
        steps = [one for row in self.rows for one in row.lines if isinstance(one, Milestone)]
        levels = self.structure.created if self.structure else []
        return {
            "enjeux": sum(level.is_enjeu for level in levels),
            "objectives": sum(not level.is_enjeu for level in levels),
            "actions": len(self.added),
            "rewritten": len(self.to_rewrite),
            "merged": len(self.merged),
            "merging": self.merging,
            "stopped": len(self.stopped),
            "indicators": self.count(Indicator),
            "milestones": len(steps),
            "undated": sum(getattr(step, "lost_its_day", False) for step in steps),
            "partners": self.count(ActionPartner),
        }

    @property
    def changes_nothing(self) -> bool:
        return not (self.rows or self.creations or (self.structure and self.structure.joined))

    @property
    def can_apply(self) -> bool:
        return not (self.faults or self.refused or self.changes_nothing)

    @cached_property
    def digest(self) -> str:
        """That of the rows, and of the levels already there that take in an old one."""
        joined = self.structure.joined if self.structure else ()
        keys = [[level.key, sorted(olds)] for level, olds in joined]
        return hashlib.sha256(f"{super().digest} {keys}".encode()).hexdigest()

    def number_new_rows(self) -> None:
        """Give the actions their permanent numbers."""
        for number, change in enumerate(self.added, start=Action.objects.next_number()):
            change.row.number = number


def plan_of(carry) -> NextPlan:
    """The NextPlan of the choices of `carry`, a CarryOver: a constant number of queries."""
    structure = Structure(carry.former, carry.convention, carry.choices)
    actions = list(with_all_they_hold(old_actions(carry.former, carry.convention)))
    plan = NextPlan(structure=structure, lines=lines_of(actions, structure, carry.choices))
    plan.faults = [Fault(words) for words in structure.faults]
    for level in structure.created:
        plan.creations.append(level.row)
        plan.creation_links.append((level.row, "origins", frozenset(level.origins)))
    plan.stopped = [line for line in plan.lines if line.fate == Fate.STOP]
    Planning(plan, carry).add_actions()
    return plan


class Planning:
    """The actions of a `plan`: those that go on, those they take in."""

    def __init__(self, plan: NextPlan, carry: Any) -> None:
        self.plan, self.taken, self.convention = plan, carry.taken, carry.convention
        self.former = carry.former
        self.levels = plan.structure.levels

    def add_actions(self) -> None:
        self.join()
        going = [line for line in self.plan.lines if line.fate in GOES_ON]
        placed = [line for line in going if line.place in self.levels]
        for line in going:
            if line.place not in self.levels:
                self.fault(line, "choisissez sous quoi elle se range dans la convention suivante.")
        codes = self.codes_of(placed)
        for line in placed:
            self.plan.rows.append(self.change_of(line, codes[line]))

    def fault(self, line, words: str) -> None:
        self.plan.faults.append(Fault(f"« {line.action} » : {words}"))

    def join(self) -> None:
        """Hand each action that merges to the one it merges with, carried now or before."""
        by_code = {line.action.code: line for line in self.plan.lines}
        later = {}
        for line in self.plan.merged:
            target = by_code.get(line.with_code)
            if target is line or not line.with_code:
                self.fault(line, "donnez le numéro de l’action avec laquelle elle fusionne.")
            elif target is None:
                later.setdefault(line.with_code, []).append(line)
            elif target.fate in GOES_ON:
                target.joins.append(line)
            else:
                self.fault(
                    line, f"« {target.action} » ne se poursuit pas, choisissez-en une autre."
                )
        self.join_carried(later)

    def join_carried(self, later: dict[str, list]) -> None:
        """Actions that merge with one that was carried before: its continuation is told so."""
        rows = Action.objects.in_use().filter(
            convention=self.convention,
            origins__convention=self.former,
            origins__code__in=list(later),
        )
        found = {}
        for row in rows.prefetch_related("origins"):
            for origin in row.origins.all():
                found.setdefault(origin.code, row)
        states = states_of(list({row.pk: row for row in found.values()}.values()), LINES)
        joined: dict[Any, list] = {}
        for code, lines in later.items():
            if code not in found:
                for line in lines:
                    self.fault(line, f"aucune action de ce plan ne porte le numéro {code}.")
            else:
                joined.setdefault(found[code].pk, []).extend(lines)
        for key, lines in joined.items():
            self.plan.rows.append(self.change_of_carried(states[key], lines))

    def change_of_carried(self, state, lines) -> RowChange:
        row, olds = state.row, [line.action for line in lines]
        links = {"origins": state.links["origins"] | {old.pk for old in olds}}
        present = {
            (one.organisation_id, one.role) for one in state.lines if isinstance(one, ActionPartner)
        }
        change = RowChange(row, links=links, fingerprint=state.fingerprint)
        change.changes = [came_from(olds)]
        if Taken.PARTNERS in self.taken:
            change.lines = roles_for(row, olds, present)
        self.plan.going_on.append((row, [*state.links["origins"], *olds]))
        return change

    def change_of(self, line, code: str) -> RowChange:
        action = next_action(line, self.convention, self.levels[line.place], self.taken)
        action.code = code
        change = RowChange(
            action,
            changes=[came_from(all_of(line))],
            fields={one.name for one in Action._meta.concrete_fields},
            links=links_of(line, self.taken),
            lines=lines_for(action, line, self.convention, self.taken),
        )
        change.faults = [Fault(words) for words in refusals(action)]
        if len(code) > CODE_LENGTH:
            change.faults.append(Fault("le numéro serait trop long, raccourcissez ceux du plan."))
        self.plan.going_on.append((action, all_of(line)))
        return change

    def codes_of(self, lines) -> dict[Any, str]:
        """OldAction → its code: the old one under the same level, else the next free one."""
        taken = set(
            Action.objects.filter(convention=self.convention).values_list("code", flat=True)
        )
        found = {}
        for line in lines:
            code = line.action.code
            if code.startswith(f"{self.levels[line.place].row.code}.") and code not in taken:
                found[line] = code
                taken.add(code)
        for line in lines:
            if line not in found:
                found[line] = next_free(f"{self.levels[line.place].row.code}.", taken)
        return found


def came_from(olds) -> FieldChange:
    return FieldChange("origins", "Vient de", "", " ; ".join(str(old) for old in olds))

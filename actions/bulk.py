"""Change many actions at once: what would change, then exactly what was shown. No HTTP here.

`plan_changes` says row by row what would change and what the constraints refuse; `apply_changes`
writes it by the engine of `records.changes`, or raises Stale when the rows are no longer those
that were shown.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from actions.bulk_outcome import OutcomeEdit
from actions.models import Action
from partners.models import Organisation
from records.changes.applying import apply
from records.changes.fingerprints import states_of
from records.changes.plan import ChangePlan, Fault, FieldChange, RowChange, Scope, Stale
from records.closing import closed_among
from records.constraints import refusals
from records.history.diff import Names, field_label, said
from records.history.recording import needs_reason

MOST_ROWS = 500
ADD, REMOVE, REPLACE, WHOLE = "ajouter", "retirer", "remplacer", "tout"
LINKS = ("audiences", "communes")
WHOLE_TERRITORY = "Tout le territoire"
ORGANISATIONS = ("lead_id", "avancement_by_id")
SCOPE = Scope(Action)


@dataclass(frozen=True)
class LinkEdit:
    """What to do with the links of a row: `verb` and the keys it is about."""

    verb: str
    keys: frozenset = frozenset()

    def after(self, keys: frozenset) -> frozenset:
        """The keys of a row that has `keys`, once this is done."""
        if self.verb == ADD:
            return keys | self.keys
        if self.verb == REMOVE:
            return keys - self.keys
        return self.keys


@dataclass(frozen=True)
class BulkEdit:
    """What to change, the same for every row. `values` are simple fields; a missing one stays.

    `state` holds avancement, avancement_reason, avancement_on and avancement_by_id together: they
    are written only where the state changes. `outcome` says what becomes of each row.
    """

    values: dict[str, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    audiences: LinkEdit | None = None
    communes: LinkEdit | None = None
    outcome: OutcomeEdit | None = None

    def values_after(self, action: Action) -> dict[str, Any]:
        """Column → value that `action` would get, its present values left out."""
        wanted = dict(self.values)
        if self.state and action.avancement != self.state["avancement"]:
            wanted |= self.state
        elif self.state and self.state["avancement_reason"]:
            wanted["avancement_reason"] = self.state["avancement_reason"]
        if self.communes and self.communes.verb in (WHOLE, REPLACE):
            wanted["whole_territory"] = self.communes.verb == WHOLE
        if wanted.get("ends_on") and action.is_permanent:
            wanted["is_permanent"] = False  # an action has one or the other
        if self.outcome:
            wanted |= self.outcome.values_after(action, wanted)
        return {name: value for name, value in wanted.items() if getattr(action, name) != value}

    def links_after(self, action: Action, keys: dict[str, frozenset]) -> dict[str, frozenset]:
        """Link → keys that `action` would get, when they differ from its `keys`."""
        wanted = {}
        if self.audiences:
            wanted["audiences"] = self.audiences.after(keys["audiences"])
        communes = self.communes
        # An action of the whole territory has no commune of its own to add or remove.
        if communes and (communes.verb in (WHOLE, REPLACE) or not action.whole_territory):
            wanted["communes"] = communes.after(keys["communes"])
        return {name: found for name, found in wanted.items() if found != keys[name]}


class ActionEdit(Protocol):
    """What to change in each action of a list."""

    def values_after(self, action: Action) -> dict[str, Any]: ...

    def links_after(self, action: Action, keys: dict[str, frozenset]) -> dict[str, frozenset]: ...


def plan_changes(actions: Any, edit: ActionEdit) -> ChangePlan:
    """What `edit` would change in the queryset `actions`: a constant number of queries."""
    states = states_of(list(actions.all()))  # read now, whatever the caller already fetched
    found, names = [], Names()
    closed = dict(closed_among(state.row for state in states.values()))
    for state in states.values():
        action, links = state.row, state.links
        values, new_links = edit.values_after(action), edit.links_after(action, links)
        row = RowChange(
            action,
            links=new_links,
            fields={Action._meta.get_field(name).name for name in values},
            fingerprint=state.fingerprint,
            needs_reason=needs_reason(action, values),
            was_published=action.is_published,
        )
        before = {name: getattr(action, name) for name in values}
        for name, value in values.items():
            setattr(action, name, value)
        row.faults = [Fault(words) for words in refusals(action)] if values else []
        if action in closed and (values or new_links):
            row.faults = [Fault(closed[action])]
        for side in (before, values):
            names.want(Organisation, [side[name] for name in ORGANISATIONS if name in side])
        for name in LINKS:
            model: Any = Action._meta.get_field(name).related_model
            names.want(model, {*links[name], *new_links.get(name, ())})
        found.append((row, before, values, links))
    names.fetch()
    for row, before, values, links in found:
        row.changes = in_words(names, row, before, values, links)
    return ChangePlan(SCOPE, [row for row, *_rest in found])


def in_words(
    names: Names,
    row: RowChange,
    before: dict[str, Any],
    values: dict[str, Any],
    links: dict[str, frozenset],
) -> list[FieldChange]:
    """Everything that changes in `row`, in the order of the model, its links last."""
    changes = []
    for one in Action._meta.concrete_fields:
        if one.attname in values and one.name != "whole_territory":
            old, new = (said(one, side[one.attname], names) for side in (before, values))
            changes.append(FieldChange(one.name, field_label(one), old, new))
    for name in LINKS:
        if name in row.links or (name == "communes" and "whole_territory" in values):
            link: Any = Action._meta.get_field(name)
            old, new = (
                ", ".join(sorted(names.of(link.related_model, key) for key in keys))
                for keys in (links[name], row.links.get(name, links[name]))
            )
            if name == "communes":
                whole = row.row.whole_territory
                old = WHOLE_TERRITORY if before.get("whole_territory", whole) else old
                new = WHOLE_TERRITORY if whole else new
            changes.append(FieldChange(name, field_label(link), old, new))
    return changes


def apply_changes(
    found: Any, shown: dict, chosen: Any, edit: ActionEdit, *, by: Any, reason: str = ""
) -> int:
    """Make the changes of `edit` to the rows `chosen`, and give how many rows changed.

    `found` is the queryset of the filter, `shown` the fingerprints of the rows that the preview
    showed, `chosen` the keys ticked among them, `by` the person, `reason` what history keeps. All
    or nothing: raises Stale when any row shown changed, entered or left, ChangeRefused when a
    constraint or a missing reason forbids it. The same changes asked again change 0 rows.
    """

    def plan_now() -> ChangePlan:
        return plan_changes(Action.objects.filter(pk__in=chosen), edit)

    def is_done(plan: ChangePlan) -> bool:
        return bool(plan.rows) and len(plan.same) == len(plan.rows)

    plan = plan_now()
    if is_done(plan):
        return 0
    try:
        apply(plan, by=by, reason=reason, shown=shown, found=found)
    except Stale:
        if is_done(plan_now()):  # the other click of a double one was faster
            return 0
        raise
    return len(plan.changing)

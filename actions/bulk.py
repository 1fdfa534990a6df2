"""Change many actions at once: plan, show, then apply exactly what was shown. No HTTP here.

`plan_changes` says row by row what would change and what the constraints refuse; `apply_changes`
does it in one transaction, or raises Stale when the rows are no longer those that were shown.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from actions.models import Action
from partners.models import Organisation
from records.constraints import refusals
from records.history.bulk import linked_keys, write_many
from records.history.diff import FieldChange, Names, field_label, said
from records.history.recording import needs_reason

MOST_ROWS = 500
ADD, REMOVE, REPLACE, WHOLE = "ajouter", "retirer", "remplacer", "tout"
LINKS = ("audiences", "communes")
WHOLE_TERRITORY = "Tout le territoire"


@dataclass(frozen=True)
class Linked:
    """What to do with the links of a row: `verb` and the keys it is about."""

    verb: str
    keys: frozenset = frozenset()

    def after(self, keys):
        """The keys of a row that has `keys`, once this is done."""
        if self.verb == ADD:
            return keys | self.keys
        if self.verb == REMOVE:
            return keys - self.keys
        return self.keys


@dataclass(frozen=True)
class Choices:
    """What to change, the same for every row. `values` are simple fields; a missing one stays.

    `state` holds avancement, avancement_reason, avancement_on and avancement_by_id together: they
    are written only where the state changes.
    """

    values: dict = field(default_factory=dict)
    state: dict = field(default_factory=dict)
    audiences: Linked | None = None
    communes: Linked | None = None


@dataclass
class RowPlan:
    """One row: what changes in it, and why it may not."""

    action: Action  # as it would be
    was_published: bool
    changes: list
    refused: list
    needs_reason: bool
    digest: str
    links: dict  # name of the link → keys, when they change

    @property
    def pk(self):
        return self.action.pk


@dataclass
class Plan:
    rows: list

    @property
    def changing(self):
        """Rows that can change."""
        return [row for row in self.rows if row.changes and not row.refused]

    @property
    def refused(self):
        return [row for row in self.rows if row.refused]

    @property
    def same(self):
        """Rows that already are as asked."""
        return [row for row in self.rows if not row.changes]

    @property
    def needs_reason(self):
        return any(row.needs_reason for row in self.changing)

    @property
    def digests(self):
        return {row.pk: row.digest for row in self.rows}


class Stale(Exception):
    """The rows are not those that were shown: `moved` changed, `entered` and `left` the filter."""

    def __init__(self, entered, left, moved):
        super().__init__()
        self.entered, self.left, self.moved = entered, left, moved


class Refused(Exception):
    """A row asked for cannot change; nothing was saved."""


def digest(action, links):
    """What stands for all that `action` says now, `links` (name → keys) included."""
    values = {f.attname: getattr(action, f.attname) for f in action._meta.concrete_fields}
    told = values | {name: sorted(keys) for name, keys in links.items()}
    text = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def after_values(action, choices):
    """Dict field → value that `action` would get, its present values left out."""
    wanted = dict(choices.values)
    if choices.state:
        state = choices.state
        if action.avancement != state["avancement"]:
            wanted |= state
        elif state["avancement_reason"]:
            wanted["avancement_reason"] = state["avancement_reason"]
    communes = choices.communes
    if communes and communes.verb == WHOLE:
        wanted["whole_territory"] = True
    elif communes and communes.verb == REPLACE:
        wanted["whole_territory"] = False
    return {name: value for name, value in wanted.items() if getattr(action, name) != value}


def after_links(action, choices, keys):
    """Dict link → keys that `action` would get, when they differ from its `keys`."""
    wanted = {}
    if choices.audiences:
        wanted["audiences"] = choices.audiences.after(keys["audiences"])
    communes = choices.communes
    # An action of the whole territory has no commune of its own to add or remove.
    if communes and (communes.verb in (WHOLE, REPLACE) or not action.whole_territory):
        wanted["communes"] = communes.after(keys["communes"])
    return {name: found for name, found in wanted.items() if found != keys[name]}


def plan_changes(actions, choices):
    """The Plan of `choices` on the rows of the queryset `actions`: a constant number of queries."""
    rows = list(actions.all())  # read now, whatever the caller already fetched
    keys = [row.pk for row in rows]
    linked = {name: linked_keys(Action._meta.get_field(name), keys) for name in LINKS}
    names = Names()
    found = []
    for action in rows:
        links = {name: frozenset(linked[name].get(action.pk, ())) for name in LINKS}
        sign, online = digest(action, links), action.is_published
        values = after_values(action, choices)
        new_links = after_links(action, choices, links)
        asks = needs_reason(action, values)
        before = {name: getattr(action, name) for name in values}
        for name, value in values.items():
            setattr(action, name, value)
        broken = refusals(action) if values else []
        row = RowPlan(action, online, [], broken, asks, sign, new_links)
        found.append((row, before, values, links))
    for _row, before, values, links in found:
        want_names(names, before, values, links, choices)
    names.fetch()
    for row, before, values, links in found:
        row.changes = told(names, row, before, values, links)
    return Plan([row for row, *_rest in found])


def want_names(names, before, values, links, choices):
    for told_values in (before, values):
        names.want(Organisation, [v for k, v in told_values.items() if k in ORGANISATIONS])
    for name in LINKS:
        model = Action._meta.get_field(name).related_model
        names.want(model, links[name])
        chosen = getattr(choices, name)
        names.want(model, chosen.keys if chosen else ())


ORGANISATIONS = ("lead_id", "avancement_by_id")


def told(names, row, before, values, links):
    """FieldChange of everything that changes in `row`, in the order of the model."""
    changes = []
    for one in Action._meta.concrete_fields:
        if one.attname in values and one.name != "whole_territory":
            old, new = (said(one, side[one.attname], names) for side in (before, values))
            changes.append(FieldChange(one.name, field_label(one), old, new))
    if "audiences" in row.links:
        changes.append(link_change(names, "audiences", links["audiences"], row.links["audiences"]))
    if "communes" in row.links or "whole_territory" in values:
        new = row.links.get("communes", links["communes"])
        change = link_change(names, "communes", links["communes"], new)
        was_whole = before.get("whole_territory", row.action.whole_territory)
        changes.append(
            FieldChange(
                change.name,
                change.label,
                WHOLE_TERRITORY if was_whole else change.before,
                WHOLE_TERRITORY if row.action.whole_territory else change.after,
            )
        )
    return changes


def link_change(names, name, old, new):
    link = Action._meta.get_field(name)

    def words(keys):
        return ", ".join(sorted(names.of(link.related_model, key) for key in keys))

    return FieldChange(name, field_label(link), words(old), words(new))


def apply_changes(found, shown, chosen, choices, *, by, reason=""):
    """Make the changes of `choices` to the rows `chosen`, and give how many rows changed.

    `found` is the queryset of the filter, `shown` the digests of the rows that the preview showed,
    `chosen` the keys ticked among them, `by` the person, `reason` what history keeps. All or
    nothing: raises Stale when any row shown changed, entered or left, Refused when a constraint
    or a missing reason forbids it. The same changes asked again change 0 rows.
    """
    with transaction.atomic():
        # Whoever comes second waits here, then sees what the first one wrote.
        list(Action.objects.select_for_update().filter(pk__in=shown).order_by("pk").values("pk"))
        plan = plan_changes(Action.objects.filter(pk__in=chosen), choices)
        if plan.rows and not any(row.changes for row in plan.rows):
            return 0
        refuse_stale(found, shown)
        if plan.refused or (plan.needs_reason and not reason):
            raise Refused
        rows = plan.changing
        names = {change for row in rows for change in changed_fields(row)}
        links = {
            name: {row.pk: row.links[name] for row in rows if name in row.links} for name in LINKS
        }
        write_many([row.action for row in rows], names, links, by=by, reason=reason)
        return len(rows)


def changed_fields(row):
    """Names of the simple fields that change in `row`."""
    links = {"audiences", "communes"}
    fields = {change.name for change in row.changes} - links
    return fields | ({"whole_territory"} if "communes" in {c.name for c in row.changes} else set())


def refuse_stale(found, shown):
    """Raise Stale unless the rows of the queryset `found` are exactly those `shown`, unchanged."""
    now = plan_changes(found, Choices()).digests
    rows = {row.pk: row for row in Action.objects.filter(pk__in={*now, *shown})}
    entered = [rows[pk] for pk in now.keys() - shown.keys()]
    left = [rows[pk] for pk in shown.keys() - now.keys() if pk in rows]
    moved = [rows[pk] for pk in now.keys() & shown.keys() if now[pk] != shown[pk]]
    gone = any(pk not in rows for pk in shown)
    if entered or left or moved or gone:
        raise Stale(*(sorted(part, key=str) for part in (entered, left, moved)))

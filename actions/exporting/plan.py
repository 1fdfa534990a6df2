"""The lines of a plan: the columns of the import, filled from the database."""

from collections import defaultdict
from typing import Any

from actions.importing.columns import COLUMNS, Kind
from actions.models import Action, ActionPartner, Audience, Avancement, PartnerRole
from conventions.models import Commune, Domain
from tables.cells import NO, NO_OBJECTIVE, WHOLE_TERRITORY, YES, joined
from tables.response import Column, Sheet

WIDTHS = {
    Kind.CODE: 10,
    Kind.ENJEU: 30,
    Kind.OBJECTIVE: 30,
    Kind.LINE: 45,
    Kind.TEXT: 50,
    Kind.ORGANISATION: 28,
    Kind.STATE: 20,
    Kind.DATE: 12,
    Kind.START: 12,
    Kind.END: 12,
    Kind.FLAG: 11,
    Kind.NUMBER: 8,
}
ROLES = {
    "co_leads": PartnerRole.CO_LEAD,
    "partners": PartnerRole.PARTNER,
    "funders": PartnerRole.FUNDER,
}
LINKS = {
    "audiences": ("audience", Audience),
    "domains": ("domain", Domain),
    "communes": ("commune", Commune),
}
CHUNK = 500


def plan_columns():
    """The columns of every plan, under the headings that the import knows."""
    return tuple(Column(column.heading, WIDTHS.get(column.kind, 30)) for column in COLUMNS)


def links_of(actions, field, target, model):
    """Dict action id → names of its `field`, in the order of `model`."""
    through: Any = getattr(Action, field).through
    order = [f"{target}__{name}" for name in model._meta.ordering]
    found = defaultdict(list)
    rows = through.objects.filter(action__in=actions).order_by(*order, target)
    for action, name in rows.values_list("action", f"{target}__name"):
        found[action].append(name)
    return found


def roles_of(actions):
    """Dict role → dict action id → names of the organisations that hold it."""
    found: dict[str, dict[int, list[str]]] = {
        role: defaultdict(list) for role in PartnerRole.values
    }
    rows = ActionPartner.objects.filter(action__in=actions).order_by("organisation__name", "pk")
    for action, role, name in rows.values_list("action", "role", "organisation__name"):
        found[role][action].append(name)
    return found


class PlanRows:
    """The lines of the queryset `actions`, in its order: five queries whatever its size."""

    def __init__(self, actions):
        self.actions = actions

    def __iter__(self):
        inside = self.actions.order_by().values("pk")
        self.roles = roles_of(inside)
        self.links = {
            field: links_of(inside, field, target, model)
            for field, (target, model) in LINKS.items()
        }
        actions = self.actions.select_related("enjeu", "objective", "lead", "avancement_by")
        for action in actions.iterator(chunk_size=CHUNK):
            yield [self.value(action, column) for column in COLUMNS]

    def value(self, action, column):
        """What the cell of `column` holds for `action`."""
        key = column.key
        match column.kind:
            case Kind.OBJECTIVE:
                return str(action.objective) if action.objective_id else NO_OBJECTIVE
            case Kind.ENJEU:
                return str(action.enjeu)
            case Kind.ORGANISATION:
                organisation = getattr(action, key)
                return organisation.name if organisation else None
            case Kind.ORGANISATIONS:
                return joined(self.roles[ROLES[key]][action.pk])
            case Kind.AUDIENCES | Kind.DOMAINS | Kind.COMMUNES:
                everywhere = key == "communes" and action.whole_territory
                return joined([WHOLE_TERRITORY] * everywhere + self.links[key][action.pk])
            case Kind.STATE:
                return Avancement(action.avancement).label
            case Kind.FLAG:
                return YES if getattr(action, key) else NO
        return getattr(action, key)


def plan_sheet(actions, title):
    """The sheet of the queryset `actions`, read when it is written."""
    return Sheet(title, plan_columns(), PlanRows(actions))

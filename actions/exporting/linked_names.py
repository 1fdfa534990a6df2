"""The names that the actions to export lead to, each table read once when a column asks."""

from collections import defaultdict
from typing import Any

from actions.models import Action, ActionPartner


class LinkedNames:
    """The linked names of the queryset `actions`, whatever their number."""

    def __init__(self, actions: Any) -> None:
        self.actions = actions.order_by().values("pk")
        self.links: dict[str, dict[int, list[str]]] = {}
        self.roles: dict[tuple[int, str], list[str]] | None = None

    def of_link(self, name: str, action: Action) -> list[str]:
        """Names that the many-to-many field `name` leads `action` to, in the order of its model."""
        if name not in self.links:
            field: Any = Action._meta.get_field(name)
            target, found = field.m2m_reverse_field_name(), defaultdict(list)
            order = [f"{target}__{one}" for one in field.related_model._meta.ordering]
            rows = field.remote_field.through.objects.filter(action__in=self.actions)
            rows = rows.order_by(*order, target)
            for pk, word in rows.values_list("action", f"{target}__name"):
                found[pk].append(word)
            self.links[name] = found
        return self.links[name].get(action.pk, [])

    def of_role(self, role: str, action: Action) -> list[str]:
        """Names of the organisations that hold `role` in `action`."""
        if self.roles is None:
            self.roles = defaultdict(list)
            rows = ActionPartner.objects.filter(action__in=self.actions)
            rows = rows.order_by("organisation__name", "pk")
            for pk, held, name in rows.values_list("action", "role", "organisation__name"):
                self.roles[pk, held].append(name)
        return self.roles.get((action.pk, role), [])

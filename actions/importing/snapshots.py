"""The rows an import touches, before and after: what its undoing restores and first compares."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

from actions.importing.lookups import FIXED, LINKS, ROLES, SCALARS, through_of
from actions.models import Action, ActionPartner
from conventions.models import Convention

PARTNERS = "partners"
CHUNK = 500


def jsonable(value: Any) -> Any:
    """`value` as JSON keeps it: dates as ISO text."""
    if isinstance(value, dict):
        return {key: jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


class Snapshot:
    """The actions of a convention with their links, loaded in a few queries."""

    def __init__(self, convention: Convention | int) -> None:
        mine = {"action__convention": convention}
        self.actions = {row.pk: row for row in Action._base_manager.filter(convention=convention)}
        self.links: dict[str, dict[int, list]] = {}
        for name in LINKS:
            found: dict[int, list] = defaultdict(list)
            for link in through_of(name)._base_manager.filter(**mine).order_by("pk").values_list():
                found[link[1]].append(list(link))
            self.links[name] = found
        partners: dict[int, list] = defaultdict(list)
        for link in (
            ActionPartner._base_manager.filter(**mine)
            .order_by("pk")
            .values_list("pk", "action_id", "organisation_id", "role", "note")
        ):
            partners[link[1]].append(list(link))
        self.links[PARTNERS] = partners

    def of(self, pk: int, keys: Iterable[str]) -> dict[str, Any]:
        """What the action `pk` holds in the columns `keys`, with what always goes with them."""
        action = self.actions[pk]
        found: dict[str, Any] = {"modified_on": action.modified_on}
        for key in keys:
            if key in SCALARS:
                found[key] = getattr(action, key)
            elif key in FIXED:
                found[FIXED[key]] = getattr(action, FIXED[key])
            elif key in ROLES:
                found[PARTNERS] = self.links[PARTNERS][pk]
            else:
                found[key] = self.links[key][pk]
            if key == "communes":
                found["whole_territory"] = action.whole_territory
        return found


def digest_of_row(row: Model, links: Any) -> str:
    facts = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    text = json.dumps([facts, links], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def digests(label: str, pks: list[int]) -> dict[str, str]:
    """Primary key as text → digest of the whole row of the model `label`, links included."""
    model = apps.get_model(label)
    found = {}
    for start in range(0, len(pks), CHUNK):
        some = pks[start : start + CHUNK]
        links: dict[int, list] = defaultdict(list)
        if model is Action:
            for name in LINKS:
                rows = through_of(name)._base_manager.filter(action__in=some).order_by("pk")
                for link in rows.values_list():
                    links[link[1]].append([name, *link[2:]])
            partners = ActionPartner._base_manager.filter(action__in=some).order_by("pk")
            for link in partners.values_list("action_id", "organisation_id", "role", "note"):
                links[link[0]].append([PARTNERS, *link[1:]])
        for row in model._base_manager.filter(pk__in=some):
            found[str(row.pk)] = digest_of_row(row, sorted(links[row.pk]))
    return found

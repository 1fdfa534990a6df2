"""What rows say now, their links and their lines included, each as one short text."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model

from records.history.bulk import chunks, linked_keys
from records.history.diff import link_fields
from records.history.recording import owner_field
from records.history.versions import values_of


@dataclass
class RowState:
    """A row, the keys that its many-to-many fields lead to by name, and its lines."""

    row: Any
    links: dict[str, frozenset] = field(default_factory=dict)
    lines: Sequence[Model] = ()

    @property
    def fingerprint(self) -> str:
        """Another text, another row."""
        facts = [
            values_of(self.row),
            {name: sorted(keys) for name, keys in self.links.items()},
            sorted(json.dumps(values_of(line), cls=DjangoJSONEncoder) for line in self.lines),
        ]
        text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def states_of(rows: Sequence[Any], lines: Iterable[type[Model]] = ()) -> dict[Any, RowState]:
    """Key → state of the `rows`, all of one model, their links and `lines` being read now."""
    if not rows:
        return {}
    keys = [row.pk for row in rows]
    links = {one.name: linked_keys(one, keys) for one in link_fields(type(rows[0]))}
    owned = lines_of(lines, keys)
    return {
        row.pk: RowState(
            row,
            {name: frozenset(of.get(row.pk, ())) for name, of in links.items()},
            owned.get(row.pk, ()),
        )
        for row in rows
    }


def read_states(
    model: type[Model], keys: Iterable, lines: Iterable[type[Model]] = ()
) -> dict[Any, RowState]:
    """Key → state of the rows of `model` that have the `keys`, read now."""
    rows: list[Any] = []
    for some in chunks(sorted(keys)):
        rows += model._base_manager.filter(pk__in=some).order_by("pk")
    return states_of(rows, lines)


def lines_of(models: Iterable[type[Model]], keys: Sequence) -> dict[Any, list[Model]]:
    """Key of a main row → its lines of the `models`, those of its lines included."""
    models = tuple(models)
    found: dict[Any, list[Model]] = defaultdict(list)
    for model in models:
        path = path_to_main(model, models)
        for some in chunks(keys):
            lines = model._base_manager.filter(**{f"{path}__in": some}).order_by("pk")
            for line in lines.annotate(main_key=F(path)):
                found[line.main_key].append(line)
    return found


def path_to_main(model: type[Model], models: Sequence) -> str:
    """« action », or « indicator__action » for a line of a line of the `models`."""
    owner: Any = owner_field(model)
    if owner.related_model in models:
        return f"{owner.name}__{path_to_main(owner.related_model, models)}"
    return owner.name

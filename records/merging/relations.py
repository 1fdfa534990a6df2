"""What leads to a row, derived from the models: foreign keys and many-to-many fields."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from records.history.recording import is_history, is_recorded


@dataclass(frozen=True)
class Relation:
    """The field `field` of `model` leads to the rows to merge: a foreign key, or links."""

    model: Any
    field: Any

    @property
    def is_links(self) -> bool:
        return isinstance(self.field, models.ManyToManyField)

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"


def relations_to(model: Any) -> list[Relation]:
    """Every relation of the project towards `model`, those without a name to come back included.

    History stays as it was written.
    """
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or is_history(relation.related_model):
            continue
        owner, field = relation.related_model, relation.field
        through = getattr(field.remote_field, "through", None)
        # A table of links is seen by its field; one with rows of its own, by its foreign keys.
        if owner._meta.auto_created or (through and not through._meta.auto_created):
            continue
        found.append(Relation(owner, field))
    return found


def unique_with(relation: Relation) -> list[models.UniqueConstraint]:
    """The constraints that two rows would break once they lead to the same one."""
    if relation.is_links:
        return []
    return [
        one
        for one in relation.model._meta.constraints
        if isinstance(one, models.UniqueConstraint) and relation.field.name in one.fields
    ]


def unhandled(model: Any) -> list[str]:
    """What a merge of rows of `model` could not do, in words: empty when all is declared."""
    faults = [f"{model._meta.label}.{one.name} leads away" for one in model._meta.many_to_many]
    for relation in relations_to(model):
        owner = relation.model
        if relation.is_links:
            continue
        if relation.field.unique or owner._meta.unique_together:
            faults.append(f"{relation.key} is unique by itself")
        if unique_with(relation) and not hasattr(owner, "take_in"):
            faults.append(f"{relation.key} says no take_in")
        elif unique_with(relation) and not (is_recorded(owner) or hasattr(owner, "retire")):
            faults.append(f"{relation.key} has no history: its twins must retire")
    return faults

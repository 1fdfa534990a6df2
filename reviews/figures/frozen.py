"""A year written as JSON and read back: what an edition keeps.

The shapes are their own description: the types of their fields say how each value is read. When a
shape changes so that what was kept could not be read, the schema of its `KeptShape` is raised and a
function of its upgrades brings what was kept to the next one; what was published keeps its words.
"""

import datetime as dt
import types
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import get_args, get_origin, get_type_hints

from reviews.figures.shapes import YearReview


@dataclass(frozen=True)
class KeptShape:
    """What a kind of edition keeps: its shape, the number of today's schema, and how to reach it.

    `upgrades` gives, by schema, a function of the data that gives those of the next one.
    """

    shape: type
    schema: int = 1
    upgrades: dict = field(default_factory=dict)


REVIEW = KeptShape(YearReview)


def frozen(value):
    """`value` of a shape (or a shape) as what JSON holds."""
    if is_dataclass(value):
        return {one.name: frozen(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [frozen(one) for one in value]
    if isinstance(value, dict):
        return {name: frozen(one) for name, one in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


@cache
def types_of(shape):
    return get_type_hints(shape)


def thawed(kind, value):
    """The `value` that `frozen` wrote, as a value of the type `kind`."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        kind = next(one for one in inside if one is not type(None))
        return None if value is None else thawed(kind, value)
    if origin in (tuple, list):
        return origin(thawed(inside[0], one) for one in value)
    if origin is dict:
        return {name: thawed(inside[1], one) for name, one in value.items()}
    if is_dataclass(kind):
        known = types_of(kind)
        return kind(**{name: thawed(known[name], one) for name, one in value.items()})
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    return kind(value)


def read(edition, kept):
    """The shape of `kept` that `edition` holds; ValueError for a schema of a later release."""
    data, schema = edition.data, edition.schema
    while schema in kept.upgrades:
        data, schema = kept.upgrades[schema](data), schema + 1
    if schema != kept.schema:
        raise ValueError(f"Edition {edition.pk} keeps the schema {schema}, not {kept.schema}.")
    return thawed(kept.shape, data)


def read_edition(edition):
    """The YearReview that `edition` keeps; ValueError for a schema of a later release."""
    return read(edition, REVIEW)

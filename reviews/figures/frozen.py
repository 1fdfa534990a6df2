"""A year written as JSON and read back: what an edition keeps.

The shapes are their own description: the types of their fields say how each value is read. When a
shape changes so that what was kept could not be read, SCHEMA of `reviews.models` is raised and a
function of UPGRADES brings what was kept to the next schema; what was published keeps its words.
"""

import datetime as dt
import types
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import get_args, get_origin, get_type_hints

from reviews.figures.shapes import YearReview
from reviews.models import SCHEMA

UPGRADES = {}  # schema → a function of the data that gives those of the next one


def frozen(value):
    """`value` of a shape (or a shape) as what JSON holds."""
    if is_dataclass(value):
        return {field.name: frozen(getattr(value, field.name)) for field in fields(value)}
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


def read_edition(edition):
    """The YearReview that `edition` keeps; ValueError for a schema of a later release."""
    data, schema = edition.data, edition.schema
    while schema in UPGRADES:
        data, schema = UPGRADES[schema](data), schema + 1
    if schema != SCHEMA:
        raise ValueError(f"Edition {edition.pk} keeps the schema {schema}, not {SCHEMA}.")
    return thawed(YearReview, data)

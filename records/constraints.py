"""The check constraints of a model judged on a row in memory, as the database would judge it.

Django asks the database once per row and per constraint; a preview of many rows cannot.
"""

import operator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Model, Q
from django.db.models.fields.files import FieldFile

# SQL's comparisons: None on either side is unknown.
COMPARISONS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, values: value in values,
}


def truth(condition, row: Model) -> bool | None:
    """True, False or None (unknown) for the Q `condition` on `row`.

    Raises KeyError for a comparison that no constraint of ours uses yet.
    """
    if isinstance(condition, Q):
        parts = [truth(part, row) for part in condition.children]
        decides = condition.connector == Q.OR  # one True among alternatives, one False otherwise
        found = decides if decides in parts else None if None in parts else not decides
        return (None if found is None else not found) if condition.negated else found
    path, wanted = condition
    name, _, comparison = path.partition("__")
    value = value_of(row, name)
    if isinstance(wanted, F):
        wanted = value_of(row, column_of(wanted))
    elif comparison == "isnull" or (wanted is None and comparison in ("", "exact")):
        return (value is None) is (wanted is not False)
    if value is None or wanted is None:
        return None
    return COMPARISONS[comparison or "exact"](value, getattr(wanted, "pk", wanted))


def column_of(wanted: Any) -> str:
    """The name that an F expression reads."""
    return wanted.name


def value_of(row, name):
    value = getattr(row, row._meta.get_field(name).attname)
    return (value.name or "") if isinstance(value, FieldFile) else value


def refusals(row: Model) -> list[str]:
    """The French sentences of the check constraints that forbid to save `row`; [] when none."""
    return [
        str(constraint.get_violation_error_message())
        for constraint in row._meta.constraints
        if isinstance(constraint, CheckConstraint) and truth(constraint.condition, row) is False
    ]


def names_in(condition):
    """Names of the fields that the Q `condition` reads."""
    if isinstance(condition, Q):
        return set().union(*map(names_in, condition.children))
    path, wanted = condition
    return {path.partition("__")[0], *([column_of(wanted)] if isinstance(wanted, F) else [])}


def validate(row: Model, exclude=()) -> None:
    """`row.validate_constraints(exclude)` with a query for the unique constraints only.

    Raises the same ValidationError.
    """
    errors: dict = {}
    for constraint in row._meta.constraints:
        try:
            if not isinstance(constraint, CheckConstraint):
                constraint.validate(type(row), row, exclude=exclude)
            elif not names_in(constraint.condition).isdisjoint(exclude or ()):
                continue
            elif truth(constraint.condition, row) is False:
                raise ValidationError(constraint.get_violation_error_message())
        except ValidationError as error:
            fields: tuple = getattr(constraint, "fields", ())
            if getattr(error, "code", None) == "unique" and len(fields) == 1:
                errors.setdefault(fields[0], []).append(error)
            else:
                errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)

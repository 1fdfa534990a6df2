"""The check constraints of a model judged on a row in memory, as the database would judge it.

Django asks the database once per row and per constraint; a preview of many rows cannot.
"""

import operator

from django.db.models import CheckConstraint, F, Q

# SQL's comparisons: None on either side is unknown.
COMPARISONS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, values: value in values,
}


def truth(condition, row):
    """True, False or None (unknown) for the Q `condition` on `row`.

    Raises KeyError for a comparison that no constraint of ours uses yet.
    """
    if isinstance(condition, Q):
        parts = [truth(part, row) for part in condition.children]
        found = any_of(parts) if condition.connector == Q.OR else all_of(parts)
        return (None if found is None else not found) if condition.negated else found
    path, wanted = condition
    name, _, comparison = path.partition("__")
    value = value_of(row, name)
    if isinstance(wanted, F):
        wanted = value_of(row, wanted.name)
    elif comparison == "isnull" or (wanted is None and comparison in ("", "exact")):
        return (value is None) is (wanted is not False)
    if value is None or wanted is None:
        return None
    return COMPARISONS[comparison or "exact"](value, getattr(wanted, "pk", wanted))


def value_of(row, name):
    return getattr(row, row._meta.get_field(name).attname)


def all_of(parts):
    if False in parts:
        return False
    return None if None in parts else True


def any_of(parts):
    if True in parts:
        return True
    return None if None in parts else False


def refusals(row):
    """The French sentences of the check constraints that forbid to save `row`; [] when none."""
    return [
        str(constraint.get_violation_error_message())
        for constraint in row._meta.constraints
        if isinstance(constraint, CheckConstraint) and truth(constraint.condition, row) is False
    ]

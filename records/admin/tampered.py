"""Addresses of the back-office that somebody cut or changed lead to a page, never to an error.

What an address proposes for a new row is read as its field would be; a filter that no list can
have leads to the whole list.
"""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from records.admin.row_page import maybe_key

YEARS = range(1900, 2200)
TOO_LONG_A_NUMBER = re.compile(r"[0-9]{19}")


def proposed(fields, given):
    """What the dict `given` proposes for `fields` of a model; what they cannot hold is left out."""
    values = dict(given)
    for field in fields:
        if field.name not in given:
            continue
        try:
            values[field.name] = read(field, given[field.name])
        except (ValidationError, ValueError, OverflowError):
            del values[field.name]
    return values


def read(field, given):
    """The value of `field` that the text `given` says; raise ValidationError or the like."""
    if field.is_relation:
        keys = given if isinstance(given, list) else [given]
        if None in [maybe_key(str(key)) for key in keys]:
            raise ValueError(given)
        return given
    value = field.to_python(given)
    if isinstance(value, datetime):
        aware = timezone.is_aware(value)
        return timezone.localtime(value) if aware else timezone.make_aware(value)
    return value


def check_filters(query, date_hierarchy):
    """Raise ValueError when the `query` of a list holds a number or a date that nothing can be."""
    if any(TOO_LONG_A_NUMBER.search(value) for _, values in query.lists() for value in values):
        raise ValueError("a number too long for any column")
    parts = [query.get(f"{date_hierarchy}__{part}", "1") for part in ("year", "month", "day")]
    if f"{date_hierarchy}__year" in query and date(*map(int, parts)).year not in YEARS:
        raise ValueError("a year outside of any calendar of ours")

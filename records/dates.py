"""Which days a date may be: bounds that forms, imports and histories share.

They are validators of the fields, so that each door that checks a field says the same sentence.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1990, 2100  # statistics that plans start from are older than they are


def is_plausible(value: date) -> bool:
    """False for a year mistyped: « 0203 », « 2206 »."""
    return FIRST_YEAR <= value.year <= LAST_YEAR


def plausible(value: date) -> None:
    """Raise ValidationError for a year mistyped."""
    if not is_plausible(value):
        raise ValidationError(f"Donnez une date entre {FIRST_YEAR} et {LAST_YEAR}.")


def not_in_future(value: date) -> None:
    """Raise ValidationError for a day that has not come: nobody can tell it yet."""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    if day > timezone.localdate():
        raise ValidationError("Cette date est à venir : donnez celle d’aujourd’hui, ou d’avant.")


PLANNED = [plausible]  # of what is to come
TOLD = [plausible, not_in_future]  # of what was done, said or counted

"""Dates, hours, figures and spaces as French readers write them; hours are read in Paris."""

import re
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as date_format


def full_date(value):
    """« 1er mars 2023 » for a date or a datetime; "" for None or ""."""
    if value is None or value == "":
        return ""
    if hasattr(value, "hour"):
        value = timezone.localtime(value)
    return date_format(value, "jS F Y" if value.day == 1 else "j F Y").replace("1st", "1er")


def clock(value):
    """« 18 h 30 » for a datetime, « 18 h » on the hour."""
    local = timezone.localtime(value)
    return f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")


def moment(value):
    """« 1er mars 2023, 18 h 30 » for a datetime; "" for None or ""."""
    return f"{full_date(value)}, {clock(value)}" if value else ""


NARROW_SPACE = "\u202f"


def figure(value):
    """« 1 234,5 » for a number: narrow spaces, comma, no useless zeros; "" for None."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    text = f"{number:,.3f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
    return text.replace(",", NARROW_SPACE).replace(".", ",").replace("-", "−")


NO_BREAK_SPACE = "\u00a0"
UNITS = "h|min|jours?|mois|ans?|m|km|m²|points?|[kKMG]o"
# Imprimerie nationale: these signs never begin a line, nor a unit; « never ends one.
SPACES = re.compile(
    rf"(?<=«)\s+|[ \t\r\n]+(?=[:;?!»])|(?<=[0-9])[ \t\r\n]+(?=[%‰€]|(?:{UNITS})(?![\w’'-]))"
)


def typeset(text):
    """`text` whose spaces before « : ; ? ! » and a unit, and after «, are no-break ones."""
    return SPACES.sub(NO_BREAK_SPACE, text)

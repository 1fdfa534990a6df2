"""How a service is reached: telephones that call, data for search engines."""

import re

from django import template
from django.utils.html import json_script
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def phone_link(number):
    """« tel:0536491234 » for a telephone as people type it; the (0) of +33 (0)5 is not dialled."""
    return "tel:" + re.sub(r"[^\d+]", "", str(number).replace("(0)", ""))


@register.filter
def in_one_piece(number):
    """`number` that no end of line cuts."""
    return str(number).replace(" ", "\u00a0")


BEFORE_HOURS = re.compile(r",\s+(?=\d{1,2}\s?h\b)")
SPAN = re.compile(r"\d{1,2}\s?h(?:\s?\d\d)?(?:\s?[–-]\s?\d{1,2}\s?h(?:\s?\d\d)?)?")


@register.filter
def hours(words):
    """« mardi, 9 h – 12 h » whose hours no end of line cuts."""
    return SPAN.sub(lambda found: re.sub(r"\s", "\u00a0", found[0]), str(words))


@register.filter
def days_and_hours(words):
    """The same on two lines, the day, then the hours: where the style sheet keeps ends of lines."""
    return BEFORE_HOURS.sub("\n", hours(words))


@register.simple_tag
def structured_data(data):
    """A data block for search engines: no script, so the policy of the site has nothing to allow.

    Escaped as `json_script` does: nothing that people type closes it.
    """
    if not data:
        return ""
    return mark_safe(json_script(data).replace("application/json", "application/ld+json", 1))

"""Dates and numbers as French readers write them."""

from decimal import Decimal

from django import template

from actions.action_page import SMALL
from actions.list_rows import days_of
from actions.models.indicator import SMALL_COUNT
from records import french
from records.french import NARROW_SPACE, figure

register = template.Library()
for of_dates in (french.full_date, french.clock, french.moment, french.months, days_of):
    register.filter(of_dates)
register.filter(figure)


@register.filter
def counted(number, words):
    """« 0 action », « 1 234 actions »: `words` give the singular, then the plural."""
    one, many = words.split(",")
    return f"{figure(number)}\u00a0{many if number > 1 else one}"


@register.filter
def of_counted(number, words):
    """« d’une action », « de 8 actions »: `counted` after « de », for a feminine word."""
    return f"d’une {words.split(',')[0]}" if number == 1 else f"de {counted(number, words)}"


@register.filter
def people_reached(number):
    """« 45 personnes aidées ou accueillies »; 1 to 4 could be recognised: « moins de 5 »."""
    if number is None:
        return ""
    if 0 < number < SMALL_COUNT:
        return f"{SMALL} personnes aidées ou accueillies"
    return counted(number, "personne aidée ou accueillie,personnes aidées ou accueillies")


@register.filter
def euros(value):
    """« 1 200 € » for an amount; "" for None."""
    return f"{figure(value)}{NARROW_SPACE}€" if value is not None else ""


@register.filter
def file_size(size):
    """« 1,2 Mo » or « 340 ko » for a number of bytes."""
    if size >= 1_000_000:
        return f"{figure(round(Decimal(size) / 1_000_000, 1))}\u00a0Mo"
    return f"{max(1, round(size / 1000))}\u00a0ko"


@register.filter
def unlocalized(number):
    """A number as SVG wants it: « 12.5 », whatever the language of the page."""
    return f"{number:g}"

"""The reviews of a convention, for the pages that lead to them; and what their page prints."""

from django import template

from records.french import figure
from reviews.models import ReviewEdition

register = template.Library()


@register.filter
def at(found, key):
    """What the dict `found` holds at `key`, or ""."""
    return found.get(key, "")


@register.filter
def change(after, before):
    """« +2 », « −1 » or « = »: how a count moved since `before`."""
    moved = after - before
    return f"{'+' if moved > 0 else ''}{figure(moved)}" if moved else "="


@register.simple_tag
def latest_reviews(convention):
    """The last edition of each year of `convention`, latest year first: one query."""
    return ReviewEdition.objects.public().latest_of([convention])

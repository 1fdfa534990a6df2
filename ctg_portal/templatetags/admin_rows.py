"""What the lists of the back-office print, made readable by a screen reader."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def with_scope(cell):
    """The HTML of one cell as the admin made it, its header said to be the one of the row."""
    if not cell.startswith("<th"):
        return cell
    return mark_safe(cell.replace("<th", '<th scope="row"', 1))  # the admin escaped it already

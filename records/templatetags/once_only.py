"""`{% once_only %}`, in a form beside `{% csrf_token %}`: sent twice, the form counts once."""

from django import template
from django.utils.html import format_html

from records.editing.idempotency import FIELD, new_key, writer_of

register = template.Library()


@register.simple_tag(takes_context=True)
def once_only(context):
    """The hidden key of the form, in the name of who reads the page; nothing for a visitor."""
    person = writer_of(context.request)
    if not person.is_authenticated:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key(person))

"""What the pages of the team share."""

from django import template

from ctg_portal.navigation import staff_links as links_for

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_links(context):
    """The navigation of the person who reads the page: see ctg_portal/navigation.py."""
    request = context["request"]
    return links_for(request.user, request.path)

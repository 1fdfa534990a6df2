"""What the pages of the team share: their navigation, the lists of the back-office."""

import time

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe

from partners.permissions import may_administer, may_edit, may_read

register = template.Library()

# Name shown, name of the address, who may. The order is that of a coordinator's morning.
STAFF_PAGES = [
    ("Tableau de bord", "board", may_read),
    ("Réponses", "reviews", may_read),
    ("Actions", "staff-actions", may_read),
    ("Campagnes", "campaigns", may_read),
    ("Contacts", "contacts", may_read),
    ("Importer un tableau", "import", may_edit),
    ("Mots cherchés", "searched-words", may_read),
    ("Corbeille", "trash", may_edit),
    ("Avant l’ouverture", "launch-checklist", may_read),
    ("Réglages", "territory-settings", may_administer),
    ("Administration", "admin:index", may_read),
]


def position(path, url):
    """Where the page `path` stands from the page `url`: "page", "true" (below it) or ""."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) and url != reverse("board") else ""


@register.simple_tag(takes_context=True)
def staff_links(context):
    """Links to the pages of the team that the reader may open, seen from the page they are on.

    Each has a `label`, a `url` and `here`: see `position`.
    """
    request = context["request"]
    pages = [(label, reverse(name)) for label, name, may in STAFF_PAGES if may(request.user)]
    return [
        {"label": label, "url": url, "here": position(request.path, url)} for label, url in pages
    ]


@register.filter
def with_scope(cell):
    """The HTML of one cell as the admin made it, its header said to be the one of the row."""
    if not cell.startswith("<th"):
        return cell
    return mark_safe(cell.replace("<th", '<th scope="row"', 1))  # the admin escaped it already


@register.simple_tag(takes_context=True)
def session_end(context):
    """`idle` and `left`, in seconds: how long the reader's connection lives without a page, and at
    most; None for nobody. Signed in, or by the link of a letter."""
    session = context["request"].session
    entered = session.get("entered_at") or session.get("desk", {}).get("at")
    if not entered:
        return None
    left = int(entered + settings.SESSION_COOKIE_AGE - time.time())
    return {"idle": settings.SESSION_IDLE_AGE, "left": max(left, 0)}

"""What the pages of the team share: their navigation, the lists of the back-office."""

import time

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from ctg_portal.edit_bar import bar_links, row_links
from partners.permissions import may_administer, may_edit, may_read
from partners.staff_access import member_of

register = template.Library()

# Heard and found under the name of its page; one line of menu has no room for it all.
IMPORT = mark_safe('Importer<span class="sr"> un tableau</span>')
# Name shown, name of the address, who may. The order is that of a coordinator's morning.
STAFF_PAGES = [
    ("Tableau de bord", "board", may_read),
    ("Réponses", "reviews", may_read),
    ("Actions", "staff-actions", may_read),
    ("Campagnes", "campaigns", may_read),
    ("Bilans", "year-reviews", may_read),
    ("Contacts", "contacts", may_read),
    (IMPORT, "import", may_edit),
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


@register.simple_tag
def act_address(act, action, here):
    """The page of the QuickAct `act` for `action`, which comes back to the address `here`."""
    return act.address(action, here)


@register.inclusion_tag("ctg_portal/_edit_bar.html", takes_context=True)
def edit_bar(context):
    """What a member of the team may do from the public page they read, and what they are told."""
    request = context.request
    return {"links": bar_links(request, context), "messages": get_messages(request)}


@register.simple_tag(takes_context=True)
def row_tools(context, row):
    """Links of the team beside one `row` of a public page; nothing for anybody else."""
    member = member_of(context.request)
    if member is None or not member.is_staff:
        return ""
    links = format_html_join(
        " ",
        '<a href="{}">{}<span class="sr"> : {}</span></a>',
        ((address, words, row) for words, address in row_links(member, row)),
    )
    return format_html(' <small class="row-tools no-print">{}</small>', links) if links else ""


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

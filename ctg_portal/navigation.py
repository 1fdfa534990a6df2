"""The pages of the team: their names, their addresses, who is offered each."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from partners.permissions import may_administer, may_edit, may_read

# Name shown, name of the address, who may. The order is that of a coordinator's morning.
STAFF_PAGES = [
    ("Tableau de bord", "board", may_read),
    ("Remontées", "reviews", may_read),
    ("Actions", "staff-actions", may_read),
    ("Campagnes", "campaigns", may_read),
    ("Contacts", "contacts", may_read),
    ("Import", "import", may_edit),
    ("Corbeille", "trash", may_edit),
    ("Lancement", "launch-checklist", may_read),
    ("Réglages", "territory-settings", may_administer),
    ("Administration", "admin:index", may_read),
]


@dataclass(frozen=True)
class StaffLink:
    """A link of the navigation; `here` is "page" on that very page, "true" below it, else ""."""

    label: str
    url: str
    here: str


def position(path, url):
    """Where the page `path` stands from the page `url`: "page", "true" (below it) or ""."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) and url != reverse("board") else ""


def staff_links(user, path):
    """Links of the staff pages that `user` may open, seen from the page `path`."""
    links = []
    for label, name, may in STAFF_PAGES:
        if not may(user):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        links.append(StaffLink(label, url, position(path, url)))
    return links

"""What every page needs to know of the territory, asked only when a template uses it."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from conventions.models import Convention, Territory
from partners.staff_access import member_of


def main_territory():
    """The main territory, or an unsaved stand-in with default words before any is loaded."""
    return Territory.objects.filter(is_main=True).first() or without_territory()


def without_territory():
    """The unsaved Territory of a site that knows nothing of its own: default words, no query."""
    return Territory(site_title="Convention territoriale globale")


def site_context(request):
    """Context of every template: `site` (Territory), `accessibility` (its status of today),
    `period` (Convention or None), `today`, and `member`: who is signed in, or None without even
    opening the session of a visitor who has none.
    """
    period = SimpleLazyObject(Convention.objects.current)
    site = SimpleLazyObject(lambda: period.territory if period else main_territory())
    today = timezone.localdate()
    return {
        "site": site,
        "accessibility": SimpleLazyObject(lambda: site.accessibility_on(today)),
        "period": period,
        "today": today,
        "member": member_of(request),
    }

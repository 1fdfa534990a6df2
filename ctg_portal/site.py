"""What every page needs to know of the territory, asked only when a template uses it."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from conventions.models import Convention, Territory


def main_territory():
    """The main territory, or an unsaved stand-in with default words before any is loaded."""
    return Territory.objects.filter(is_main=True).first() or Territory(
        site_title="Convention territoriale globale"
    )


def site(request):
    """Context of every template: `site` (Territory), `period` (Convention or None), `today`."""
    return {
        "site": SimpleLazyObject(main_territory),
        "period": SimpleLazyObject(Convention.objects.current),
        "today": timezone.localdate(),
    }

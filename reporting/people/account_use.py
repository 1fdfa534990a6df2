"""What this room knows of the use of an account: a personal link opened, an act on an answer."""

from django.db.models import Max

from reporting.models import PersonalLink, ReportEvent


def uses(keys):
    """Pairs (person, datetime) for the people of `keys`: two queries."""
    opened = PersonalLink.objects.filter(person__in=keys).exclude(used_at=None)
    acted = ReportEvent.objects.filter(by__in=keys).order_by()
    return [
        *opened.values_list("person").annotate(Max("used_at")),
        *acted.values_list("by").annotate(Max("at")),
    ]

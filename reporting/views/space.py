"""What partners have to say, and how they say it."""

from django.http import Http404

from reporting.doors import partner_page


@partner_page
def report(request, pk):
    """One answer."""
    raise Http404

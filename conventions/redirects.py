"""Addresses that changed: where they lead, with what was asked."""

from django.http import HttpResponsePermanentRedirect


def moved_to(request, address):
    """A permanent redirection to `address`, the query string of the request kept."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

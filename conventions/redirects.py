"""Addresses that changed: where they lead, with what was asked."""

from django.http import HttpResponsePermanentRedirect


def moved_to(request, address):
    """A permanent redirection to `address`, the query string of the request kept.

    Browsers ask again each time: one that kept it would turn for ever once a title is put back.
    """
    query = request.META.get("QUERY_STRING", "")
    target = f"{address}?{query}" if query else address
    return HttpResponsePermanentRedirect(target, headers={"Cache-Control": "no-cache"})

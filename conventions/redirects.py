"""Addresses that changed: where they lead, with what was asked."""

from functools import wraps
from urllib.parse import urlencode

from django.http import HttpResponsePermanentRedirect


def moved_to(request, address):
    """A permanent redirection to `address`, the query string of the request kept.

    Browsers ask again each time: one that kept it would turn for ever once a title is put back.
    """
    query = request.META.get("QUERY_STRING", "")
    target = f"{address}?{query}" if query else address
    return HttpResponsePermanentRedirect(target, headers={"Cache-Control": "no-cache"})


def without_empty_parameters(view):
    """`view`, for an address without parameters that say nothing: the others lead to it.

    A form sends every field; what one keeps or sends should hold what was chosen, and nothing else.
    No query is done, and no copy of a page is kept for each way of choosing nothing.
    """

    @wraps(view)
    def cleaned(request, *args, **kwargs):
        sent = [(name, value) for name, values in request.GET.lists() for value in values]
        kept = [(name, value) for name, value in sent if value.strip()]
        if kept == sent or request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        query = urlencode(kept)
        return HttpResponsePermanentRedirect(f"{request.path}?{query}" if query else request.path)

    return cleaned

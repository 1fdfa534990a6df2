"""Coming back to where one was: the address that a link of ours hands to the form it opens."""

from urllib.parse import urlencode

from django.utils.http import url_has_allowed_host_and_scheme

RETURN = "retour"  # in the query string of a form: it lasts through mistakes and conflicts
LONGEST = 300  # a filtered list at most: the key of a form keeps where it led


def is_ours(address):
    """True for a path of this site: no other site, no script, no network path."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def way_back(request, default):
    """The address that `?retour=` asks to come back to, when it is one of this site; or `default`.

    Anything else (another site, a script, a network path) is ignored, without a word.
    """
    asked = request.GET.get(RETURN, "")
    return asked if is_ours(asked) and len(asked) <= LONGEST else default


def with_way_back(address, here):
    """`address`, asked to come back `here` once its form is saved."""
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode({RETURN: here})}" if len(here) <= LONGEST else address

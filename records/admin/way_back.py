"""Where one was before opening a form, so that saving comes back there, and the part one was in."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve

from records.editing.way_back import RETURN, is_ours

PART = "_part"
TEAM_PAGES = "/suivi/"
# The back-office finds its own lists again; nobody comes back to a door.
NOT_THERE = ("/admin/", "/connexion/", "/deconnexion/", "/compte/", "/demonstration/")
LONGEST = 2000


def local(address):
    """`address` when it is a page of this site where one can come back, or ""."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    plain = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_kept = is_ours(plain) and len(plain) <= LONGEST and not plain.startswith(NOT_THERE)
    return plain if is_kept else ""


def way_back(request, typed=None):
    """Where saving leads, as the form carries it (`typed` before a session ended), its address
    says it, or the page before was.
    """
    if typed or request.method == "POST":
        return local((typed or request.POST).get(RETURN, ""))
    if RETURN in request.GET:
        return local(request.GET[RETURN])
    before = urlsplit(request.headers.get("referer", ""))
    return local(before._replace(scheme="", netloc="").geturl()) if is_here(request, before) else ""


def is_here(request, parts):
    return parts.netloc == request.get_host()


def led_back(request, fallback, public_address):
    """The answer to a saved form: where one was, else the response `fallback`.

    What residents no longer read (`public_address` is None) is not come back to. Who came from the
    page of the row itself finds it at its address of now: a code or a title may have changed it.
    """
    address = way_back(request)
    if not address or (public_address is None and not address.startswith(TEAM_PAGES)):
        return fallback
    if public_address and kind_of_page(address) == kind_of_page(public_address):
        return HttpResponseRedirect(public_address)
    return HttpResponseRedirect(address)


def kind_of_page(address):
    """The name of the view at `address`, "" when there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def asks_to_stay(request):
    """Note that « Enregistrer et rester ici » was pressed in a part: Django knows one such name."""
    if PART in request.POST:
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"


def kept_there(request, response):
    """`response`, when it stays on the form: at its part, with the way back."""
    if "_continue" not in request.POST or not isinstance(response, HttpResponseRedirect):
        return response
    parts, address = urlsplit(response.url), way_back(request)
    query = "&".join(filter(None, (parts.query, urlencode({RETURN: address}) if address else "")))
    part = request.POST.get(PART, "")
    fragment = part if part.replace("-", "").replace("_", "").isalnum() else ""
    return HttpResponseRedirect(parts._replace(query=query, fragment=fragment).geturl())

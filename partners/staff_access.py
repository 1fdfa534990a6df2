"""The doors of the staff pages.

Whoever passes them is signed in for good: no session of the team lives without its second factor
(partners/sign_in/sessions.py), so `request.user` is anonymous until then.
"""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.views.decorators.cache import never_cache

from records.rights import STAFF_PREFIXES


def member_of(request):
    """Who is signed in, or None without even opening the session of a visitor who has none."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES and hasattr(request, "user")
    return request.user if has_session else None


def turned_away(request):
    """The answer to who may not enter the staff pages (or PermissionDenied), None to the team."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.user.is_staff:
        raise PermissionDenied
    return None


def staff_page(may):
    """Decorate a view that only those for whom the predicate `may(user)` is true can use.

    A visitor who is not signed in goes to the sign-in page and comes back; someone else is
    refused (403). The answer is never stored.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if answer := turned_away(request):
                return answer
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.may = may
        return never_cache(guarded)

    return decorate


class StaffDoorMiddleware:
    """Closes every address of the staff pages, even a view that forgot its decorator."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        inside = request.path_info.startswith(STAFF_PREFIXES)
        if inside and request.resolver_match.view_name != "admin:login":
            return turned_away(request)
        return None

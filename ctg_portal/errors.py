"""Error pages in plain French, with the name and the menu of the site.

They stay whole when the database does not answer: then the site has a name of its own and the menu
its default words.
"""

import sys

from csp.middleware import CSPMiddleware
from django.db import DatabaseError, InterfaceError, OperationalError
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django_permissions_policy import PermissionsPolicyMiddleware

from conventions.main_territory import main_territory, without_territory
from conventions.models import Convention
from records.archive import WasArchived
from records.editing.form_recovery import after_refused_proof

RETRY_SECONDS = 30
# Answered whatever the state of the base, and to machines that try anything: no query.
ASKS_NOTHING = {400, 500, 503}


def site_of_errors(status):
    """Dict `site`, `period` for the page of an error `status`: two queries at most, or none."""
    bare = {"site": without_territory(), "period": None}
    if status in ASKS_NOTHING:
        return bare
    try:
        period = Convention.objects.current()
        return {"site": period.territory if period else main_territory(), "period": period}
    except (DatabaseError, InterfaceError):
        return bare


def error_page(request, template, status):
    """The page `template`, with the security headers even when a middleware raised the error."""
    response = render(request, template, site_of_errors(status), status=status)
    for middleware in (SecurityMiddleware, CSPMiddleware, XFrameOptionsMiddleware):
        middleware(error_page).process_response(request, response)
    return PermissionsPolicyMiddleware(lambda _: response)(request)


def bad_request(request, exception):
    return error_page(request, "400.html", 400)


def forbidden(request, exception):
    return error_page(request, "403.html", 403)


def csrf_failure(request, reason=""):
    """The form came without its proof: most often a page left open, or cookies refused."""
    if (answer := after_refused_proof(request)) is not None:
        return answer
    return error_page(request, "403_csrf.html", 403)


def not_found(request, exception):
    """404, or 410 for what residents could read and the team archived."""
    if isinstance(exception, WasArchived):
        return error_page(request, "410.html", 410)
    return error_page(request, "404.html", 404)


def server_error(request):
    """500, or 503 when it is the database that does not answer."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return error_page(request, "500.html", 500)
    response = error_page(request, "503.html", 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response

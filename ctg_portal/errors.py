"""Error pages that ask nothing of the database, in plain French."""

import sys

from csp.middleware import CSPMiddleware
from django.db import InterfaceError, OperationalError
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django_permissions_policy import PermissionsPolicyMiddleware

from records.archive import WasArchived
from records.editing.form_recovery import after_refused_proof

RETRY_SECONDS = 30


def error_page(request, template, status):
    """The page `template`, with the security headers even when a middleware raised the error."""
    response = render(request, template, status=status)
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

"""Public pages rendered once per content version; see docs/decisions/0005-page-cache.md.

A page that has not changed costs one look-up by primary key: 304 to whoever has it, the stored
copy to the others. The key holds the content version, the release and the day, so nothing needs
to be purged and any published change is visible at the next request.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from conventions.models import ContentVersion
from ctg_portal.release import RELEASE

PRIVATE_PREFIXES = ("/admin/", "/contact/", "/sante/", "/suivi/", "/static/", "/documents/")
STORED_SECONDS = 24 * 60 * 60


def may_be_stored(request):
    """True for a reader without a session asking for a public page."""
    return (
        settings.PAGE_CACHE
        and request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith(PRIVATE_PREFIXES)
    )


def page_key(request):
    """Digest of all that decides what this page says: version, release, day and address."""
    parts = (
        ContentVersion.current(),
        RELEASE,
        timezone.localdate().isoformat(),
        request.scheme,
        request.META.get("HTTP_HOST", ""),
        request.get_full_path(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


class PageCacheMiddleware:
    """First of the list, so that a stored page runs nothing else; it carries its own headers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not may_be_stored(request):
            return self.get_response(request)
        key = page_key(request)
        etag = f'"{key}"'
        stored = cache.get(key)
        if stored is not None:
            body, headers = stored
            if etag in request.headers.get("If-None-Match", ""):
                return HttpResponseNotModified(headers=headers)
            return HttpResponse(body, headers=headers)
        response = self.get_response(request)
        if response.status_code != 200 or response.streaming or response.cookies:
            return response
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "no-cache"  # keep it, but ask each time
        patch_vary_headers(response, ["Cookie"])
        cache.set(key, (response.content, dict(response.headers)), STORED_SECONDS)
        if etag in request.headers.get("If-None-Match", ""):
            return HttpResponseNotModified(headers=dict(response.headers))
        return response

"""Public pages rendered once per content version; see docs/decisions/0005-page-cache.md.

This stands in front of Django's handler. A page that has not changed costs one look-up by
primary key: 304 to whoever has it, the stored copy to the others. The key holds the content
version, the release and the minute: nothing is ever purged, any published change is visible at
the next request, and what is scheduled appears within a minute. While the database is down, the
pages last rendered are still served.

A stored page is rendered from SHAPING alone, all of it in the key: nothing else a visitor sends
reaches Django, so that no visitor can write in the page of another.
"""

import gzip
import hashlib
import json
import logging
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.utils import timezone

from conventions.models import ContentVersion
from ctg_portal.release import RELEASE

logger = logging.getLogger(__name__)

PRIVATE_PREFIXES = (
    *("/admin/", "/contact/", "/documents/", "/photos/", "/sante/", "/static/"),
    *("/suivi/", "/compte/", "/connexion/", "/deconnexion/", "/demonstration/", "/espace/", "/r/"),
    "/invitation/",
)
EXPORTS = "/actions/export."
STORED_SECONDS = 24 * 60 * 60
TOKEN_QUERY = f"SELECT token FROM {ContentVersion._meta.db_table} WHERE id = 1"
# All of a request that may shape a stored page. Left out, hence never seen by its view: cookies
# (messages, language, proof against forged forms; a session is not stored at all), Accept-Language,
# Authorization, whatever tells who or where the visitor is (REMOTE_*, X-Forwarded-For, User-Agent),
# RAW_URI, and X-Forwarded-Host and -Port, which no setting of ours believes.
SHAPING = (
    "SCRIPT_NAME",  # begins every link of the page
    *("PATH_INFO", "QUERY_STRING"),
    "HTTP_HOST",  # in absolute addresses, and whether the host is one of ours
    *("SERVER_NAME", "SERVER_PORT"),  # stand for the host when a request names none
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO"),  # https, said by the server or the front one
)
# Headers of the first visitor's connection, or that this file decides itself.
LEFT_OUT = {"content-length", "connection", "date"}


def may_be_stored(environ):
    """True for a reader without a session asking to read a public page."""
    path = environ["PATH_INFO"]
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not path.startswith(PRIVATE_PREFIXES)
        # A file weighs more than a page: only the whole list is kept, not each of its filters.
        and not (path.startswith(EXPORTS) and environ.get("QUERY_STRING"))
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
    )


def minute():
    """The minute that pages speak of: « en retard », scheduled news and past meetings follow it."""
    return timezone.localtime().strftime("%Y-%m-%d %H:%M")


def digest(parts):
    """Hex digest of a list; as JSON, where no part can pass for the end of another."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]


def address_key(environ):
    """Digest of the release and the address: the key of the last page rendered there."""
    return digest([RELEASE, *map(environ.get, SHAPING)])


def takes_gzip(accepted):
    """True when the header Accept-Encoding `accepted` allows gzip; « gzip;q=0 » forbids it."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        try:
            weights[name] = float(weight or 1)
        except ValueError:
            weights[name] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


class StoredPage:
    """A page as bytes, plain and compressed, with its headers and its validator."""

    __slots__ = ("etag", "headers", "packed", "plain")

    def __init__(self, key, headers, body):
        self.etag = f'W/"{key}"'
        self.headers = [
            *((name, value) for name, value in headers if name.lower() not in LEFT_OUT),
            ("ETag", self.etag),
            ("Cache-Control", "no-cache"),  # keep it, but ask each time
            ("Vary", "Accept-Encoding, Cookie"),
        ]
        self.plain = body
        self.packed = gzip.compress(body, compresslevel=9, mtime=0)

    def answer(self, environ, start_response):
        """Send the page, or 304 to a reader who has it."""
        if self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", self.headers)
            return []
        body, headers = self.plain, self.headers
        if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            body, headers = self.packed, [*headers, ("Content-Encoding", "gzip")]
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


class PageCache:
    """A WSGI application around Django's: stored pages first, everything else passed on."""

    def __init__(self, application):
        self.application = application
        # A busy page is rendered once, not once per waiting visitor.
        self.locks = [Lock() for _ in range(64)]

    def __call__(self, environ, start_response):
        if not settings.PAGE_CACHE or not may_be_stored(environ):
            return self.application(environ, start_response)
        token = self.token()
        if token is None:
            page = caches["pages"].get(address_key(environ))
            answer = page.answer if page else self.application
            return answer(environ, start_response)
        key = digest([token, minute(), address_key(environ)])  # all that decides what a page says
        page = caches["pages"].get(key)
        if page is None:
            with self.locks[int(key[:8], 16) % len(self.locks)]:
                page = caches["pages"].get(key)
                if page is None:
                    return self.render(key, environ, start_response)
        return page.answer(environ, start_response)

    def token(self):
        """The content version, or None while the database does not answer."""
        for attempt in ("on the connection this thread holds", "on a new one"):
            try:
                with connection.cursor() as cursor:
                    cursor.execute(TOKEN_QUERY)
                    row = cursor.fetchone()
            except Error:
                logger.warning("content version unknown, asked %s", attempt, exc_info=True)
                connection.close()
            else:
                return row[0] if row else ""
        return None

    def render(self, key, environ, start_response):
        """Ask Django; keep the page if it is one that anybody may read again."""
        asked_head = environ["REQUEST_METHOD"] == "HEAD"
        answer = {}

        def keep(status, headers, exc_info=None):
            answer["status"], answer["headers"] = status, headers

        shaping = {n: environ[n] for n in environ if n in SHAPING or n.startswith("wsgi.")}
        result = self.application(shaping | {"REQUEST_METHOD": "GET"}, keep)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        names = {name.lower() for name, _ in answer["headers"]}
        if not answer["status"].startswith("200") or "set-cookie" in names:
            start_response(answer["status"], answer["headers"])
            return [] if asked_head else [body]
        headers = [pair for pair in answer["headers"] if pair[0].lower() != "vary"]
        page = StoredPage(key, headers, body)
        for name in (key, address_key(environ)):
            caches["pages"].set(name, page, STORED_SECONDS)
        return page.answer(environ, start_response)

"""Public pages rendered once per content version; see docs/decisions/0005-page-cache.md.

This stands in front of Django's handler. A page that has not changed costs one look-up by
primary key: 304 to whoever has it, the stored copy to the others. A copy holds for one content
version, release and minute: any published change is visible at the next request, and what is
scheduled appears within a minute. While the database is down, copies of the last version known
are still served, never one of a version before: what was withdrawn does not come back.

A stored page is rendered from SHAPING alone, all of it in its address: nothing else a visitor
sends reaches Django, so that no visitor can write in the page of another. Parameters that the page
does not read are no part of its address: they would fill the memory with copies of one page.
"""

import hashlib
import json
import logging
from threading import Lock
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import Error, connection
from django.urls import Resolver404, resolve
from django.utils import timezone

from actions.filters import ActionFilter
from conventions.models import ContentVersion
from ctg_portal.release import RELEASE
from ctg_portal.stored_pages import MOST_BYTES, Copies, StoredPage

logger = logging.getLogger(__name__)

PRIVATE_PREFIXES = (
    *("/admin/", "/contact/", "/documents/", "/photos/", "/sante/", "/static/"),
    *("/suivi/", "/compte/", "/connexion/", "/deconnexion/", "/demonstration/", "/espace/", "/r/"),
    *("/invitation/", "/suivre/", "/lecture/"),
)
# Files of open data have a validator that lasts until a change, not a minute, and weigh more than
# pages: they are written each time, by those whom neither 304 answers (decision 0042).
DATA = ("/donnees/", {"csv", "json", "xlsx"})
# Documents of a review: kept once made by reviews/views/files.py, with a validator of their own.
DOCUMENTS = (".pdf", ".docx", ".pptx")
EXPORTS = ("/actions/export.", "/actions/comite.")
# What the pages that read a query string read of it, by the name of their address.
PARAMETERS = {
    **{name: {"page"} for name in ("enjeu", "objective", "partner", "commune", "communes", "news")},
    "actions": {"page", *ActionFilter.base_fields},
    "search": {"q", "groupe", "mots", "page"},
}
SEARCHED = "q"  # people type anything there: such pages would fill the memory, and are counted
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


def may_be_stored(environ):
    """True for a reader without a session asking to read a public page."""
    path = environ["PATH_INFO"]
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not path.startswith(PRIVATE_PREFIXES)
        and not path.endswith(DOCUMENTS)
        # A file weighs more than a page: only the whole list is kept, not each of its filters.
        and not (path.startswith(EXPORTS) and environ.get("QUERY_STRING"))
        and not (path.startswith(DATA[0]) and path.rpartition(".")[2] in DATA[1])
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


def query_read(path, query):
    """The query string `query` without what the page at `path` does not read."""
    try:
        read = PARAMETERS.get(resolve(path).url_name, ()) if query else ()
    except Resolver404:
        read = ()
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in read]
    return urlencode(kept) if read else ""


def is_search(query):
    """True when the query string `query`, as the page reads it, holds words that somebody typed."""
    return any(name == SEARCHED for name, _value in parse_qsl(query))


def shaping(environ):
    """What Django is given of the request `environ`: a GET of what the key holds."""
    kept = {name: environ[name] for name in environ if name in SHAPING or name.startswith("wsgi.")}
    return kept | {"REQUEST_METHOD": "GET"}


def page_key(token, address):
    """Digest of all that decides what a page says: version, minute, and its address key."""
    return digest([token, minute(), address])


class PageCache:
    """A WSGI application around Django's: stored pages first, everything else passed on."""

    def __init__(self, application):
        self.application = application
        self.copies = Copies(MOST_BYTES)
        self.last_token = None
        # A busy page is rendered once, not once per waiting visitor.
        self.locks = [Lock() for _ in range(64)]

    def __call__(self, environ, start_response):
        if not settings.PAGE_CACHE or not may_be_stored(environ):
            return self.application(environ, start_response)
        query = query_read(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if is_search(query):
            return self.application(environ, start_response)
        environ = environ | {"QUERY_STRING": query}
        address, token = address_key(environ), self.token()
        if token is None:
            page = self.copies.get(address)
            known = page is not None and page.token == self.last_token
            return (page.answer if known else self.application)(environ, start_response)
        self.last_token = token
        key = page_key(token, address)
        page = self.copies.get(address)
        if page is None or page.key != key:
            with self.locks[int(key[:8], 16) % len(self.locks)]:
                page = self.copies.get(address)
                if page is None or page.key != key:
                    return self.render(key, token, address, environ, start_response)
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

    def render(self, key, token, address, environ, start_response):
        """Ask Django; keep the page if it is one that anybody may read again."""
        asked_head = environ["REQUEST_METHOD"] == "HEAD"
        answer = {}

        def keep(status, headers, exc_info=None):
            answer["status"], answer["headers"] = status, headers

        result = self.application(shaping(environ), keep)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        names = {name.lower() for name, _ in answer["headers"]}
        # A form that bears a one-use key says that it is for one reader alone.
        is_private = ("Cache-Control", "private") in {
            (name, part.strip()) for name, value in answer["headers"] for part in value.split(",")
        }
        if not answer["status"].startswith("200") or "set-cookie" in names or is_private:
            start_response(answer["status"], answer["headers"])
            return [] if asked_head else [body]
        headers = [pair for pair in answer["headers"] if pair[0].lower() != "vary"]
        page = StoredPage(key, token, headers, body)
        self.copies.put(address, page)
        return page.answer(environ, start_response)

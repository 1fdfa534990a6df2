"""Rendered pages in the memory of a process, as bytes ready to be sent; see page_cache.py."""

import gzip
import hashlib
from collections import OrderedDict
from threading import Lock

# For each process. A page weighs about 30 kB, with its compressed copy: the site of a territory
# holds in a tenth of it; the rest is for searches.
MOST_BYTES = 32 * 1024 * 1024
# Headers of the first visitor's connection, or that this file decides itself.
LEFT_OUT = {"content-length", "connection", "date"}


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
    """A page as bytes, plain and compressed, with its headers, its validator and its version."""

    __slots__ = ("etag", "headers", "key", "packed", "plain", "token")

    def __init__(self, key, token, headers, body):
        self.key, self.token = key, token
        # Of what it says, not of the minute: who asks a feed each hour is told of changes alone.
        self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:40]}"'
        self.headers = [
            *((name, value) for name, value in headers if name.lower() not in LEFT_OUT),
            ("ETag", self.etag),
            ("Cache-Control", "no-cache"),  # keep it, but ask each time
            ("Vary", "Accept-Encoding, Cookie"),
        ]
        self.plain = body
        self.packed = gzip.compress(body, compresslevel=9, mtime=0)

    @property
    def weight(self):
        """Bytes that it takes in memory, its headers counted as a kilobyte."""
        return len(self.plain) + len(self.packed) + 1024

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


class Copies:
    """The copy last rendered at each address, the longest unread leaving first; for many threads.

    Never above `most` bytes: a page heavier than that is not kept.
    """

    def __init__(self, most):
        self.most, self.weight = most, 0
        self.pages = OrderedDict()
        self.lock = Lock()

    def get(self, address):
        with self.lock:
            page = self.pages.get(address)
            if page is not None:
                self.pages.move_to_end(address)
            return page

    def put(self, address, page):
        with self.lock:
            self.drop(address)
            self.pages[address] = page
            self.weight += page.weight
            while self.weight > self.most:
                self.drop(next(iter(self.pages)))

    def drop(self, address):
        page = self.pages.pop(address, None)
        self.weight -= page.weight if page else 0

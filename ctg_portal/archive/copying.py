"""A public page as a file: what it shows comes with it, and its links go to the other files.

The site renders each page for nobody, as for a visitor without a session; addresses that are not
in the archive lead to the site, whole.
"""

import posixpath
import re
from contextlib import suppress
from io import BytesIO
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve

from actions.models import Picture

LINKS = re.compile(rb'(?P<name>\s(?:href|src|action|poster))="(?P<path>/[^"]*)"')
SETS = re.compile(rb'(?P<name>\ssrcset)="(?P<set>/[^"]*)"')
URLS = re.compile(rb"""url\((?P<mark>["']?)(?P<path>[^"')]+)(?P=mark)\)""")
PAGES = "pages"  # the folder of the archive where pages and what they show stand


class Visitor:
    """Reads the pages of the site at its address `base`, « https://ctg.example », inside the
    process: no cookie, no session, no trace in the page cache."""

    def __init__(self, base):
        self.base, asked = base, urlsplit(base)
        self.environ = {
            "REQUEST_METHOD": "GET",
            "wsgi.url_scheme": asked.scheme,
            "SERVER_NAME": asked.hostname,
            "SERVER_PORT": str(asked.port or (443 if asked.scheme == "https" else 80)),
            "HTTP_HOST": asked.netloc,
            "wsgi.input": BytesIO(),
        }
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def read(self, path):
        """The bytes of the page at `path`, or None when it is not a 200.

        The answer is not closed: that would end the request of who asks for the archive, and give
        its connection back to the database in the middle of it.
        """
        environ = self.environ | {"PATH_INFO": unquote(path).encode().decode("latin-1")}
        response = self.handler.get_response(WSGIRequest(environ))
        return response.content if response.status_code == 200 else None


def static_file(path):
    """The bytes of the static file at the address `path`, or None."""
    name = unquote(path.removeprefix(settings.STATIC_URL))
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    if found := finders.find(name):
        with open(found, "rb") as file:
            return file.read()
    return None


def picture_file(path):
    """The bytes of the size of a public picture that is served at `path`, or None."""
    given = resolve(path).kwargs
    row = Picture.objects.public().filter(pk=given["pk"], stamp=given["stamp"]).first()
    found = [one for one in row.version_list() if one.url == path] if row else []
    for size in found:
        with suppress(FileNotFoundError), row.file.storage.open(size.name, "rb") as file:
            return file.read()
    return None


def file_of(path):
    """The name in the archive of the page or file at the address `path`."""
    path = unquote(path)
    name = f"{path}index.html" if path.endswith("/") else path
    return f"{PAGES}{name}"


class Copier:
    """Rewrites pages for the archive: `kept` are the addresses of its pages.

    What they show (styles, fonts, pictures) is gathered in `shown`: address → name in the archive.
    """

    def __init__(self, base, kept):
        self.base, self.kept, self.shown = base, set(kept), {}

    def page(self, path, content):
        """The HTML `content` of the page at `path`, its links made for the archive."""

        def link(found):
            return b'%s="%s"' % (found["name"], self.address(path, found["path"].decode()).encode())

        def links(found):
            parts = [one.split() for one in found["set"].decode().split(",")]
            said = ", ".join(" ".join([self.address(path, one[0]), *one[1:]]) for one in parts)
            return b'%s="%s"' % (found["name"], said.encode())

        return SETS.sub(links, LINKS.sub(link, content))

    def style(self, path, content):
        """The style sheet `content` at `path`: what it shows is gathered, its links stay true."""
        for found in URLS.finditer(content):
            target = urljoin(path, found["path"].decode())
            if target.startswith(settings.STATIC_URL):
                self.show(urlsplit(target).path)
        return content

    def show(self, path):
        self.shown.setdefault(path, file_of(path))
        return self.shown[path]

    def address(self, path, target):
        """What the page at `path` writes for the address `target` of the site."""
        parts = urlsplit(target)
        if parts.path in self.kept and not parts.query:
            name = file_of(parts.path)
        elif parts.path.startswith((settings.STATIC_URL, "/photos/")):
            name = self.show(parts.path)
        else:
            return self.base + target
        start = posixpath.dirname(file_of(path))
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return posixpath.relpath(name, start) + fragment

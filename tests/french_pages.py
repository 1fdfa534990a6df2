"""Pages and courriels of the demonstration, as their readers get them, for tests/test_french.py."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from partners.models import User
from tests.french import blocks_of, fields_of
from tests.signing import sign_in_as

LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')
STARTS = {
    "public": ["/", "/plan-du-site/", "/introuvable/"],
    "partenaires": ["/espace/", "/compte/"],
    "équipe": ["/suivi/", "/admin/", "/suivi/reglages/", "/suivi/lancement/"],
}
READERS = {"partenaires": "relais@demo.example", "équipe": "coordination@demo.example"}
NOT_READ = ("/static/", "/documents/", "/photos/", "/deconnexion/", "/admin/jsi18n/")
PRIVATE = ("/espace/", "/compte/", "/suivi/", "/admin/")
# Two rows tell as much as all of them about the words of a kind of page.
MOST_PER_ROUTE = 2


@dataclass
class Text:
    """What is read somewhere: its `scope` in the lexicon, its `place`, its `blocks` of text, and
    what each of its `fields` says, label and hint together."""

    scope: str
    place: str
    blocks: list[str]
    fields: list[str]


def route_of(path):
    try:
        return resolve(path).route
    except Resolver404:
        return path


def pages():
    """A Text for each page that a visitor, a partner and the team reach by links."""
    for scope, starts in STARTS.items():
        email = READERS.get(scope)
        client = sign_in_as(User.objects.get(email=email)) if email else Client()
        yield from walk(client, scope, starts)


def walk(client, scope, starts):
    seen, met, waiting = set(starts), Counter(), deque(starts)
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            response.close()
            continue
        if response.status_code in (301, 302):
            found = [response.headers["Location"]]
        else:
            html = response.content.decode()
            found = map(unescape, LINK.findall(html))
            yield Text(scope, address, blocks_of(html), fields_of(html))
        for link in found:
            parts = urlsplit(urljoin(f"http://testserver{address}", link))
            path, route = parts.path, route_of(parts.path)
            if parts.netloc != "testserver" or path in seen or path.startswith(NOT_READ):
                continue
            if scope in READERS and not path.startswith(PRIVATE):
                continue
            if met[route] < MOST_PER_ROUTE:
                met[route] += 1
                seen.add(path)
                waiting.append(path)

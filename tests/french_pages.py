"""Pages and courriels of the demonstration, as their readers get them, for tests/test_french.py."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.db.models import CharField, SlugField, TextField
from django.test import Client
from django.urls import Resolver404, resolve

from partners.models import User
from search.models import Synonym
from tests.french import blocks_of, fields_of
from tests.signing import sign_in_as
from tests.spelling import words_of

MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
# The lines of a text in Markdown are blocks of the page.
SPLIT = re.compile(r"\n+(?:- )?")
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
    """What is read somewhere: its `scope` in the lexicon, its `place`, its `blocks` of text, what
    each of its `fields` says, label and hint together, and the `main` part in our own words."""

    scope: str
    place: str
    blocks: list[str]
    fields: list[str]
    main: list[str]


# What the team and the partners write. The site's pages and its glossary are words of ours.
ROOMS_OF_DATA = ("conventions", "partners", "actions", "contact", "reporting")
OUR_MODELS = {"conventions.Page", "conventions.GlossaryEntry"}


def data():
    """Every text that the team or a partner wrote, the longest first."""
    found = set()
    for model in (
        model for room in ROOMS_OF_DATA for model in apps.get_app_config(room).get_models()
    ):
        if model._meta.label not in OUR_MODELS and not model.__name__.startswith("Historical"):
            names = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, CharField | TextField)
                and not (field.choices or isinstance(field, SlugField))
            ]
            for values in model._base_manager.values_list(*names):
                found.update(values)
    texts = {
        part.strip() for value in found if isinstance(value, str) for part in SPLIT.split(value)
    }
    return sorted((text for text in texts if len(text) > 4), key=len, reverse=True)


def typed_by_residents(place):
    """On the pages of synonyms, the words that residents type, right or not; elsewhere none."""
    if not place.startswith("/admin/search/synonym/"):
        return set()
    typed = Synonym.objects.values_list("typed", flat=True)
    return {word for text in typed for word in words_of(text)}


def own_words(html, written):
    """The blocks of the main part of the page `html`, one name in place of what is `written` by
    the team or a partner."""
    found = []
    for block in blocks_of(MAIN.search(html)[0] if MAIN.search(html) else html):
        text = block.replace("\u00a0", " ").replace("\u202f", " ")
        for value in written:
            if value in text:
                text = text.replace(value, "Lavaur")
        found.append(text)
    return found


def route_of(path):
    try:
        return resolve(path).route
    except Resolver404:
        return path


def pages(readers=READERS, most_per_route=MOST_PER_ROUTE):
    """A Text for each page that a visitor, a partner and the team reach by links: of each kind of
    page, `most_per_route`; `readers` are the accounts that sign in."""
    for scope, starts in STARTS.items():
        email = readers.get(scope)
        client = sign_in_as(User.objects.get(email=email)) if email else Client()
        yield from walk(client, scope, starts, data(), most_per_route)


def walk(client, scope, starts, written, most_per_route):
    seen, met, waiting = set(starts), Counter(), deque(starts)
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            if response.streaming:  # read to its end, it closes its file, and not the base
                deque(response.streaming_content, maxlen=0)
            continue
        if response.status_code in (301, 302):
            found = [response.headers["Location"]]
        else:
            html = response.content.decode()
            found = map(unescape, LINK.findall(html))
            yield Text(scope, address, blocks_of(html), fields_of(html), own_words(html, written))
        for link in found:
            parts = urlsplit(urljoin(f"http://testserver{address}", link))
            path, route = parts.path, route_of(parts.path)
            if parts.netloc != "testserver" or path in seen or path.startswith(NOT_READ):
                continue
            if scope in READERS and not path.startswith(PRIVATE):
                continue
            if met[route] < most_per_route:
                met[route] += 1
                seen.add(path)
                waiting.append(path)

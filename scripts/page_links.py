"""What a page leads to, and which of it is read: for visit_pages.py."""

import hashlib
import html
import re
from collections import Counter, deque
from functools import cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.urls import Resolver404, resolve
from page_text import INSTANT, masked

HOST = "127.0.0.1:8000"
SITE = f"http://{HOST}"
LEFT_OUT = re.compile(r"^/(static/|deconnexion/|admin/logout/)")

LINK = re.compile(r'(?:href|src|action|formaction)="([^"]*)"|<loc>([^<]*)</loc>')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<input\b([^>]*)>|<select\b([^>]*)>(.*?)</select>", re.DOTALL)
OPTION = re.compile(r"<option\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def attributes(tag):
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def form_fields(content):
    """For each field of a form: its name, what it sends untouched, another thing it may send."""
    for single, select, options in FIELD.findall(content):
        field = attributes(single or select)
        name, kind = field.get("name"), field.get("type", "text")
        if not name:
            continue
        if select:
            choices = [attributes(option) for option in OPTION.findall(options)]
            chosen = [choice.get("value", "") for choice in choices if "selected" in choice]
            others = [choice.get("value", "") for choice in choices if "selected" not in choice]
            first = chosen or [choice.get("value", "") for choice in choices][:1]
            yield name, first, next(filter(None, others), None)
        elif kind in ("checkbox", "radio"):
            value = field.get("value", "on")
            yield name, [value] if "checked" in field else [], value
        elif kind != "submit":
            yield name, [field.get("value", "")], "enfance" if kind in ("search", "text") else None


def form_addresses(address, text):
    """What the GET forms of a page ask: untouched, then with one field changed."""
    for tag, content in FORM.findall(text):
        form = attributes(tag)
        if form.get("method", "get").lower() != "get":
            continue
        target = urljoin(address, form.get("action", "") or address).partition("?")[0]
        fields = list(form_fields(content))
        untouched = [(name, value) for name, values, _other in fields for value in values]
        yield f"{target}?{urlencode(untouched)}"
        for name, _values, other in fields:
            if other is not None:
                kept = [pair for pair in untouched if pair[0] != name]
                yield f"{target}?{urlencode([*kept, (name, other)])}"


def addresses_of(address, text):
    """Every address of this site that a page leads to, without its host and fragment."""
    found = [html.unescape(link or loc) for link, loc in LINK.findall(text)]
    for one in [*found, *form_addresses(address, text)]:
        parts = urlsplit(urljoin(SITE + address, one))
        if parts.netloc == HOST and not LEFT_OUT.match(parts.path):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


class Frontier:
    """The addresses to read: all paths, and for each of them a few query strings.

    Query strings are chosen once the paths are known, by their digest: one link more or less, or
    another path, does not change which others are read. Addresses of one pattern
    (« actions/<pk>/ ») share their few query strings. `names` tells how each address is called in
    the record.
    """

    def __init__(self, most):
        self.most, self.paths, self.queries = most, deque(), {}
        self.names, self.met, self.taken = {}, Counter(), Counter()

    def add(self, address):
        if address in self.names:
            return
        name = masked(address)
        self.met[name] += 1
        rank = self.met[name]
        self.names[address] = name if rank == 1 else f"{name} ({rank})"
        if rank > 1 and INSTANT not in name:  # drawn at random: the same page once more
            return
        path, has_query, query = address.partition("?")
        if not has_query:
            self.paths.append(address)
            return
        if query:
            names = tuple(sorted({name for name, _value in parse_qsl(query, True)}))
            digest = hashlib.sha256(masked(query).encode()).hexdigest()
            self.queries.setdefault(route_of(path), []).append((names, digest, address))
        self.add(path)

    def __iter__(self):
        while self.paths or self.queries:
            while self.paths:
                yield self.paths.popleft()
            waiting, self.queries = self.queries, {}
            for route, found in sorted(waiting.items()):
                yield from self.few(route, found)

    def few(self, route, found):
        """Among `found`, different parameters first."""
        seen, ranked = Counter(), []
        for names, digest, address in sorted(found):
            ranked.append((seen[names], digest, address))
            seen[names] += 1
        for _rank, _digest, address in sorted(ranked)[: self.most - self.taken[route]]:
            self.taken[route] += 1
            yield address


@cache
def route_of(path):
    """The pattern that `path` follows; itself when there is none."""
    try:
        return resolve(path).route
    except Resolver404:
        return path

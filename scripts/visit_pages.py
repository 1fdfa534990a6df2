"""Read every page of the demonstration as everyone who may: one record, for compare_pages.py.

Runs inside a tree of the project, with the environment of its demonstration, and imports none of
its modules: another revision may have moved them. Each page is read in a transaction that is
rolled back, with the cookies of the start: no visit changes what the next one shows.
"""

import hashlib
import html
import json
import logging
import os
import re
import sqlite3
import sys
import time
import zlib

import django

sys.path.insert(0, os.getcwd())
django.setup()

# Models are read once Django is set up: the imports below stand after it.
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from page_links import FORM, HOST, LEFT_OUT, Frontier, addresses_of, form_fields  # noqa: E402
from page_text import masked, page_text  # noqa: E402

STARTS = ("/", "/suivi/", "/admin/", "/espace/", "/sitemap.xml", "/robots.txt", "/introuvable/")
SIGNED_IN = {
    "lecture": "lecture@demo.example",
    "rédaction": "redaction@demo.example",
    "publication": "publication@demo.example",
    "coordination": "coordination@demo.example",
    "partenaire": "relais@demo.example",
}
READING_SECONDS = 1.8  # a personal link refuses a button pressed faster than anybody reads
WITH_LINKS = re.compile(r"html|application/xml")
TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE body (digest TEXT PRIMARY KEY, packed BLOB);
CREATE TABLE page (role TEXT, address TEXT, status INTEGER, type TEXT, location TEXT, digest TEXT,
    PRIMARY KEY (role, address));
"""


class Reader:
    """A browser that always comes back with the cookies it had at first: nobody's, until then."""

    def __init__(self):
        name, _colon, port = HOST.partition(":")
        self.client = Client(raise_request_exception=False, SERVER_NAME=name, SERVER_PORT=port)
        self.cookies = ""

    def signed_in(self, user):
        """With an open session of `user`, second factor shown."""
        self.client.force_login(user)
        session, now = self.client.session, time.time()
        session.update({"entered_at": now, "seen_at": now, "proved_at": now})
        session.save()
        return self.keep_cookies()

    def by_link(self, link):
        """With the visit that the button of the personal `link` opens."""
        page = self.client.get(link).content.decode()
        time.sleep(READING_SECONDS)
        fields = next(fields for tag, fields in FORM.findall(page) if 'method="post"' in tag)
        typed = {name: values[0] for name, values, _other in form_fields(fields) if values}
        answer = self.client.post(link, typed)
        if answer.status_code != 303:
            raise SystemExit(f"Le lien personnel ne s’ouvre pas ({answer.status_code}) : {link}")
        return self.keep_cookies()

    def keep_cookies(self):
        self.cookies = self.client.cookies.output(attrs=[], header="", sep=";")
        return self

    def read(self, address):
        """Status, type, redirect target and body of `address`."""
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        with transaction.atomic():
            answer = self.client.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        kind = answer.headers.get("Content-Type", "")
        return answer.status_code, kind, answer.headers.get("Location", ""), body


def everyone(links):
    """{role: Reader}; the visit by link is that of another partner than the one signed in."""
    users = get_user_model().objects
    readers = {"anonyme": Reader()}
    for role, email in SIGNED_IN.items():
        readers[role] = Reader().signed_in(users.get(email=email))
    return readers | {"lien personnel": Reader().by_link(links[-1])}


def url_patterns(resolver, prefix="", space=""):
    """(full name, route) of every address that the project knows."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            inside = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from url_patterns(entry, route, inside)
        elif entry.name:
            yield space + entry.name, route


def starts(patterns, links):
    yield from [*STARTS, *links]
    for _name, route in patterns:
        if not re.search(r"[<(\\^$]", route) and not LEFT_OUT.match(f"/{route}"):
            yield f"/{route}"


def keep(store, role, name, answer):
    """Write what `role` reads at the address called `name`; the same body is kept once."""
    status, kind, location, body = answer
    text = page_text(kind, body).encode()
    digest = hashlib.sha256(text).hexdigest()
    store.execute("INSERT OR IGNORE INTO body VALUES (?, ?)", (digest, zlib.compress(text, 1)))
    row = (role, name, status, kind, masked(location), digest)
    store.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)", row)


def leads_to(address, answer):
    _status, kind, location, body = answer
    if location:
        yield from addresses_of(address, f'href="{html.escape(location)}"')
    if WITH_LINKS.search(kind):
        yield from addresses_of(address, body.decode())


def record(store, links, most, started):
    """Read everything into the empty SQLite base `store`."""
    store.executescript(TABLES)
    patterns = sorted(set(url_patterns(get_resolver())))
    readers, frontier = everyone(links), Frontier(most)
    for address in starts(patterns, links):
        frontier.add(address)
    for address in frontier:
        for role, reader in readers.items():
            answer = reader.read(address)
            keep(store, role, frontier.names[address], answer)
            for found in leads_to(address, answer):
                frontier.add(found)
    about = {"started": started, "ended": time.time(), "patterns": patterns}
    rows = [(name, json.dumps(value)) for name, value in about.items()]
    store.executemany("INSERT INTO about VALUES (?, ?)", rows)
    store.commit()


if __name__ == "__main__":
    logging.disable()  # a refusal is a page like another; an error is seen by its status
    database, most, started, *links = sys.argv[1:]
    record(sqlite3.connect(database), links, int(most), float(started))

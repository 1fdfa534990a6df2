"""Atom feeds: the same news as the pages, named once."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from follow.feeds import MOST_ENTRIES
from tests.factories import ActionFactory, CommuneFactory, UpdateFactory
from tests.reading import body

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, address="/actualites/atom.xml"):
    return ET.fromstring(client.get(address).content)


def titles(client, address="/actualites/atom.xml"):
    return [entry.findtext(f"{ATOM}title") for entry in feed(client, address).iter(f"{ATOM}entry")]


def test_entry_says_what_the_page_says(reader):
    update = UpdateFactory(action__public=True, title="Ouvert", body="**Oui** <b>non</b>\x0b")
    response = reader.get("/actualites/atom.xml")
    entry = next(feed(reader).iter(f"{ATOM}entry"))

    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert not response.cookies
    assert entry.findtext(f"{ATOM}id").startswith("tag:")
    assert entry.findtext(f"{ATOM}id").endswith(f",2026:actualite-{update.pk}")
    assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) == (update.published_at)
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "<strong>Oui</strong> &lt;b&gt;" in content.text


def test_feed_is_bounded_and_steady(reader):
    action = ActionFactory(public=True)
    empty = reader.get("/actualites/atom.xml").content
    assert empty == reader.get("/actualites/atom.xml").content
    UpdateFactory.create_batch(MOST_ENTRIES + 1, action=action)

    assert len(titles(reader)) == MOST_ENTRIES


def test_hidden_and_silent_news_stay_out(reader):
    action = ActionFactory(public=True)
    UpdateFactory(action=action, nothing_new=True, title="Rien")
    UpdateFactory(action=action, scheduled=True, title="Demain")
    hidden = UpdateFactory(title="Cachée")
    old = UpdateFactory(action=action, title="Fausse")
    UpdateFactory(
        action=action, title="Juste", replaces=old, correction_reason="Date.",
        published_at=timezone.now(),
    )  # fmt: skip

    assert titles(reader) == ["Juste"]
    assert reader.get(f"/actions/{hidden.action.number}/atom.xml").status_code == 404


def test_each_feed_keeps_its_part(reader):
    action = ActionFactory(public=True)
    commune = CommuneFactory(territory=action.convention.territory)
    action.convention.communes.add(commune)
    action.communes.add(commune)
    whole = ActionFactory(public=True, whole_territory=True)
    other = ActionFactory(public=True)
    for row, title in ((action, "ici"), (whole, "partout"), (other, "ailleurs")):
        UpdateFactory(action=row, title=title)

    assert set(titles(reader)) == {"ici", "partout", "ailleurs"}
    assert titles(reader, f"/actions/{action.number}/atom.xml") == ["ici"]
    assert set(titles(reader, f"{commune.get_absolute_url()}atom.xml")) == {"ici", "partout"}
    assert "ici" in titles(reader, f"{action.enjeu.get_absolute_url()}atom.xml")


def test_pages_lead_to_their_feed(reader):
    action = ActionFactory(public=True)
    commune = CommuneFactory(territory=action.convention.territory)
    places = {
        "/actualites/": "/actualites/atom.xml",
        action.get_absolute_url(): f"/actions/{action.number}/atom.xml",
        action.enjeu.get_absolute_url(): f"{action.enjeu.get_absolute_url()}atom.xml",
        commune.get_absolute_url(): f"{commune.get_absolute_url()}atom.xml",
    }
    for page, address in places.items():
        said = body(reader.get(page)).decode()
        assert said.count(f'href="{address}"') == 2
    assert body(reader.get("/")).decode().count('href="/actualites/atom.xml"') == 1
    assert 'href="webcal://testserver/agenda.ics"' in body(reader.get("/agenda/")).decode()

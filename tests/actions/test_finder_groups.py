"""What somebody searched with the finder: what is open now, what comes, what is over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.actions.listing import ask, count, titles, use_groups
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    PlaceFactory,
)
from tests.reading import find, of_class, text_of

pytestmark = pytest.mark.django_db
FINDER = ("public=familles", "commune=lavaur", "domaine=sports", "q=atelier")


@pytest.fixture
def world(db):
    """A convention, and what its actions share: an audience, a commune, a domain, a word."""
    convention = ConventionFactory(public=True)
    return {
        "convention": convention,
        "published": True,
        "audiences": [AudienceFactory(name="Familles")],
        "communes": [CommuneFactory(name="Lavaur", territory=convention.territory)],
        "domains": [DomainFactory(name="Sports", slug="sports")],
        "summary": "Un atelier.",
    }


def build(world):
    ActionFactory(**world, title="Coopérer", settled=True)
    ActionFactory(**world, title="Un jour")
    ActionFactory(**world, title="Livret fait", done=True)
    ActionFactory(**world, service=True, settled=True, use_name="Permanences")
    ActionFactory(**world, service=True, use_name="Accueil")


@pytest.mark.parametrize("query", FINDER)
def test_a_resident_reads_what_is_open_then_what_comes_then_what_is_over(reader, world, query):
    build(world)
    page = ask(reader, query)

    assert count(page) == 5
    assert use_groups(page) == {
        "En profiter maintenant 1": ["Permanences"],
        "Bientôt 2": ["Un jour", "Accueil"],
        "Derrière les services 1": ["Coopérer"],
        "Terminé 1": ["Livret fait"],
    }


@pytest.mark.parametrize("query", ["", "etat=en_place", "public=familles&tri=titre", "tri=fin"])
def test_the_whole_list_and_an_order_of_ones_own_have_no_groups(reader, world, query):
    build(world)
    page = ask(reader, query)

    assert use_groups(page) == {}
    assert len(titles(page)) == count(page) > 0


def test_nothing_to_use_now_is_said_once_and_other_empty_groups_are_not_there(reader, world):
    ActionFactory(**world, title="Un jour")
    page = ask(reader, "public=familles")

    assert use_groups(page) == {"En profiter maintenant 0": [], "Bientôt 1": ["Un jour"]}
    assert "Aucun service n’est encore ouvert pour ces choix." in text_of(page)


def test_of_a_commune_what_is_its_own_comes_first_in_each_group(reader, world):
    everywhere = world | {"communes": [], "whole_territory": True, "service": True, "settled": True}
    ActionFactory(**everywhere, use_name="Partout")
    here = ActionFactory(**everywhere, use_name="Partout, et ici")
    PlaceFactory(action=here, commune=world["communes"][0])
    ActionFactory(**world, service=True, settled=True, use_name="Ici")

    assert use_groups(ask(reader, "commune=lavaur")) == {
        "En profiter maintenant 3": ["Partout, et ici", "Ici", "Partout"]
    }
    assert use_groups(ask(reader, "public=familles")) == {
        "En profiter maintenant 3": ["Partout", "Partout, et ici", "Ici"]
    }


def test_pages_go_on_with_the_groups_and_count_them_whole(reader, world, monkeypatch):
    monkeypatch.setattr("actions.views.actions.ACTIONS_PER_PAGE", 3)
    build(world)

    assert list(use_groups(ask(reader, "public=familles"))) == [
        *("En profiter maintenant 1", "Bientôt 2")
    ]
    assert list(use_groups(ask(reader, "public=familles&page=2"))) == [
        *("Derrière les services 1", "Terminé 1")
    ]


def test_an_open_service_says_where_when_and_whom_to_call(reader, world):
    service = ActionFactory(**world, service=True, settled=True)
    other = CommuneFactory(name="Azas", territory=world["convention"].territory)
    PlaceFactory(action=service, commune=world["communes"][0], name="Mairie", hours="lundi, 9 h")
    PlaceFactory(action=service, commune=other, name="École", hours="mardi, 9 h")
    ActionFactory(**world, service=True, use_name="Accueil à venir")

    def spots(query):
        lines = find(ask(reader, query), "p")
        return [text_of(one) for one in lines if "spot-line" in one.get("class", "").split()]

    assert spots("commune=lavaur") == ["Mairie, Lavaur · lundi, 9 h · 05 36 49 12 34"]
    assert spots("public=familles") == ["Lavaur, Azas · 05 36 49 12 34"]
    call = of_class(ask(reader, "public=familles"), "spot-line", "a")[0]
    assert call.get("href") == "tel:0536491234"


@pytest.mark.parametrize("query", ["public=familles", "commune=lavaur", "q=atelier"])
def test_queries_do_not_depend_on_the_number_of_actions(reader, world, query):
    counted = set()
    for number in (1, 3, 20):
        for fields in ({"service": True, "settled": True}, {}, {"done": True}):
            for action in ActionFactory.create_batch(number, **world, **fields):
                PlaceFactory.create_batch(2, action=action, commune=world["communes"][0])
        ask(reader, query)  # the index of the words is read
        with CaptureQueriesContext(connection) as captured:
            ask(reader, query + "&page=1")
        counted.add(len(captured))
    assert len(counted) == 1

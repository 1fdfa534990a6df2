"""The page of a commune: what one may use now, what comes, what is over; what is its own first."""

import pytest

from tests.actions.listing import titles, use_groups
from tests.factories import ActionFactory, CommuneFactory, ConventionFactory, PlaceFactory
from tests.reading import find, main_of, text_of

NEAR_QUERIES = 11  # the map and its list ask for two


@pytest.fixture
def lavaur(db):
    return CommuneFactory(name="Lavaur", territory=ConventionFactory(public=True).territory)


def groups(client, commune):
    """Dict heading of a group, with its count → the names of its lines."""
    return use_groups(main_of(client.get(commune.get_absolute_url())), "h2")


def spots(client, commune):
    page = main_of(client.get(commune.get_absolute_url()))
    return [
        " / ".join(f"{line[0].get('aria-label')} {text_of(line)}" for line in lines)
        for spot in find(page, "ul")
        if spot.get("class") == "spot" and (lines := find(spot, "li"))
    ]


def action(commune=None, **fields):
    near = {"communes": [commune]} if commune else {"whole_territory": True}
    return ActionFactory(public=True, **near, **fields)


def test_each_action_stands_where_residents_look_for_it(reader, lavaur):
    action(lavaur, service=True, settled=True, use_name="Permanences")
    action(service=True, done=True, use_name="Carte")
    action(lavaur, service=True, use_name="Accueil")
    action(lavaur, ongoing=True, title="Recenser")
    action(lavaur, settled=True, title="Coopérer")
    action(lavaur, service=True, dropped=True, use_name="Ancien accueil")
    action(lavaur, done=True, title="Livret fait")

    assert groups(reader, lavaur) == {
        "En profiter maintenant 1": ["Permanences"],
        "Et pour tout le territoire 1": ["Carte"],
        "Bientôt 2": ["Accueil", "Recenser"],
        "Derrière les services 1": ["Coopérer"],
        "Terminé 2": ["Ancien accueil", "Livret fait"],
    }
    lead = text_of(main_of(reader.get(lavaur.get_absolute_url())))
    assert (
        "À Lavaur, 1 service vous accueille ; 1 autre sert tout le territoire. Bientôt : 2 actions."
    ) in lead


def test_a_project_to_come_is_never_what_exists(reader, lavaur):
    action(lavaur, title="Un jour")

    assert groups(reader, lavaur) == {
        "En profiter maintenant 0": [],
        "Bientôt 1": ["Un jour"],
        "Terminé 0": [],
    }
    page = text_of(main_of(reader.get(lavaur.get_absolute_url())))
    assert "Aucun service n’est encore ouvert ici. Bientôt : 1 action." in page
    assert "Rien n’est terminé ni arrêté ici." in page


def test_a_service_of_all_that_receives_here_is_special_to_this_commune(reader, lavaur):
    ambres = CommuneFactory(name="Ambres", territory=lavaur.territory)
    everywhere = action(service=True, settled=True, use_name="Permanences")
    PlaceFactory(
        action=everywhere, commune=lavaur, name="Mairie", address="rue Droite", hours="lundi, 9 h"
    )

    assert groups(reader, lavaur)["En profiter maintenant 1"] == ["Permanences"]
    assert groups(reader, ambres)["Et pour tout le territoire 1"] == ["Permanences"]
    assert spots(reader, lavaur) == [
        "Où Mairie, rue Droite / Quand lundi, 9 h / Téléphone 05 36 49 12 34"
    ]
    assert spots(reader, ambres) == [
        "Où Lavaur / Sur internet La page du service / Téléphone 05 36 49 12 34"
    ]


def test_a_project_that_kept_places_shows_none(reader, lavaur):
    former = action(lavaur, settled=True, phone="05 36 49 12 34")
    PlaceFactory(action=former, commune=lavaur, name="Mairie annexe")

    page = text_of(main_of(reader.get(lavaur.get_absolute_url())))
    assert "Mairie annexe" not in page
    assert "05 36" not in page


def test_a_commune_out_of_the_convention_says_so(reader, lavaur):
    inside = CommuneFactory(territory=lavaur.territory)
    lavaur.territory.conventions.get().communes.add(inside)

    page = text_of(main_of(reader.get(lavaur.get_absolute_url())))
    assert "Cette commune n’est pas engagée dans la convention d’aujourd’hui." in page
    assert groups(reader, lavaur) == {}


def test_pages_go_on_with_the_groups_and_count_them_whole(reader, lavaur, monkeypatch):
    monkeypatch.setattr("actions.views.directory.ACTIONS_PER_PAGE", 2)
    for rank in range(3):
        action(lavaur, service=True, settled=True, use_name=f"Service {rank}")
    second = main_of(reader.get(lavaur.get_absolute_url(), {"page": 2}))

    assert groups(reader, lavaur) == {
        "En profiter maintenant 3": ["Service 0", "Service 1"],
        "Bientôt 0": [],
        "Terminé 0": [],
    }
    assert titles(second) == ["Service 2"]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_cost_is_the_same_whatever_the_services(reader, lavaur, count, django_assert_num_queries):
    for _turn in range(count):
        for fields in ({"commune": lavaur}, {}):
            service = action(**fields, service=True, settled=True)
            PlaceFactory(action=service, commune=lavaur)
            PlaceFactory(action=service, commune=CommuneFactory())
    reader.get("/aide/")

    with django_assert_num_queries(NEAR_QUERIES):
        reader.get(lavaur.get_absolute_url())

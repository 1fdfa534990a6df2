"""The map of the communes: drawn from the outlines of the project, small, and never alone."""

import gzip
import re

import pytest

from conventions.territory_map import OUTLINES, WIDTH, centre, drawn_map, outlines, place_map, rings
from tests.factories import ActionFactory, CommuneFactory, ConventionFactory
from tests.reading import find, main_of, text_of

LAVAUR, AZAS = "81140", "31038"


def test_every_commune_shipped_has_its_outline():
    shipped = (OUTLINES.parent / "communes.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {line.split(",")[0] for line in shipped}
    assert codes == set(rings())


def test_the_drawing_is_whole_numbers_inside_its_frame_and_light():
    drawn, height = outlines(tuple(sorted(rings())))
    paths = "".join(one.path for one in drawn.values())

    assert len(drawn) == len(rings())
    assert re.fullmatch(r"[Mlz0-9, -]+", paths)
    assert len(gzip.compress(paths.encode())) < 6000
    assert all(0 < one.x < WIDTH and 0 < one.y < height for one in drawn.values())


def test_neighbours_meet_on_the_same_points():
    def points(code):
        return {tuple(point) for ring in rings()[code] for point in ring}

    assert len(points(LAVAUR) & points("81011")) > 3  # Ambres, its neighbour


def test_the_number_stands_in_the_middle():
    assert centre([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]) == (5, 5)
    assert centre([(3, 4), (3, 4)]) == (3, 4)  # nothing inside: no division by it


@pytest.mark.django_db
def test_a_commune_without_outline_is_in_the_list_alone(reader):
    convention = ConventionFactory(public=True)
    known = CommuneFactory(territory=convention.territory, insee=LAVAUR, name="Lavaur")
    other = CommuneFactory(territory=convention.territory, insee="99999", name="Ailleurs")
    ActionFactory(convention=convention, published=True, communes=[known])
    ActionFactory(convention=convention, published=True, whole_territory=True)

    answer = reader.get("/")
    page = main_of(answer)
    drawing = answer.text.partition('<svg class="map"')[2].partition("</svg>")[0]
    drawing = drawing.replace("\u00a0", " ")
    assert re.findall(r'<a href="([^"]*)"', drawing) == [known.get_absolute_url()]
    assert re.findall(r'aria-label="(Lavaur[^"]*)"', drawing) == ["Lavaur : 1 action sur place"]
    assert re.findall(r"<text[^>]*>([^<]*)</text>", drawing) == ["1"]
    assert "1 action sert tout le territoire." in text_of(page).replace("\u00a0", " ")
    places = [one for one in find(page, "ul") if one.get("class") == "places"]
    assert [text_of(one) for one in find(places[0], "li")] == ["Ailleurs", "Lavaur 1 sur place"]
    assert known.get_absolute_url() in [a.get("href") for a in find(places[0], "a")]
    assert other.get_absolute_url() in [a.get("href") for a in find(places[0], "a")]


def test_without_any_outline_there_is_no_map():
    commune = CommuneFactory.build(pk=1, insee="99999")
    assert drawn_map([commune], {1: 2}) is None
    assert drawn_map([], {}) is None


# --- elsewhere than on the front page ----------------------------------------------------------


@pytest.fixture
def territory(db):
    """A plan whose territory is Ambres, Azas and Lavaur, and one commune without an outline."""
    convention = ConventionFactory(public=True)
    known = {"Ambres": "81011", "Azas": AZAS, "Lavaur": LAVAUR, "Ailleurs": "99999"}
    convention.found = {
        name: CommuneFactory(territory=convention.territory, insee=code, name=name)
        for name, code in known.items()
    }
    return convention


def drawings(answer):
    """Each map of the page, as its source."""
    return re.findall(r'<svg class="map".*?</svg>', answer.text, re.DOTALL)


def numbers(drawing):
    """Dict address → number written on the map; 0 where none is."""
    links = re.findall(r'<a href="([^"]*)"(.*?)</a>', drawing, re.DOTALL)
    return {
        address: int((re.findall(r"<text[^>]*>(\d+)<", rest) or ["0"])[0])
        for address, rest in links
    }


def test_the_table_of_communes_gives_the_numbers_of_its_map(reader, territory):
    rows = territory.found
    ActionFactory(convention=territory, published=True, communes=[rows["Lavaur"], rows["Azas"]])
    ActionFactory(convention=territory, published=True, communes=[rows["Lavaur"]])
    ActionFactory(convention=territory, published=True, whole_territory=True)

    answer = reader.get("/communes/")
    lines = find(find(main_of(answer), "table")[0], "tbody tr")
    told = {find(one, "a")[0].get("href"): int(text_of(find(one, "td")[-2])) for one in lines}
    drawn = numbers(drawings(answer)[0])

    assert drawn == {
        row.get_absolute_url(): n
        for row, n in zip((rows["Ambres"], rows["Azas"], rows["Lavaur"]), (0, 1, 2), strict=True)
    }
    assert {address: told[address] for address in drawn} == drawn
    assert told[rows["Ailleurs"].get_absolute_url()] == 0


def test_the_page_of_a_commune_shows_where_it_is(reader, territory):
    answer = reader.get(territory.found["Azas"].get_absolute_url())

    (drawing,) = drawings(answer)
    here = re.findall(r'<a href="([^"]*)"\s+class="[^"]*\bhere"', drawing)
    assert here == [territory.found["Azas"].get_absolute_url()]
    places = [one for one in find(main_of(answer), "ul") if one.get("class") == "places"]
    assert len(find(places[0], "li")) == 4


def paths(names, territory):
    found, _ = outlines(tuple(sorted(row.insee for row in territory.found.values())))
    codes = sorted(territory.found[name].insee for name in names)
    return "".join(found[code].path for code in codes)


@pytest.mark.parametrize(
    ("given", "here", "others"),
    [
        ({"communes": ["Azas"]}, ["Azas"], ["Ambres", "Lavaur"]),
        ({"whole_territory": True}, ["Ambres", "Azas", "Lavaur"], []),
        ({"whole_territory": True, "signed": ["Lavaur"]}, ["Lavaur"], ["Ambres", "Azas"]),
        ({"communes": ["Azas", "Ailleurs"]}, ["Azas"], ["Ambres", "Lavaur"]),
    ],
)
def test_an_action_shows_where_it_is(reader, territory, given, here, others):
    territory.communes.set(territory.found[name] for name in given.pop("signed", ()))
    communes = [territory.found[name] for name in given.pop("communes", ())]
    action = ActionFactory(convention=territory, published=True, communes=communes, **given)

    (drawing,) = drawings(reader.get(action.get_absolute_url()))

    assert re.findall(r'<g class="here"><path d="([^"]*)"', drawing) == [paths(here, territory)]
    told = re.findall(r'<g class="water-1"><path d="([^"]*)"', drawing)
    assert told == [paths(others, territory)] * bool(others)
    assert re.search(r'role="img"\s+aria-label="Carte du territoire, \w', drawing)
    assert len(gzip.compress(drawing.encode())) < 6000


@pytest.mark.parametrize("names", [[], ["Ailleurs"]])
def test_an_action_that_is_nowhere_on_the_map_has_none(reader, territory, names):
    communes = [territory.found[name] for name in names]
    action = ActionFactory(convention=territory, published=True, communes=communes)

    assert drawings(reader.get(action.get_absolute_url())) == []


def test_the_whole_territory_in_two_paths_is_light():
    drawn = place_map(rings(), [LAVAUR])

    assert len(gzip.compress((drawn.here + drawn.others).encode())) < 3000

"""The map of the communes: drawn from the outlines of the project, small, and never alone."""

import gzip
import re

import pytest

from conventions.territory_map import OUTLINES, WIDTH, centre, drawn_map, outlines, rings
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

"""The map of the communes of a territory: outlines drawn as SVG paths, on the server.

The outlines are those of `content/communes.geojson` (IGN, Admin Express COG 2018, Licence ouverte,
simplified), by INSEE code: another territory puts its own there. A commune without an outline is
in the list beside the map, never lost.
"""

import itertools
import json
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from pathlib import Path

OUTLINES = Path(__file__).parent / "content" / "communes.geojson"
SOURCE = "IGN, Admin Express COG 2018, Licence ouverte"
WIDTH, EDGE = 360, 2  # of the drawing, in its own units: about a pixel on a phone


@dataclass(frozen=True)
class Outline:
    """A commune on the map: its path, and the point where its number is written."""

    path: str
    x: int
    y: int


@dataclass
class MapShape:
    """One commune drawn. `level` (1 to 3) is the depth of its colour."""

    commune: object
    outline: Outline
    count: int
    level: int


@dataclass
class TerritoryMap:
    """Shapes in the order of the communes, in a drawing of `width` by `height`."""

    shapes: list[MapShape]
    width: int
    height: int
    source: str = SOURCE


@dataclass
class PlaceMap:
    """The territory in two paths: the communes spoken of, and the others ("" without any)."""

    here: str
    others: str
    width: int
    height: int
    source: str = SOURCE


@lru_cache(maxsize=1)
def rings():
    """Dict INSEE code → its outer rings, lists of (longitude, latitude)."""
    found = {}
    for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found[feature["properties"]["code"]] = [part[0] for part in parts]
    return found


@lru_cache(maxsize=8)
def outlines(codes):
    """(dict INSEE code → Outline, height) of the communes of the tuple `codes` that have one."""
    known = {code: rings()[code] for code in codes if code in rings()}
    points = [point for parts in known.values() for ring in parts for point in ring]
    if not points:
        return {}, 0
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    flat = cos(
        radians((south + north) / 2)
    )  # a degree of longitude is shorter than one of latitude
    scale = (WIDTH - 2 * EDGE) / ((east - west) * flat)

    def placed(point):
        x, y = point
        return round((x - west) * flat * scale) + EDGE, round((north - y) * scale) + EDGE

    drawn = {code: outline([list(map(placed, r)) for r in parts]) for code, parts in known.items()}
    return drawn, round((north - south) * scale) + 2 * EDGE


def outline(parts):
    """The Outline of rings of placed points: relative moves, which weigh half as much."""
    path = ""
    for ring in parts:
        path += "M{},{}l".format(*ring[0])
        steps = [(x - a, y - b) for (a, b), (x, y) in itertools.pairwise(ring)]
        moves = " ".join(f"{x},{y}" for x, y in steps if x or y)
        path += moves.replace(" -", "-").replace(",-", "-")
        path += "z"
    return Outline(path, *centre(max(parts, key=lambda ring: abs(area(ring)))))


def area(ring):
    """Twice the signed area inside a ring."""
    return sum(a * y - x * b for (a, b), (x, y) in itertools.pairwise(ring))


def centre(ring):
    """The centre of gravity of a ring, rounded."""
    whole = 3 * area(ring)
    if not whole:
        return ring[0]
    pairs = list(itertools.pairwise(ring))
    x = sum((a + x) * (a * y - x * b) for (a, b), (x, y) in pairs) / whole
    y = sum((b + y) * (a * y - x * b) for (a, b), (x, y) in pairs) / whole
    return round(x), round(y)


def level_of(count):
    """The depth of the colour of a commune: nothing, some, three or more."""
    return 3 if count > 2 else 2 if count else 1


def drawn_map(communes, counts):
    """The TerritoryMap of the fetched `communes`, None when no outline is known.

    `counts` gives by key what each has.
    """
    found, height = outlines(tuple(sorted(row.insee for row in communes)))
    shapes = [
        MapShape(row, found[row.insee], counts[row.pk], level_of(counts[row.pk]))
        for row in communes
        if row.insee in found
    ]
    return TerritoryMap(shapes, WIDTH, height) if shapes else None


def place_map(codes, here):
    """The PlaceMap of the communes of these INSEE `codes`, those of `here` apart.

    None when no outline of `here` is known: a map without them would say that it is nowhere.
    """
    found, height = outlines(tuple(sorted(codes)))
    told = [found[code].path for code in sorted(here) if code in found]
    others = [found[code].path for code in sorted(set(found) - set(here))]
    return PlaceMap("".join(told), "".join(others), WIDTH, height) if told else None

"""Draw who imports whom, from the imports themselves: « make drawing ».

Writes docs/img/rooms.svg (the rooms) and docs/img/reporting.svg (inside the largest one): rooms
from top to bottom in the order of imports, an arc from each to every room it imports. With
--check, writes nothing and exits 1 when a drawing is not the one the code gives.
"""

import ast
import sys
from collections import Counter
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import repository  # noqa: E402  (the order and the reading of imports are tested there)

ROW, TOP, LEFT, WIDE, STEP = 46, 44, 16, 660, 15
HEAVY, FAIR = 40, 8  # lines of import from which an arc is drawn thick, or of middle width
LEGEND = "An arc: the lower one imports the upper one; the thicker, the more lines of import."
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#222}.n{font-weight:600}.p{fill:#555;font-size:12px}"
    "path{fill:none;stroke:#8a3b23;stroke-opacity:.55}.b{fill:#f6f1ea;stroke:#8a3b23}"
)


def imports_of(folder, rooms, prefix=""):
    """Counter room → lines of import towards it, in the Python files of `folder`."""
    found = Counter()
    for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
        if "migrations" in path.parts:
            continue
        names = repository.imported_names(path.read_text(), repository.package_of(path))
        for name in names:
            if name.startswith(prefix):
                room = name.removeprefix(prefix).split(".")[0]
                found.update([room] if room in rooms else [])
    return found


def purpose(path):
    """The first sentence of what the package or module at `path` says of itself."""
    source = (path / "__init__.py" if path.is_dir() else path).read_text()
    first = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")[0].replace("\n", " ")
    return first.split(": ", 1)[-1] if first.partition(": ")[0].isupper() else first


def width(count):
    return 4 if count >= HEAVY else 2.2 if count >= FAIR else 1.1


def drawing(rooms, title):
    """The SVG of `rooms`, a dict name → (purpose, Counter of rooms imported), in import order."""
    order = list(rooms)
    middle = {name: TOP + rank * ROW + 17 for rank, name in enumerate(order)}
    height = TOP + len(order) * ROW
    right = LEFT + WIDE
    parts = []
    for name, (_, towards) in rooms.items():
        for other in sorted(set(towards) - {name}, key=order.index):
            start, end = middle[name], middle[other]
            bend = right + STEP * abs(order.index(name) - order.index(other)) * 1.6
            parts.append(
                f'<path d="M{right},{start}C{bend:.0f},{start} {bend:.0f},{end} {right},{end}" '
                f'stroke-width="{width(towards[other])}"/>'
            )
    for name, (about, _) in rooms.items():
        y = middle[name]
        short = about if len(about) < 78 else about[:76].rsplit(" ", 1)[0] + "…"
        parts.append(
            f'<rect class="b" x="{LEFT}" y="{y - 18}" width="{WIDE}" height="36" rx="5"/>'
            f'<text class="n" x="{LEFT + 10}" y="{y + 5}">{escape(name)}</text>'
            f'<text class="p" x="{LEFT + 140}" y="{y + 5}">{escape(short)}</text>'
        )
    total = right + STEP * len(order) * 1.3
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total:.0f} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>\n"
        f'<text class="p" x="{LEFT}" y="18">{escape(LEGEND)}</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def drawings():
    """Dict path → SVG text of every drawing."""
    order = repository.ORDER
    inside = repository.INSIDE_REPORTING
    house = {room: (purpose(ROOT / room), imports_of(ROOT / room, order)) for room in order}
    places = {name: ROOT / "reporting" / name for name in inside}
    places = {
        name: path if path.is_dir() else path.with_suffix(".py") for name, path in places.items()
    }
    told = {
        name: (purpose(path), imports_of(path, inside, "reporting."))
        for name, path in places.items()
    }
    return {
        ROOT / "docs/img/rooms.svg": drawing(house, "Rooms of the portal, and what each imports"),
        ROOT / "docs/img/reporting.svg": drawing(told, "Inside reporting, and what each imports"),
    }


def main(arguments):
    stale = [
        path for path, text in drawings().items() if not path.exists() or path.read_text() != text
    ]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} n’est plus ce que dit le code : make drawing")
        return 1 if stale else 0
    for path in stale:
        path.write_text(drawings()[path])
        print(f"{path.relative_to(ROOT)} est redessiné.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

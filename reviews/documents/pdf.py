"""A document as a PDF for everybody: tagged (PDF/UA-1), French, bookmarks, words for each drawing.

`document.typ` prints blocks, given as data (JSON): no text of anybody is ever read as a program.
The same blocks and date give the same bytes.
"""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.conf import settings

from actions.models import Avancement
from reviews.documents.blocks import as_data
from reviews.documents.colours import ACCENTS, BRICK, INK, RIVER, SAND, SOFT, TONES

TEMPLATE = Path(__file__).with_name("document.typ")
FONTS = settings.BASE_DIR / "static" / "vendor" / "fraunces"
# Letters that the fonts of a PDF draw: Latin, Greek, Cyrillic, and the signs of a text in French.
DRAWN = (
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x17F), (0x386, 0x386), (0x388, 0x38A), (0x38C, 0x38C)),
    *((0x38E, 0x3A1), (0x3A3, 0x3CE), (0x401, 0x40C), (0x40E, 0x44F), (0x451, 0x45C)),
    *((0x45E, 0x45F), (0x2009, 0x200A), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022)),
    *((0x2026, 0x2026), (0x202F, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x20AC, 0x20AC)),
    *((0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265)),
)
MISSING = "□"  # stands for a letter that no font here draws
LABELS = {state.value: state.label for state in Avancement}


@cache
def fonts():
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def is_drawn(letter):
    return letter in MISSING + "\n" or any(a <= ord(letter) <= b for a, b in DRAWN)


def drawable(data):
    """`data` of blocks, each letter that no font draws replaced: a PDF/UA may not lack one."""
    if isinstance(data, str):
        return "".join(letter if is_drawn(letter) else MISSING for letter in data)
    if isinstance(data, list):
        return [drawable(one) for one in data]
    if isinstance(data, dict):
        return {name: drawable(one) for name, one in data.items()}
    return data


def facts_of(title="", author="", foot="", drawings=False, dense=False):
    """What the template reads beside the blocks."""
    colours = {"ink": INK, "soft": SOFT, "sand": SAND, "brick": BRICK, "river": RIVER}
    return {
        "title": title,
        "author": author,
        "foot": foot,
        "drawings": drawings,
        "dense": dense,
        "labels": LABELS,
        "colours": colours | {"accents": list(ACCENTS), "tones": TONES},
    }


def drawings_of(blocks):
    """PNG bytes of each of the `blocks`, Bars and Charts, for files that cannot draw them."""
    if not blocks:
        return []
    data = drawable(facts_of(drawings=True) | {"blocks": as_data(blocks)})
    drawn = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=fonts(),
        format="png",
        ppi=160,
        sys_inputs={"data": json.dumps(data)},
    )
    return drawn if isinstance(drawn, list) else [drawn]


def pages_of(blocks, *, title, author, foot, at, dense=False):
    """How many pages the PDF of `blocks` (without photos) would have."""
    data = drawable(facts_of(title, author, foot, dense=dense) | {"blocks": as_data(blocks)})
    said = typst.query(
        TEMPLATE.read_bytes(),
        "<pages>",
        field="value",
        one=True,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(data)},
    )
    return int(json.loads(said))


def pdf_of(blocks, *, title, author, foot, at, photos=None, dense=False):
    """Bytes of the PDF that prints `blocks`; `foot` is said at the bottom of each page.

    `at` is the datetime that the file says it was made at; `photos` gives the bytes of the JPEG of
    each Photo by its key; `dense` is for what has to stand on few pages.
    """
    facts = facts_of(title, author, foot, dense=dense)
    with TemporaryDirectory() as folder:
        for key, content in (photos or {}).items():
            (Path(folder) / f"{key}.jpg").write_bytes(content)
        data = drawable(facts | {"blocks": as_data(blocks)})
        return typst.compile(
            TEMPLATE.read_bytes(),
            root=folder,
            font_paths=fonts(),
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )

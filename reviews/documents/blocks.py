"""The parts of a document, whatever prints it."""

from dataclasses import dataclass, fields, is_dataclass

TEXT, NUMBER, STATE = "text", "number", "state"  # what a column of a table holds


@dataclass(frozen=True)
class Run:
    """Words in one look; `link` is an address or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class HeadingBlock:
    """`level` 1 is the title of the document; `accent` is the number of the colour of an enjeu."""

    level: int
    text: str
    accent: int = 0


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]
    look: str = ""  # "", "lead" or "small"


@dataclass(frozen=True)
class Bullets:
    items: tuple[tuple[Run, ...], ...]
    numbered: bool = False


@dataclass(frozen=True)
class TableBlock:
    """`columns` says what each column holds; `widths` are shares of the page."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bar:
    """How many actions in each state, drawn: (state, count) and the sentence that says it."""

    parts: tuple[tuple[str, int], ...]
    alt: str


@dataclass(frozen=True)
class Chart:
    """The way of an indicator: dots (x, y, value, year, role), on `width` × `height`."""

    dots: tuple[tuple[float, float, str, str, str], ...]
    width: int
    height: int
    base: int
    alt: str


@dataclass(frozen=True)
class Photo:
    """A picture of the site; `key` is the one of its row."""

    key: int
    alt: str
    caption: str


def as_data(block):
    """`block` as what JSON holds, its kind beside its values."""
    if is_dataclass(block):
        values = {field.name: as_data(getattr(block, field.name)) for field in fields(block)}
        return {"kind": type(block).__name__.lower()} | values
    if isinstance(block, tuple | list):
        return [as_data(one) for one in block]
    return block


def words_of(block):
    """Every text of `block`, in the order it is read: what tests and searches compare."""
    match block:
        case str():
            return [block] if block else []
        case tuple() | list():
            return [words for one in block for words in words_of(one)]
        case Run(text=text) | HeadingBlock(text=text):
            return [text]
        case Paragraph(runs=runs):
            return ["".join(run.text for run in runs)]
        case Bullets(items=items):
            return ["".join(run.text for run in item) for item in items]
        case TableBlock():
            return words_of((block.caption, block.head, block.rows, block.foot))
        case Bar() | Chart():
            return [block.alt]
        case Photo():
            return words_of((block.alt, block.caption))
    raise TypeError(block)

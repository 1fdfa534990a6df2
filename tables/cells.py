"""How one cell is written by the exports, and what the import undoes.

`unguarded(guarded(text)) == text` and `parts(joined(names)) == names`, whatever the text.
"""

import re
from collections.abc import Iterable

WHOLE_TERRITORY = "Tout le territoire"
NO_OBJECTIVE = "Sans objectif"  # an empty cell takes the objective written above it
YES, NO = "oui", "non"
# Instead of a text that does not fit in a cell of Excel; the action keeps its own.
KEPT = "(texte trop long pour une case : il reste comme il est)"

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
# A name between quotes, from one bar (or an end of the cell) to the next.
PART = re.compile(r'(?:^|\|)(?:\s*"((?:[^"]|"")*)"\s*(?=\||\Z)|([^|]*))')


def guarded(text: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula: an apostrophe before = + - @ and such."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def unguarded(text: str) -> str:
    """The CSV cell without the apostrophe that `guarded` adds; the other ones stay."""
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text


def joined(names: Iterable[str]) -> str:
    """Several names in one cell: « a|b »; one that holds a bar or starts with a quote is quoted."""
    return "|".join(
        '"' + name.replace('"', '""') + '"' if "|" in name or name.strip()[:1] == '"' else name
        for name in names
    )


def parts(text: str) -> list[str]:
    """The names that `joined` put together, without surrounding spaces nor empty ones."""
    found = [
        match[1].replace('""', '"') if match[1] is not None else match[2]
        for match in PART.finditer(text)
    ]
    return [name.strip() for name in found if name.strip()]

"""Words of a table: what they name for sure, what they may mean, how several share a cell."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from actions.models import Avancement
from records.folding import fold
from tables.cells import parts

# Targets of a word that are not an existing row: the whole territory, a row to create, nothing.
WHOLE, CREATE, IGNORE = "*", "+", "-"
NEAR = 0.78

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
DASHES = {"", "-", "–", "—", "/", "neant", "nc", "sans objet"}


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """`text` as names are compared: no accent, capital, dash or dot; St as Saint."""
    words = re.sub(r"[\W_]+", " ", fold(text)).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


STATE_MEANINGS = {
    name_key(word): Avancement(state) for state, words in WORDS["states"].items() for word in words
}
WHOLE_KEYS = set(map(name_key, WORDS["whole"]))
EVERYBODY_KEYS = set(map(name_key, WORDS["everybody"]))


def says_nothing(text: str) -> bool:
    """True for an empty cell and for what stands for one, like a dash."""
    return fold(text).strip() in DASHES


class NameIndex:
    """Targets known by their names: found exactly, then whatever accents, capitals and dashes."""

    def __init__(self) -> None:
        self.exact: dict[str, list[str]] = {}
        self.folded: dict[str, list[str]] = {}
        self.labels: dict[str, str] = {}

    def add(self, row: str, *names: str, proposed: bool = True) -> None:
        """Know `row` by `names`; `nearest` may give it when it is `proposed`."""
        for name in names:
            for index, key in ((self.exact, name.strip()), (self.folded, name_key(name))):
                if key and row not in index.setdefault(key, []):
                    index[key].append(row)
        for name in names if proposed else ():
            if key := name_key(name):
                self.labels.setdefault(key, row)

    def find(self, text: str) -> list[str]:
        """The rows called `text`: several when names are alike, none when it is unknown."""
        return self.exact.get(text.strip()) or self.folded.get(name_key(text)) or []

    def nearest(self, text: str) -> str | None:
        """The row whose name is near `text`, or holds its words, or None."""
        key = name_key(text)
        if len(key) < 3:
            return None
        words = set(key.split())
        holding = {self.labels[name] for name in self.labels if words <= set(name.split())}
        if len(holding) == 1:
            return holding.pop()
        best, score = None, NEAR
        for name, row in self.labels.items():
            matcher = SequenceMatcher(None, key, name)
            if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score:
                ratio = matcher.ratio()
                if ratio > score:
                    best, score = row, ratio
        return best


SEPARATORS = (r"[;\n\r]+", r",(?![^()]*\))", r"\s/\s|(?<=\w)/(?=\w)|·|•", r"(?:^|\s)[-–]\s")


def split_names(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """The names in a cell, separated by | ; , a new line or /, those known being left whole."""
    return [name for part in parts(text) for name in split_part(part, is_known, SEPARATORS)]


def split_part(
    text: str, is_known: Callable[[str], bool], separators: Sequence[str]
) -> Iterable[str]:
    text = text.strip()
    if not text:
        return
    if is_known(text) or not separators:
        yield text
        return
    spans, at = [], 0
    for match in re.finditer(separators[0], text):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, len(text)))
    first = 0
    while first < len(spans):
        # « Éducation nationale, jeunesse et sports » is one name when it is known.
        for last in range(min(len(spans), first + 6) - 1, first, -1):
            if is_known(text[spans[first][0] : spans[last][1]].strip()):
                yield text[spans[first][0] : spans[last][1]].strip()
                break
        else:
            last = first
            start, end = spans[first]
            yield from split_part(text[start:end], is_known, separators[1:])
        first = last + 1

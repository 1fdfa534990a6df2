"""Words of a table: what they name for sure, what they may mean, how several share a cell."""

import re
import tomllib
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from actions.models import ActionOutcome, Avancement
from records.folding import fold

# Targets of a word that are not an existing row: the whole territory, a row to create, nothing.
WHOLE, CREATE, IGNORE = "*", "+", "-"
NEAR = 0.78
ENOUGH = 3  # words of two titles, to say that they have nothing in common

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
DASHES = {"", "-", "–", "—", "/", "neant", "nc", "sans objet"}


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """`text` as names are compared: no accent, capital, dash or dot; St as Saint."""
    words = re.sub(r"[\W_]+", " ", fold(text)).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


@lru_cache(maxsize=8192)
def word_key(text: str) -> str:
    """`text` as an answer about it is kept: its name, but « 50 % » and « ☑ » stay what they are."""
    text = text.strip()
    if percent := PERCENT.fullmatch(text):
        return f"{percent[1].replace(',', '.')} %"
    return name_key(text) or " ".join(fold(text).split())


STATE_MEANINGS = {
    name_key(word): Avancement(state) for state, words in WORDS["states"].items() for word in words
}
OUTCOME_MEANINGS = {
    name_key(word): ActionOutcome(one) for one, words in WORDS["outcomes"].items() for word in words
}
WHOLE_KEYS = set(map(name_key, WORDS["whole"]))
EVERYBODY_KEYS = set(map(name_key, WORDS["everybody"]))
YES_TICKS = set(map(word_key, WORDS["ticks"]["yes"]))
NO_TICKS = set(map(word_key, WORDS["ticks"]["no"]))


NOTHING = {fold(word).strip() for word in WORDS["nothing"]["words"]}


def says_nothing(text: str) -> bool:
    """True for an empty cell and for what stands for one, like a dash."""
    return fold(text).strip() in DASHES


@lru_cache(maxsize=8192)
def is_unknown(text: str) -> bool:
    """True for what says nothing, and for what says that nobody knows: « à définir », « NR »."""
    words = fold(text).strip()
    if re.fullmatch(r"(?:[a-z]\.){2,}", words):  # « n.c. »
        words = words.replace(".", "")
    return words in DASHES or words in NOTHING or " ".join(words.strip(" .()").split()) in NOTHING


def telling_words(text: str) -> frozenset[str]:
    """The beginnings of the words of `text` that say something: those of four letters or more."""
    return frozenset(word[:5] for word in name_key(text).split() if len(word) > 3)


def share_a_word(one: str, other: str) -> bool:
    """False when two texts have no word in common, and enough of them for that to say something.

    Words that begin alike are the same.
    """
    first, second = telling_words(one), telling_words(other)
    return not first or not second or len(first | second) < ENOUGH or bool(first & second)


@lru_cache(maxsize=8192)
def numbers_in(key: str) -> list[str]:
    return [word for word in key.split() if word.isdigit()]


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
        """The row whose name is near `text`, or holds its words, or None.

        The numbers are the same: « 3-6 ans » is not near « 3-11 ans ».
        """
        key = name_key(text)
        if len(key) < 3:
            return None
        words = set(key.split())
        holding = {self.labels[name] for name in self.labels if words <= set(name.split())}
        if len(holding) == 1:
            return holding.pop()
        best, score, numbers = None, NEAR, numbers_in(key)
        for name, row in self.labels.items():
            if numbers != numbers_in(name):
                continue
            matcher = SequenceMatcher(None, key, name)
            if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score:
                ratio = matcher.ratio()
                if ratio > score and differ_in_spelling(key, name):
                    best, score = row, ratio
        return best


# Words that two ways of writing a name may differ by.
SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "a", "au", "aux", "pour"}
SAME_WORD = 0.7


def differ_in_spelling(one: str, other: str) -> bool:
    """True when each word of one has its like in the other: « CCAS de Lavaur » is no « MJC de
    Lavaur », however alike they look.
    """
    first, second = (
        [word for word in text.split() if word not in SMALL_WORDS] for text in (one, other)
    )
    left = [word for word in first if word not in second]
    right = [word for word in second if word not in first]
    if not left or not right:
        return True
    return all(
        any(are_alike(word, candidate) for candidate in candidates)
        for words, candidates in ((left, right), (right, left))
        for word in words
    )


def are_alike(one: str, other: str) -> bool:
    """True for two spellings of a word, or for its beginning; initials are the same or differ."""
    shortest, longest = sorted((one, other), key=len)
    if longest.startswith(shortest):
        return True
    return len(shortest) > 4 and SequenceMatcher(None, one, other).ratio() > SAME_WORD

"""Findables, and where each word stands in them. Built whole, then only read: by many threads."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from math import log

from search.ages import ranges_of
from search.words import chunks, joined, name_key, parts_of, read_chunk, stem, stems

OTHER_FIELDS = 0.25  # of the weight of a word in the fields where it weighs less
SHORTEST_MEANT = 4  # letters: a shorter word is neither begun nor mistyped, it is another one


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a document: how much it weighs, what it is called when it is shown, its words.

    A text that is not `shown` only helps to find: the page says it already, or says it elsewhere.
    """

    weight: float
    label: str
    words: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Findable:
    """What a search may lead to. `kind` and `key` say which row it is.

    `names` are all it is called, `codes` all that designates it alone; `boost` compares its kind
    with the others. `former` names the convention of before that it belongs to, "" today.
    """

    kind: str
    key: int | str
    title: str
    url: str
    texts: tuple[Text, ...]
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    boost: float = 1.0
    note: str = ""
    former: str = ""
    is_demo: bool = False
    name_keys: frozenset[str] = field(init=False)

    def __post_init__(self):
        keys = {name_key(name) for name in (self.title, *self.names)}
        object.__setattr__(self, "name_keys", frozenset(keys - {""}))


MEANT, BESIDE = 0.8, 0.5  # how sure: what the typed words mean, what else means it


def written(phrase):
    """The folded words of `phrase` that have a sense, as a tuple."""
    return tuple(part for chunk in chunks(phrase) for part in parts_of(chunk) if stem(part))


def as_written(words):
    """The key of `words` written exactly so: no key of stems looks like it."""
    return tuple(f"={word}" for word in words)


def keys_of(phrase):
    """What `phrase` may be typed as, as tuples: its words, its stems, one word if it is compound.

    Words come before stems where both are known: « papi » is not « papa », nor « mamie » a MAM.
    """
    row = chunks(phrase)
    whole = joined(row[0]) if len(row) == 1 else None
    return {as_written(written(phrase)), tuple(stems(phrase)), (stem(whole or ""),)} - {(), ("",)}


class Meanings:
    """What else says the same thing: a key of `keys_of` → the other phrases, and how sure.

    `groups` are pairs of lists of phrases, as written: who types one of the first looks for the
    second, and for the others of the first.
    """

    def __init__(self, groups):
        self.meanings = defaultdict(dict)
        for typed, meant in groups:
            others = dict.fromkeys(meant, MEANT)
            for phrase in typed:
                others.setdefault(phrase, BESIDE)
            for phrase in typed:
                keys = keys_of(phrase)
                for key in keys:
                    known = self.meanings[key]
                    for other, sure in others.items():
                        if not keys & keys_of(other):
                            known[other] = max(sure, known.get(other, 0.0))
        self.longest = max(map(len, self.meanings), default=1)
        said = {p for group in groups for phrases in group for p in phrases}
        # Of two words or more: they only count in a text side by side, in this order.
        phrases = {p for p in map(tuple, map(stems, said)) if len(p) > 1}
        self.phrases = defaultdict(list)
        for phrase in phrases:
            self.phrases[phrase[0]].append(phrase)


class Index:
    """Read it by `postings` (a term → its documents and weights), `names` and `codes`."""

    def __init__(self, documents, groups=()):
        """`documents` are Findables; `groups` are those of a Meanings."""
        self.documents = list(documents)
        self.vocabulary = Meanings(groups)
        self.names = defaultdict(list)
        self.codes = defaultdict(list)
        self.surfaces = {}  # a word as written, folded → its stem
        found = defaultdict(lambda: (array("I"), array("f")))
        for number, document in enumerate(self.documents):
            for name in document.name_keys:
                self.names[name].append(number)
            for code in document.codes:
                self.codes[code].append(number)
            for term, weight in self._weights(document).items():
                numbers, weights = found[term]
                numbers.append(number)
                weights.append(weight)
        self.postings = dict(found)
        self.age_ranges = ranges_of(self.postings)
        for phrase in {word for group in groups for word in group[0]}:
            for word in written(phrase):
                self.surfaces.setdefault(word, stem(word))
        self.sorted_surfaces = sorted(self.surfaces)
        self.mistakable = [w for w in self.sorted_surfaces if len(w) >= SHORTEST_MEANT]

    def _weights(self, document):
        """Dict term → how much it says of `document`."""
        most, others = {}, defaultdict(float)
        for text in document.texts:
            for term, times in self._terms(text.words).items():
                weight = text.weight * min(times, 4) ** 0.5
                before = most.get(term, 0.0)
                others[term] += min(before, weight)
                most[term] = max(before, weight)
        return {term: weight + OTHER_FIELDS * others[term] for term, weight in most.items()}

    def _terms(self, text):
        """Dict term of `text` → how many times: its stems, its joined words, its known phrases."""
        counts, row = defaultdict(int), []
        for chunk in chunks(text):
            pairs, whole = read_chunk(chunk)
            for word, one in pairs:
                self.surfaces[word] = one
                row.append(one)
                counts[one] += 1
            if whole:
                self.surfaces.setdefault(whole, stem(whole))
                counts[stem(whole)] += 1
        for start, one in enumerate(row):
            for phrase in self.vocabulary.phrases.get(one, ()):
                if tuple(row[start : start + len(phrase)]) == phrase:
                    counts[" ".join(phrase)] += 1
        return counts

    def rarity(self, term):
        """How much `term` tells documents apart: more than 1 when few hold it."""
        holders = len(self.postings[term][0]) if term in self.postings else 0
        return 1.0 + log((len(self.documents) + 1) / (holders + 1))

    def words_begun_by(self, start, most=8):
        """The first `most` words that begin with `start` and are not it, one of each stem."""
        found, place = {}, bisect_left(self.sorted_surfaces, start)
        for word in self.sorted_surfaces[place : place + 4 * most]:
            if not word.startswith(start):
                break
            if word != start:
                found.setdefault(self.surfaces[word], word)
        return list(found.values())[:most]

    def begun_by(self, start):
        """Stems of the first words that begin with `start` and are not it."""
        return [self.surfaces[word] for word in self.words_begun_by(start)]

    def knows(self, term):
        return term in self.postings

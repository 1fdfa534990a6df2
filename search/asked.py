"""What a typed search means: its concepts, each with all the ways in which a text may say it."""

import re
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from records.folding import fold
from search.ages import age_of, words_for
from search.index import SHORTEST_MEANT, as_written
from search.words import WORDS, chunks, joined, parts_of, stem, stems

MOST_LETTERS = 100  # of a search: what is beyond is not read
MOST_CONCEPTS = 8
# How sure we are that a text which says it this way answers.
AS_TYPED, JOINED, BEGUN, MISTYPED = 1.0, 0.9, 0.4, 0.6
TWO_FAULTS = 9  # letters: a shorter word with two faults is another word
HELPERS = frozenset(map(stem, fold(WORDS["helpers"]).split()))
DIRECT = re.compile(
    r"(?P<what>action|fiche|objectif|enjeu|axe)?s?\s*(?:(?:n\s*°|no|nº|numero)\s*)?"
    r"(?P<code>\d{1,4}[a-z]{0,3}(?:[.\-]\d{1,4}[a-z]{0,3})*)\Z"
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say a concept: terms that a document holds together, and how sure it is."""

    terms: tuple[str, ...]
    sure: float


@dataclass(slots=True)
class Concept:
    """One thing searched. `typed` is what was written, `also` the words searched beside, as read.

    `corrected` is the word read instead of one that nobody knows; `helps`: it is not necessary.
    """

    typed: str
    ways: list[Way] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    corrected: str = ""
    helps: bool = False


@dataclass(slots=True)
class TypedSearch:
    """`direct` are the codes and names searched, as keys of the index; `exact`: nothing else is."""

    text: str
    concepts: list[Concept]
    direct: list[str]
    exact: bool = False

    @property
    def unknown(self):
        """The words that nothing says here, as typed and folded."""
        return [c.typed for c in self.concepts if not c.ways or c.corrected]


def read(index, text, only=False):
    """What `text`, typed by a person, asks of `index`; with `only`, its words and no other."""
    text = " ".join(text.split())[:MOST_LETTERS]
    direct, exact = direct_codes(fold(text).strip(" .?!,;:"))
    whole = text.lower().replace("-", ".").strip(" .?!,;:")
    if not direct and whole in index.codes:  # « A1.2 », « VS.3 »: codes as each territory has them
        direct, exact = [whole], any(sign.isdigit() for sign in whole)
    words = typed_words(index, text)
    concepts = list(islice(concepts_of(index, words, only), MOST_CONCEPTS))
    if any(not concept.helps for concept in concepts):
        return TypedSearch(text, concepts, direct, exact)
    for concept in concepts:  # nothing but words that help: then they are what is searched
        concept.helps = False
    return TypedSearch(text, concepts, direct, exact)


def direct_codes(folded):
    """Keys of `Index.codes` that a search such as « action 17 » or « 2.1 » designates.

    Then whether nothing else may answer: a code with points, or a kind of row with its number.
    """
    found = DIRECT.match(folded)
    if not found:
        return [], False
    what, code = found["what"], found["code"].replace("-", ".")
    if what in ("action", "fiche"):
        return [f"action {code}", code], True
    if what:
        return [f"{'enjeu' if what == 'axe' else what} {code}"], True
    if code.isdigit():
        return [code, f"action {code}", f"enjeu {code}"], False
    return [code], "." in found["code"]


def typed_words(index, text):
    """Words of `text` that have a sense, folded; two are one where the site writes them so."""
    row = []
    for chunk in chunks(text):
        whole = joined(chunk)
        if whole and (index.knows(stem(whole)) or known_key(index, (whole,))):
            row.append(whole)
        else:
            parts = parts_of(chunk)
            row += parts[:1] if "-" in parts[0] else parts
    words, place = [], 0
    while place < len(row):
        pair = "".join(row[place : place + 2])
        if place + 1 < len(row) and pair.isalpha() and index.knows(stem(pair)):
            words.append(pair)
            place += 2
            continue
        if stem(row[place]):
            words.append(row[place])
        place += 1
    return words


def concepts_of(index, words, only):
    """The Concepts of the folded `words`: the longest phrases that the vocabulary knows, first."""
    place = 0
    while place < len(words):
        for size in range(min(index.vocabulary.longest, len(words) - place), 0, -1):
            group = tuple(words[place : place + size])
            key = known_key(index, group)
            if key and not only:
                yield known_concept(index, group, key)
                break
        else:
            concept, size = None if only else age_concept(index, words[place : place + 2]), 1
            if concept:
                size = len(concept.typed.split())
            yield concept or concept_of(index, words[place], only)
        place += size


def age_concept(index, words):
    """The Concept of an age that begins the folded `words`: the ranges that hold it; or None."""
    found = age_of(words)
    if not found:
        return None
    age, size = found
    concept = Concept(" ".join(words[:size]))
    for low, high, term in index.age_ranges:
        if low <= age <= high:
            concept.ways.append(Way((term,), AS_TYPED))
            concept.also.append(f"{low}–{high} ans")
    for phrase in words_for(age):
        way = Way((as_term(phrase),), AS_TYPED)
        if index.knows(way.terms[0]):
            concept.ways.append(way)
            concept.also.append(phrase)
    return concept if concept.ways else None


def known_key(index, words):
    """The key by which the vocabulary knows the folded `words`, or None."""
    singular = tuple(word.removesuffix("s") for word in words)  # « nounous », no French stem
    for key in (as_written(words), tuple(map(stem, words)), as_written(singular)):
        if key in index.vocabulary.meanings:
            return key
    return None


def as_term(phrase):
    """The term of the index that says `phrase`: « nouveau-né » is not said by « nouveau »."""
    row, written = stems(phrase), chunks(phrase)
    whole = joined(written[0]) if len(written) == 1 else None
    return stem(whole) if whole and len(row) == 1 else " ".join(row)


def known_concept(index, words, key):
    """A Concept of `words` that the vocabulary knows by `key`: as typed, and all it stands for."""
    concept = Concept(" ".join(words))
    terms = tuple(map(stem, words))
    concept.ways.append(Way(terms, AS_TYPED))
    if len(terms) > 1:
        concept.ways.insert(0, Way((" ".join(terms),), AS_TYPED))
    for phrase, sure in index.vocabulary.meanings[key].items():
        way = Way((as_term(phrase),), sure)
        if index.knows(way.terms[0]):
            concept.ways.append(way)
            concept.also.append(phrase)
    concept.ways = [way for way in concept.ways if all(map(index.knows, way.terms))]
    concept.helps = len(terms) == 1 and terms[0] in HELPERS
    return concept


def concept_of(index, word, only=False):
    """The Concept of one folded `word` that the vocabulary does not know."""
    one = stem(word)
    concept = Concept(word, helps=one in HELPERS)
    if index.knows(one):
        concept.ways.append(Way((one,), AS_TYPED))
    if only or word[0].isdigit():
        return concept
    if len(word) >= SHORTEST_MEANT:
        concept.ways += [Way((term,), BEGUN) for term in index.begun_by(word) if index.knows(term)]
    if not concept.ways and len(word) >= SHORTEST_MEANT:
        add_begun(index, concept)
    if not concept.ways and (halves := halves_of(index, word)):
        concept.ways.append(Way(halves, JOINED))
    if not concept.ways and not concept.helps:
        correct(index, concept)
    return concept


def add_begun(index, concept):
    """Read `concept` as the words of the vocabulary that it begins (« cyber », « babysit »)."""
    for begun in index.words_begun_by(concept.typed):
        if key := known_key(index, (begun,)):
            other = known_concept(index, (begun,), key)
            concept.ways += [Way(way.terms, way.sure * BEGUN) for way in other.ways]
            concept.also += other.also


def halves_of(index, word):
    """The two known stems that `word` is made of (« petiteenfance »), or ()."""
    for cut in range(3, len(word) - 2):
        halves = stem(word[:cut]), stem(word[cut:])
        if all(half and index.knows(half) for half in halves) and all(
            half in index.surfaces for half in (word[:cut], word[cut:])
        ):
            return halves
    return ()


def correct(index, concept):
    """Read `concept` as the known words nearest to it, when one is near enough."""
    word = concept.typed
    if len(word) < SHORTEST_MEANT:
        return
    faults = 1 if len(word) < TWO_FAULTS else 2
    found = process.extract(
        word, index.mistakable, scorer=OSA.distance, score_cutoff=faults, limit=12
    )
    # The first letter is seldom wrong: « maison » is no mistake for « raison ».
    near = [(other, distance) for other, distance, _place in found if other[0] == word[0]]
    if not near:
        return
    best = [other for other, distance in near if distance == near[0][1]]
    concept.corrected = best[0]
    for found in best:
        one = index.surfaces[found]
        if key := known_key(index, (found,)):
            other = known_concept(index, (found,), key)
            concept.also += other.also
            concept.ways += [Way(way.terms, way.sure * MISTYPED) for way in other.ways]
        elif index.knows(one):
            concept.ways.append(Way((one,), MISTYPED))
    if not concept.ways:
        concept.corrected = ""

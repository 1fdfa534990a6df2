"""The documents that answer a search, best first."""

from dataclasses import dataclass, field

from search.asked import MISTYPED, TypedSearch, read
from search.words import name_key

SAME_NAME, BEGINS_THE_NAME = 3.0, 1.6  # times the score
HELP = 0.3  # of the score of a word that helps
FORMER = 0.35  # of the score of what belongs to a convention of before
ENOUGH = 0.02  # of the best score: what is below answers by chance
FEW = 4  # answers: with fewer, what says only some of the words well is shown after them
BESIDE_FEW = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """A document and its score; `named`: it bears the very name or code that was searched."""

    document: object
    score: float
    named: bool = False


@dataclass
class Answers:
    """All that answers `asked`. `nearest`: nothing answers every word, these answer some.

    `partly`: beside a few answers, those that say only a part of the words, and say it better.
    """

    asked: TypedSearch
    rows: list[Answer] = field(default_factory=list)
    nearest: bool = False
    partly: list[Answer] = field(default_factory=list)

    @property
    def corrected(self):
        """Pairs (word that nobody knows here, word searched instead)."""
        return [(c.typed, c.corrected) for c in self.asked.concepts if c.corrected]

    @property
    def also(self):
        """What was searched beside the words typed, each once."""
        return list(dict.fromkeys(word for c in self.asked.concepts for word in c.also))

    def keys(self, kind):
        """Keys of the rows of `kind` that answer everything that was asked."""
        return [] if self.nearest else [
            row.document.key for row in self.rows if row.document.kind == kind
        ]  # fmt: skip


def answers_to(index, text, only=False):
    """Answers of `index` to `text`, typed by a person; with `only`, to its words and no other."""
    asked = read(index, text, only)
    scores = {}
    for key in asked.direct:
        for number in index.codes.get(key, ()):
            scores[number] = 1000.0
    named = set(scores)
    nearest = False
    if not (asked.exact and scores):
        found, nearest = scores_of(index, asked)
        key = name_key(asked.text)
        for number, score in found.items():
            times = likeness(index.documents[number], key)
            if times == SAME_NAME:
                named.add(number)
            scores.setdefault(number, score * times)
        nearest = nearest and not named
    rows = ranked(index, scores, named)
    least = ENOUGH * rows[0].score if rows and rows[0].score < 1000 else 0
    rows = [row for row in rows if row.score >= least]
    few = 0 < len(rows) < FEW and not (named or nearest)
    return Answers(asked, rows, nearest, partly(index, asked, rows) if few else [])


def ranked(index, scores, named=()):
    """Answers of the dict `scores` (document → score), best first."""
    rows = [
        Answer(document, score * document.boost * (FORMER if document.former else 1), n in named)
        for n, score in scores.items()
        for document in [index.documents[n]]
    ]
    return sorted(rows, key=lambda row: (-row.score, row.document.title, row.document.url))


def partly(index, asked, rows):
    """Answers better than the few `rows`, to only some of the words: « logement pas trop loin ».

    Two words may meet by chance in a text that is about neither.
    """
    scores = {}
    for concept in asked.concepts:
        for number, score in held(index, concept).items() if not concept.helps else ():
            scores[number] = scores.get(number, 0.0) + score
    shown = {id(row.document) for row in rows}
    return [
        row
        for row in ranked(index, scores)
        if row.score > rows[-1].score and id(row.document) not in shown
    ][:BESIDE_FEW]


def likeness(document, key):
    """By how much the name of `document` resembles the whole search, of which `key` is the key."""
    if not key:
        return 1.0
    if key in document.name_keys:
        return SAME_NAME
    begins = any(name.startswith(f"{key} ") for name in document.name_keys)
    return BEGINS_THE_NAME if begins else 1.0


def scores_of(index, asked):
    """Dict document → score, then whether they only answer a part of the words."""
    needed = [held(index, c) for c in asked.concepts if not c.helps]
    helping = [held(index, c) for c in asked.concepts if c.helps]
    if not needed:
        return {}, False
    everywhere = set(needed[0]).intersection(*needed[1:])
    nearest = not everywhere
    if nearest:
        counts = {}
        for scores in needed:
            for number in scores:
                counts[number] = counts.get(number, 0) + 1
        most = max(counts.values(), default=0)
        everywhere = {number for number, count in counts.items() if count == most}
    total = {n: sum(scores.get(n, 0.0) for scores in needed) for n in everywhere}
    for scores in helping:
        for number in total.keys() & scores.keys():
            total[number] += HELP * scores[number]
    return total, nearest


def held(index, concept):
    """Dict document → how much it says `concept`, by the surest of its ways."""
    best = {}
    for way in concept.ways:
        scores = None
        for term in way.terms:
            numbers, weights = index.postings[term]
            rarity = index.rarity(term) * way.sure / len(way.terms)
            one = {n: w * rarity for n, w in zip(numbers, weights, strict=True)}
            scores = one if scores is None else {n: scores[n] + one[n] for n in scores.keys() & one}
        for number, score in (scores or {}).items():
            if score > best.get(number, 0.0):
                best[number] = score
    return best


def is_near(answers):
    """True when what answers is only near: words corrected from afar, or some words left out."""
    return answers.nearest or any(
        way.sure <= MISTYPED for c in answers.asked.concepts if c.corrected for way in c.ways[:1]
    )

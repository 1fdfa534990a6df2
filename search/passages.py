"""The sentence of a document that answers a search, its words marked."""

import re
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join

from records.folding import fold
from search.asked import AS_TYPED
from search.words import CHUNK, joined, parts_of, stem

LONGEST = 220  # letters of a passage
# Signs of Markdown: what a passage shows is plain text.
SIGNS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`#|~]{1,3}|^\s*(?:[-+>]|\d+\.)\s+", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?…;])\s+|\n+")


def plain(text):
    """`text` without its Markdown signs."""
    return SIGNS.sub(lambda found: found[1] or "", text)


@dataclass
class MarkedWords:
    """What is marked: words and phrases (tuples of stems) → how sure they are."""

    words: dict = field(default_factory=dict)
    phrases: dict = field(default_factory=dict)

    def spans(self, text):
        """Dict (start, end) of each word of `text` to mark → how sure it is, in its order."""
        row = []  # (start, end, stem) of the words that have one
        found = {}
        for chunk in CHUNK.finditer(text):
            place, folded = chunk.span(), fold(chunk[0])
            whole = joined(folded)
            for one in (*map(stem, parts_of(folded)), whole and stem(whole)):
                if one in self.words:
                    found[place] = max(self.words[one], found.get(place, 0.0))
            row += [(place, one) for one in map(stem, parts_of(folded)) if one]
        for phrase, sure in self.phrases.items():
            for start in range(len(row) - len(phrase) + 1):
                part = row[start : start + len(phrase)]
                if tuple(one for _place, one in part) == phrase:
                    found |= {place: max(sure, found.get(place, 0.0)) for place, _one in part}
        return dict(sorted(found.items()))


def marks_of(asked):
    """The MarkedWords of what was asked (an asked.TypedSearch)."""
    marks = MarkedWords()
    for concept in asked.concepts:
        for way in concept.ways:
            for term in way.terms:
                phrase = tuple(term.split(" "))
                kept, key = (marks.phrases, phrase) if len(phrase) > 1 else (marks.words, term)
                kept[key] = max(way.sure, kept.get(key, 0.0))
    return marks


def marked(text, marks):
    """HTML of `text`, with its words of `marks` marked."""
    pieces, place = [], 0
    for start, end in marks.spans(text):
        pieces.append((text[place:start], format_html("<mark>{}</mark>", text[start:end])))
        place = end
    return format_html_join("", "{}{}", [*pieces, (text[place:], "")])


def passage(document, marks):
    """(Text, its best sentence marked as HTML), or None when no text that is shown says `marks`.

    The best says the most words as they were typed, then the most of what they mean.
    """
    best, most = None, (0, 0.0)
    for text in document.texts:
        for sentence in SENTENCE_END.split(plain(text.words)) if text.shown else ():
            found = {
                fold(sentence[start:end]): sure
                for (start, end), sure in marks.spans(sentence).items()
            }
            worth = sum(sure >= AS_TYPED for sure in found.values()), sum(found.values())
            if worth > most:
                best, most = (text, sentence), worth
    return (best[0], marked(shortened(best[1], marks), marks)) if best else None


def opening(document):
    """The first sentence that `document` shows, as plain text, or ""."""
    for text in document.texts:
        if text.shown:
            return SENTENCE_END.split(plain(text.words).strip())[0]
    return ""


def shortened(sentence, marks):
    """`sentence`, cut around its first word of `marks` when it is long."""
    sentence = " ".join(sentence.split())
    if len(sentence) <= LONGEST:
        return sentence
    first = min((start for start, _end in marks.spans(sentence)), default=0)
    start = max(0, min(first - LONGEST // 3, len(sentence) - LONGEST))
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    cut = sentence[start : start + LONGEST]
    end = "" if start + LONGEST >= len(sentence) else "…"
    return ("…" if start else "") + (cut.rpartition(" ")[0] if end else cut) + end

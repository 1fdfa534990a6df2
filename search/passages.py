"""The sentence of a document that answers a search, its words marked."""

import re

from django.utils.html import format_html, format_html_join

from records.folding import fold
from search.words import CHUNK, joined, parts_of, stem

LONGEST = 220  # letters of a passage
# Signs of Markdown: what a passage shows is plain text.
SIGNS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`#>|~]{1,3}|^\s*(?:[-+]|\d+\.)\s+", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")


def plain(text):
    """`text` without its Markdown signs."""
    return SIGNS.sub(lambda found: found[1] or "", text)


def terms_of(asked):
    """Stems that mark a word, from what was asked (asked.Asked): its words and all they mean."""
    return {
        one
        for concept in asked.concepts
        for way in concept.ways
        for term in way.terms
        for one in term.split(" ")
    }


def says(word, terms):
    """True when the written `word` is one of the stems `terms`."""
    chunk = fold(word)
    whole = joined(chunk)
    return any(stem(p) in terms for p in parts_of(chunk)) or bool(whole and stem(whole) in terms)


def marked(text, terms):
    """HTML of `text` in which the words of the stems `terms` are marked."""
    pieces, place = [], 0
    for found in CHUNK.finditer(text):
        if says(found[0], terms):
            pieces += [(text[place : found.start()], ""), ("", found[0])]
            place = found.end()
    pieces.append((text[place:], ""))
    return format_html_join(
        "",
        "{}{}",
        ((before, format_html("<mark>{}</mark>", word) if word else "") for before, word in pieces),
    )


def passage(document, terms):
    """(label of the text, its best sentence marked as HTML), or None when no text says `terms`."""
    best, most = None, 0
    for text in document.texts:
        for sentence in SENTENCE_END.split(plain(text.words)):
            found = {w for w in CHUNK.findall(sentence) if says(w, terms)}
            count = len({stem(fold(word)) for word in found})
            if count > most:
                best, most = (text.label, sentence), count
    return (best[0], marked(shortened(best[1], terms), terms)) if best else None


def shortened(sentence, terms):
    """`sentence`, cut around its first word of `terms` when it is long."""
    sentence = " ".join(sentence.split())
    if len(sentence) <= LONGEST:
        return sentence
    first = next(f.start() for f in CHUNK.finditer(sentence) if says(f[0], terms))
    start = max(0, min(first - LONGEST // 3, len(sentence) - LONGEST))
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    cut = sentence[start : start + LONGEST]
    end = "" if start + LONGEST >= len(sentence) else "…"
    return ("…" if start else "") + (cut.rpartition(" ")[0] if end else cut) + end

"""Words of a French text, reduced to what a search compares: no accent, no plural, no ending.

A word has a `stem`; words that say nothing of the subject (« le », « pour ») have none. Codes and
numbers stay whole: « 2.1 » is neither 2, nor 1, nor a part of « 1.2.1 ».
"""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer

from records.folding import fold

LONGEST = 40  # letters: beyond, it is no word that anybody would search

# What holds together in a text: « micro-crèche », « 2.1 », « 0–3 », « C.A.F. ».
CHUNK = re.compile(r"[^\W_]+(?:[.\-\u2010-\u2014][^\W_]+)*")
INSIDE = re.compile(r"[.\-\u2010-\u2014]")
CODE = re.compile(r"\d+[a-z]*(?:\.\d+[a-z]*)+\Z")
RANGE = re.compile(r"\d+(?:[\-\u2010-\u2014]\d+)+\Z")
INITIALS = re.compile(r"[a-z](?:\.[a-z])+\Z")

WORDS = tomllib.loads((Path(__file__).parent / "content" / "words.toml").read_text("utf-8"))
ABBREVIATIONS = WORDS["abbreviations"]
KEPT_APART = {word: word.removesuffix("s") for word in WORDS["apart"].split()}
# What the stemmer leaves apart, or no longer knows without accents: plurals and feminines.
ENDINGS = [
    (re.compile(ending), usual)
    for ending, usual in (
        (r"(?<=..[aiou])s\Z", ""),  # ordis, ados, élus
        (r"(?<=.[eo])ux\Z", "u"),  # jeux, genoux
        (r"eaux\Z", "eau"),
        (r"(?<=..)aux\Z", "al"),  # sociaux
        (r"(?<=..[^v])ers\Z", "er"),  # conseillers
        (r"(?<=ll|.i|.g|ch)eres?\Z", "er"),  # conseillère
        (r"trices?\Z", "teur"),
        (r"(?<=..t)ives?\Z", "if"),
        (r"(?<=...e)es?\Z", ""),  # retraitée
        (r"\Avieil(?:le|les)?\Z", "vieu"),
    )
]
STOPS = frozenset(fold(WORDS["stop"]).split())

_stemmer = snowballstemmer.stemmer("french")
_stemming = Lock()  # the stemmer keeps the word it works on


@lru_cache(maxsize=40_000)
def stem(word):
    """What the folded `word` shares with its plural and its family; "" of a word without sense."""
    if not word or word in STOPS or len(word) > LONGEST:
        return ""
    if word in KEPT_APART:
        return KEPT_APART[word]
    if word[0].isdigit():
        return word
    for ending, usual in ENDINGS:
        word = ending.sub(usual, word)
    with _stemming:
        return fold(_stemmer.stemWord(word))


fold_once = lru_cache(maxsize=40_000)(fold)


def chunks(text):
    """What holds together in `text`, folded, in its order."""
    return [fold_once(chunk) for chunk in CHUNK.findall(unicodedata.normalize("NFC", text))]


def parts_of(chunk):
    """The words of a folded `chunk`: several for « micro-crèche », one for « 2.1 » and « C.A.F. ».

    A range gives itself first, then its ends: « 0–3 » is also found by 3.
    """
    if CODE.match(chunk):
        return [chunk]
    if INITIALS.match(chunk):
        return [chunk.replace(".", "")]
    parts = INSIDE.split(chunk)
    if RANGE.match(chunk):
        return ["-".join(parts), *parts]
    return [ABBREVIATIONS.get(part, part) for part in parts]


def joined(chunk):
    """« microcreche » for « micro-creche », or None: some write it in one word."""
    parts = INSIDE.split(chunk)
    letters = len(parts) > 1 and all(part.isalpha() for part in parts)
    return "".join(parts) if letters and not INITIALS.match(chunk) else None


@lru_cache(maxsize=40_000)
def read_chunk(chunk):
    """((word, stem) of each word of the folded `chunk` that has a stem, joined word or None).

    Texts repeat their words: an index is built of the few that differ.
    """
    pairs = ((part, stem(part)) for part in parts_of(chunk))
    return tuple(pair for pair in pairs if pair[1]), joined(chunk)


def stems(text):
    """Stems of the words of `text` that have one, in their order."""
    return [one for chunk in chunks(text) for _word, one in read_chunk(chunk)[0]]


def name_key(text):
    """What two writings of one name share: « Caisse d’allocations » and « caisse allocations »."""
    return " ".join(stems(text))

"""Words of a French text, reduced to what a search compares: no accent, no plural, no ending.

A word has a `stem`; words that say nothing of the subject (« le », « pour ») have none. Codes and
numbers stay whole: « 2.1 » is neither 2, nor 1, nor a part of « 1.2.1 ».
"""

import re
from functools import lru_cache
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

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "rdv": "rendezvous", "tel": "telephone"}
# The stemmer would take one for the other.
KEPT_APART = {
    word: word.removesuffix("s")
    for word in ("concertation", "concertations", "habitation", "habitations", "isolation", "mam")
}

STOP_WORDS = frozenset(
    [
        "a",
        "à",
        "afin",
        "ai",
        "aie",
        "ainsi",
        "alors",
        "après",
        "as",
        "au",
        "aucun",
        "aucune",
        "aujourd",
        "aura",
        "aussi",
        "autre",
        "autres",
        "aux",
        "avant",
        "avec",
        "avez",
        "avoir",
        "avons",
        "ayant",
        "bien",
        "c",
        "ça",
        "car",
        "ce",
        "ceci",
        "cela",
        "celle",
        "celles",
        "celui",
        "ces",
        "cet",
        "cette",
        "ceux",
        "chaque",
        "chez",
        "ci",
        "comme",
        "comment",
        "d",
        "dans",
        "de",
        "déjà",
        "depuis",
        "des",
        "dès",
        "doit",
        "donc",
        "dont",
        "du",
        "elle",
        "elles",
        "en",
        "encore",
        "entre",
        "est",
        "et",
        "étaient",
        "était",
        "étant",
        "être",
        "eu",
        "eux",
        "fait",
        "faut",
        "font",
        "h",
        "hors",
        "hui",
        "ici",
        "il",
        "ils",
        "j",
        "je",
        "jusqu",
        "jusque",
        "l",
        "la",
        "là",
        "laquelle",
        "le",
        "lequel",
        "les",
        "lesquelles",
        "lesquels",
        "leur",
        "leurs",
        "lorsque",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "même",
        "mêmes",
        "mes",
        "mien",
        "moi",
        "moins",
        "mon",
        "n",
        "ne",
        "ni",
        "non",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "où",
        "par",
        "parce",
        "pas",
        "pendant",
        "peu",
        "peut",
        "peuvent",
        "plus",
        "plusieurs",
        "pour",
        "pourquoi",
        "près",
        "puis",
        "qu",
        "quand",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "quelque",
        "quelques",
        "qui",
        "quoi",
        "s",
        "sa",
        "sans",
        "se",
        "sera",
        "ses",
        "si",
        "soi",
        "soit",
        "son",
        "sont",
        "sous",
        "suis",
        "sur",
        "t",
        "ta",
        "tandis",
        "tant",
        "te",
        "tel",
        "telle",
        "telles",
        "tels",
        "tes",
        "toi",
        "ton",
        "tous",
        "tout",
        "toute",
        "toutes",
        "très",
        "trop",
        "tu",
        "un",
        "une",
        "va",
        "vais",
        "vers",
        "via",
        "vos",
        "votre",
        "vous",
        "y",
    ]
)
STOPS = frozenset(fold(word) for word in STOP_WORDS)

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
    word = re.sub(r"(e?a|e|o)ux\Z", r"\1u", word) if len(word) > 4 else word
    with _stemming:
        return fold(_stemmer.stemWord(word))


def chunks(text):
    """What holds together in `text`, folded, in its order."""
    return CHUNK.findall(fold(text))


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


def stems(text):
    """Stems of the words of `text` that have one, in their order."""
    found = (stem(part) for chunk in chunks(text) for part in parts_of(chunk))
    return [one for one in found if one]


def name_key(text):
    """What two writings of one name share: « Caisse d’allocations » and « caisse allocations »."""
    return " ".join(stems(text))

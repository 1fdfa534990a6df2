"""Spelling by the system's French dictionary and docs/orthographe.txt, our own list of words."""

import gc
import re
import warnings
from functools import cache
from pathlib import Path

from tests.repository import ROOT

# Where Debian (hunspell-fr), Fedora and others put it; without its ending.
PLACES = [
    Path(folder, name)
    for folder in (
        "/usr/share/hunspell",
        "/usr/share/myspell/dicts",
        "/opt/homebrew/share/hunspell",
    )
    for name in ("fr", "fr_FR", "fr-classique")
]
OWN = ROOT / "docs" / "orthographe.txt"
# What a machine reads: addresses, file names, options, words to fill; a block that is a slug.
MACHINE = re.compile(
    r"\S*[@/_=\\]\S*|\b[\w-]+(?:\.[\w-]+)+\b|(?<!\w)[-.]{1,2}[a-z][\w-]*|\{[^}]*\}|^[a-z0-9-]+$"
    r"|\b1er\b"
)
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
# What is glued to a word: « l’action », « dites-le ».
ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)[’']", re.IGNORECASE)


def dictionary_place():
    """Where the French dictionary is, without its ending; None where there is none."""
    return next((place for place in PLACES if place.with_suffix(".dic").exists()), None)


@cache
def dictionary():
    """The French dictionary of the system: two seconds to read, so once."""
    from spylls.hunspell import Dictionary

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its files to the collector
        found = Dictionary.from_files(str(dictionary_place()))
        gc.collect()
    return found


@cache
def own_words():
    """The words of docs/orthographe.txt: one a line, « # » opens a comment."""
    lines = OWN.read_text("utf-8").splitlines()
    return {word for line in lines if (word := line.partition("#")[0].strip())}


def is_own(word):
    """One of our words, even when it opens a sentence."""
    return word in own_words() or word[:1].lower() + word[1:] in own_words()


@cache
def is_right(word):
    """`word` is in the dictionary or in our list, whole or without what is glued to it."""
    bare = ELIDED.sub("", word)
    return is_own(word) or is_own(bare) or dictionary().lookup(bare)


def words_of(text):
    """The words that a person reads in `text`."""
    return WORD.findall(MACHINE.sub(" ", text.replace("\u00ad", "")))


def misspelt(text, _scope=""):
    """The words of `text` that neither the dictionary nor our list knows."""
    return [word for word in words_of(text) if not is_right(word)]

"""How hard a French text is to read: long sentences, and reading ease by Kandel and Moles."""

import re
from collections.abc import Iterable

LONGEST = 25  # words in a sentence
EASE = 65  # 70 and more is easy, 60 to 70 standard
SHORTEST = 4  # words: under it, a label or a link, not a sentence
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
END = re.compile(r"(?<=[.!?…;])[»”)\s]*\s|\n\s*\n")
VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+")
# « é » and « ï » open a syllable of their own; « y » between two vowels is said twice.
APART = re.compile(
    r"(?<=[éaeouœ])(?=[éèëïöü])|(?<=[éï])(?=[aeiouyâê])(?!es?\b)|(?<=[aou]y)(?=[aeiouéè])|(?<=co)(?=o)"
)
HARD = re.compile(r"(?<=q)u|(?<=g)u(?=[eiyéèê])")
MUTE = re.compile(r"(?<=\w)es?\b")
# « ils agissent »: said without its end, but for these words, and all those in « -ment ».
MUTE_VERB = re.compile(r"(?<!m)(?<!arg)(?<!par)(?<!cli)(?<!ag)(?<!c)(?<!v)(?<!bl)(?<!ci)ent\b")


def syllables(word):
    """Syllables of `word` as it is said: groups of vowels, without the mute e of the end; a number
    counts for one, as it is seen at a glance."""
    return (
        sum(
            max(
                1,
                len(
                    VOWELS.findall(
                        APART.sub("-", MUTE.sub("", MUTE_VERB.sub("", HARD.sub("", part))))
                    )
                ),
            )
            for part in re.split(r"[’'-]", word.lower())
            if len(part) > 1 or part in "aàyôo"
        )
        or 1
    )


def sentences(text):
    """The sentences of the block `text`, each a list of words; labels are left out."""
    found = [WORD.findall(part) for part in END.split(text)]
    return [words for words in found if len(words) >= SHORTEST]


def long_sentences(text, _scope=""):
    """What is too long to be read in one breath."""
    found = [" ".join(part.split()) for part in END.split(text)]
    return [part for part in found if len(WORD.findall(part)) > LONGEST]


def reading_ease(texts: Iterable[str]):
    """Flesch's reading ease, made French by Kandel and Moles; None where there is no sentence."""
    read = [words for text in texts for words in sentences(text)]
    words = [word for sentence in read for word in sentence]
    if not words:
        return None
    said = sum(map(syllables, words))
    return 207 - 1.015 * len(words) / len(read) - 73.6 * said / len(words)

"""Names that may be those of one and the same thing, whatever accents, small words and slips."""

import re
from difflib import SequenceMatcher

from records.folding import fold

SMALL = {"d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "a", "au", "aux"}
NEAR = 0.85


def words_of(name):
    """The words that tell `name` from another, folded, in order; St as Saint."""
    found = re.sub(r"[\W_]+", " ", fold(name)).split()
    found = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in found]
    return [word for word in found if word not in SMALL] or found


def are_alike(one, other):
    """True when the names `one` and `other`, as `words_of` gives them, may be the same."""
    if not one or not other:
        return False
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    if {word for word in one if word.isdigit()} != {word for word in other if word.isdigit()}:
        return False  # « École 1 » and « École 2 »
    matcher = SequenceMatcher(None, " ".join(one), " ".join(other))
    return matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR


def lookalikes(names, rows):
    """Keys of the `rows`, tuples (key, name, name…), of which a name is like one of `names`."""
    asked = [words_of(name) for name in names if name]
    return [
        key
        for key, *known in rows
        if any(are_alike(one, words_of(name)) for one in asked for name in known if name)
    ]

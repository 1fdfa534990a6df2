"""Words compared whatever their accents, capitals and ligatures, alike on every database."""

import unicodedata

PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " "})


def fold(text):
    """`text` in lower case without accents, œ written oe, apostrophes read as spaces."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in text if not unicodedata.combining(c)).translate(PLAIN)


def in_name_order(rows, name="name"):
    """The `rows` by their attribute `name`, accents and capitals aside, alike on every database."""
    return sorted(rows, key=lambda row: fold(getattr(row, name)))


def matching(rows, words):
    """Keys of the `rows`, tuples (key, text, text…), that hold every word of the text `words`.

    Read in Python rather than by the database, so that both databases answer alike; our lists
    hold tens to thousands of rows. A text may be None.
    """
    wanted = fold(words).split()
    texts = ((key, fold(" ".join(filter(None, said)))) for key, *said in rows)
    return [key for key, text in texts if all(word in text for word in wanted)]

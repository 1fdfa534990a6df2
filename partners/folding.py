"""Words compared whatever their accents, capitals and ligatures, alike on every database."""

import unicodedata

PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " "})


def fold(text):
    """`text` in lower case without accents, œ written oe, apostrophes read as spaces."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in text if not unicodedata.combining(c)).translate(PLAIN)

"""Words compared whatever their accents, capitals and ligatures, alike on every database."""

import unicodedata


def fold(text):
    """`text` in lower case without accents, œ written oe, apostrophes read as spaces."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.replace("’", " ").replace("'", " ")

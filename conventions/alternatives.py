"""What is said of a picture to those who do not see it (RGAA 1.3): one rule for all doors.

A machine knows what tells nothing: the name of a file, the kind of picture alone. Whether the
words are the right ones, only people can judge.
"""

import re

from records.folding import fold

NOTHING = (
    "Ces mots n’apprennent rien à qui ne voit pas l’image : dites ce qu’elle montre, comme au "
    "téléphone."
)
FILE_NAME = re.compile(r"\.(jpe?g|png|webp|heic|gif|tiff?)\s*$|^(img|dsc[nf]?|pxl|scan|wp)[-_ ]?\d")
KINDS = {
    *("photo", "photographie", "image", "illustration", "dessin", "visuel", "capture", "logo"),
    *("affiche", "sans titre", "sans nom", "sans description", "untitled", "alt", "description"),
}


def says_nothing(words):
    """True of `words` that describe no picture; of none at all too."""
    text = fold(words).strip()
    plain = " ".join(re.sub(r"[^a-z]+", " ", text).split())
    return bool(FILE_NAME.search(text)) or not plain or plain in KINDS

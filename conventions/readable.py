"""Whether assistive technologies can read a file, as far as a machine can tell (RGAA 13.3).

A picture holds no text. A PDF without tags has words in no known order, and a scanned one none at
all. Nothing else is judged: tags say that a file may be read, not that it reads well.
"""

import re
import zlib
from pathlib import PurePosixPath

from conventions.images import FORMATS

STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n(.*?)endstream", re.DOTALL)
MOST_UNPACKED = 20 * 1024 * 1024  # of what a PDF packs: its catalogue is far smaller
# What the catalogue of a tagged PDF says: that it is, where its structure begins, its language.
SIGNS = (
    re.compile(rb"/Marked\s+true\b"),
    re.compile(rb"/StructTreeRoot\b"),
    re.compile(rb"/Lang\s*[(<]"),
)


def needs_text(upload):
    """True when what `upload`, a valid document, says has to be written elsewhere to be heard."""
    suffix = PurePosixPath(upload.name).suffix.lower()
    if suffix in FORMATS:
        return True
    return suffix == ".pdf" and not is_tagged_pdf(upload)


def is_tagged_pdf(upload):
    """True when the PDF `upload` has tags and a language; never for one that is encrypted."""
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    missing = [sign for sign in SIGNS if not sign.search(content)]
    room = MOST_UNPACKED
    for packed in STREAM.finditer(content) if missing else ():
        if not missing or room <= 0:
            break
        try:
            part = zlib.decompressobj().decompress(packed[1], room)
        except zlib.error:
            continue
        room -= len(part)
        missing = [sign for sign in missing if not sign.search(part)]
    return not missing

"""A fingerprint of the code that runs, so that a new release never serves an old page."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("actions", "conventions", "ctg_portal", "partners", "templates", "static/css")


def fingerprint(root):
    """Hex digest of every source, template and style sheet below the folder `root`."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".txt"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


RELEASE = fingerprint(ROOT)

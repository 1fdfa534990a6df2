"""A fingerprint of the code that runs, so that a new release never serves an old page."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def sources(root):
    """Sorted paths of every file that can change a page: rooms, templates and static files.

    A room is a package at the top of `root`, the tests excepted: a new one is never forgotten.
    Static files count whole, since pages name each by its digest.
    """
    rooms = {path.parent for path in root.glob("*/__init__.py")} - {root / "tests"}
    return sorted(
        path
        for folder in (*rooms, root / "templates", root / "static")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )


def fingerprint(root):
    """Hex digest of the names and contents of the sources below the folder `root`."""
    digest = hashlib.sha256()
    for path in sources(root):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


RELEASE = fingerprint(ROOT)

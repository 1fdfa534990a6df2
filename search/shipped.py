"""The synonyms that the portal ships with, read from search/content/."""

import csv
from pathlib import Path

from search.models import Synonym

SYNONYMS = Path(__file__).resolve().parent / "content" / "synonyms.csv"


def load_synonyms(loader, path=SYNONYMS):
    """Load every line of the file `path` with `loader`: those of the team stay as they are."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            typed = row["typed"]
            loader.load(Synonym, typed, {"typed": typed}, {"meant": row["meant"]})

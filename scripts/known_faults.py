"""The faults that no test once saw, kept by name: « make mutants » plays them all, whatever N.

tests/known_faults.toml holds them; tests/test_mutants.py says when one no longer fits the code.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "tests" / "known_faults.toml"
AREA = "known"


@dataclass(frozen=True)
class KnownFault:
    """`before` stands once in `file`; each of the `tests` must fail when it becomes `after`.

    `why` tells of one that nothing can see: it is not played, and names no test.
    """

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...] = ()
    why: str = ""

    def __str__(self):
        return f"{self.name} {self.file} : {self.before} → {self.after}"

    def put_in(self, source):
        """The text `source` of its file with the fault; None unless its place is there, once."""
        once = source.count(self.before) == 1
        return source.replace(self.before, self.after) if once else None


def known_faults():
    """Every KnownFault, in the order of the list."""
    rows = tomllib.loads(ROWS.read_text("utf-8"))["fault"]
    return [KnownFault(**row | {"tests": tuple(row.get("tests", ()))}) for row in rows]

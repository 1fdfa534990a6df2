"""The shipped content and the demonstration, in place before the tests that stand on them.

A test that asks for the fixture `shipped_content` or `demonstration` finds a copy of a database
where `load_content` or `load_demo` was played (tests/prebuilt.py), and leaves it as it was. What a
module builds for itself goes in `module_world`.
"""

from contextlib import contextmanager

from django.db import transaction

from tests.prebuilt import LEVELS

FIXTURES = {"shipped_content": 1, "demonstration": 2}  # ranks in LEVELS


@contextmanager
def undone():
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def level_of(item):
    """Which of LEVELS the test stands on."""
    return max((rank for name, rank in FIXTURES.items() if name in item.fixturenames), default=0)


class Worlds:
    """What the database of this process holds now, while no test runs."""

    def __init__(self):
        self.level, self.fill = 0, None

    def go_to(self, level):
        """Put a copy of the database of `level` in place, unless it is there."""
        if level != self.level:
            self.fill(LEVELS[level])
            self.level = level

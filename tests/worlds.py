"""The shipped content and the demonstration, loaded once for the tests of a module that share them.

A test that asks for the fixture `shipped_content` or `demonstration` runs inside a transaction that
holds it already, and leaves it as it was. What a module builds for itself goes in `module_world`.
"""

from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction

COMMANDS = {"shipped_content": "load_content", "demonstration": "load_demo"}
LEVELS = list(COMMANDS)


@contextmanager
def undone():
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def level_of(item):
    """How many of LEVELS the test stands on."""
    return max(
        (rank for rank, name in enumerate(LEVELS, 1) if name in item.fixturenames), default=0
    )


class Worlds:
    """The levels that are loaded now, each in the transaction of the one before."""

    def __init__(self):
        self.opened = []

    def go_to(self, level):
        """Load or forget levels, until `level` of them are there. No test may be running."""
        while len(self.opened) > level:
            self.opened.pop().__exit__(None, None, None)
        while len(self.opened) < level:
            block = undone()
            block.__enter__()
            self.opened.append(block)
            call_command(COMMANDS[LEVELS[len(self.opened) - 1]], verbosity=0)

"""A file becomes sheets of rows, each with its header found, whatever stands above it."""

from actions.importing.reading.files import (
    NO_LINE,
    NO_PLAN,
    NOT_A_PLAN,
    NOTHING,
    PEOPLE,
    Workbook,
    open_table,
)
from actions.importing.reading.sheet import Heading, Sheet

__all__ = [
    "NOTHING",
    "NOT_A_PLAN",
    "NO_LINE",
    "NO_PLAN",
    "PEOPLE",
    "Heading",
    "Sheet",
    "Workbook",
    "open_table",
]

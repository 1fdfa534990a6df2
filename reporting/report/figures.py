"""Figures as people write them in an answer, read and written back."""

import re
from decimal import Decimal

SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
FIGURE = re.compile(r"[+-]?[0-9]{1,11}(?:[.,][0-9]{1,3})?")
MOST_PEOPLE = 10_000_000


def read_figure(typed: str) -> Decimal:
    """The figure written in `typed`, « 1 234,5 » included; raise ValueError on anything else."""
    text = SPACES.sub("", typed)
    if not FIGURE.fullmatch(text):
        raise ValueError(typed)
    return Decimal(text.replace(",", "."))


def figure_typed(figure: Decimal) -> str:
    """How a person writes `figure`: what read_figure reads back."""
    return format(figure.normalize(), "f").replace(".", ",")


def read_people(typed: str) -> int | None:
    """The number of people written in `typed`, None when it is empty; ValueError otherwise."""
    if not typed.strip():
        return None
    figure = read_figure(typed)
    if figure != int(figure) or not 0 <= figure <= MOST_PEOPLE:
        raise ValueError(typed)
    return int(figure)

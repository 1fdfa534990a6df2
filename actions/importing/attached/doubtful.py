"""A figure far beyond its target or the last one is asked about before it is written."""

from typing import Any

from actions.importing.name_matching import IGNORE
from actions.models import WordKind

GOOD = "juste"
GOOD_ANSWERS = [(GOOD, "C’est la bonne valeur")]


def is_left_out(vocabulary: Any, action: Any, indicator: Any, value: str, doubt: str) -> bool:
    """Ask about a figure because of its `doubt`; True once staff said not to keep it.

    The question names the action and the figure: another figure is another question.
    """
    text = f"{action.code}, {indicator.label} : {value}"
    choices = [*GOOD_ANSWERS, (IGNORE, "Ne pas la garder")]
    return vocabulary.ask(WordKind.VALUE, text, "", doubt, choices) == IGNORE

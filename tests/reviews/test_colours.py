"""The files of a review wear the light colours of the site: a file cannot read a style sheet."""

import re

from reviews.documents.colours import ACCENTS, BRICK, INK, PAPER, RIVER, SAND, SOFT, TONES
from tests.repository import ROOT
from tests.test_styles import names_of_tokens

TOKENS = names_of_tokens()
CSS = "".join((ROOT / "static" / "css" / name).read_text() for name in ("base.css", "public.css"))


def worn(start):
    """What follows `start` in a class, as in « .state-en-cours » → the value of its token."""
    rule = re.compile(rf"\.{start}-([\w-]+) {{ (?:--accent|color): var\((--[\w-]+)\)")
    return {name: TOKENS[token] for name, token in rule.findall(CSS)}


def test_enjeux_and_states_have_the_colours_of_pages():
    assert worn("accent") == {str(rank): colour for rank, colour in enumerate(ACCENTS, start=1)}
    states = {state.replace("_", "-"): colour for state, colour in TONES.items()}
    assert worn("state") == states


def test_the_other_colours_are_tokens():
    colours = (INK, SOFT, SAND, BRICK, RIVER, PAPER)
    names = ("ink", "ink-soft", "sand", "brick", "river", "paper")
    assert tuple(TOKENS[f"--{name}"] for name in names) == colours
    for path in (ROOT / "reviews" / "documents").glob("*.*"):
        written = re.findall(r"\"#([0-9a-f]{6})\"|\"([0-9A-F]*[A-F][0-9A-F]*)\"", path.read_text())
        written = {f"#{(one or other).lower()}" for one, other in written if one or len(other) == 6}
        assert written <= set(TOKENS.values()), path.name

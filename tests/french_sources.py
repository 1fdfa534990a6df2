"""The French written in the sources, that no page of the demonstration may show: sentences of the
code, templates, shipped texts, guides, letters."""

import ast
import re
from functools import cache

from reporting.letters.templates import DEFAULTS, OPINION_DEFAULTS
from tests.repository import ORDER, ROOT, project_files, python_files

GUIDES = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/exploitation.md"]
GUIDES += ["docs/guide-annee.md", "docs/guide-partenaire.md", "docs/guide-redaction.md"]
GUIDES += ["docs/guide-fin-de-convention.md", "docs/accessibilite.md"]
# What a machine reads: code, addresses, names of pictures.
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
NOT_READ = re.compile(r"\]\([^)]*\)|\[/[^]]*\]|(?:src|href)=\"[^\"]*\"|https?://\S+")
TAGS = re.compile(
    r"\{% comment.*?endcomment %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<[^>]*>|&\w+;",
    re.DOTALL,
)
KEY = re.compile(r"^--- | ---$|\b(?:title|lead):")  # of the head of a shipped text
NUMBERS = {
    **{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7},
    **{"huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20},
    **{"vingt-trois": 23, "vingt-quatre": 24, "trente": 30},
}
BREAK = re.compile(r"\n\s*\n|\n\s*(?:-|#+|[0-9]+\.|\|)|\|")
HOLES = re.compile(r"\{[^}]*\}|%\(\w+\)\w|<[^>]*>")
# A sentence of ours has one of these signs, or it is a key, an address, a query.
FRENCH_SIGN = re.compile(r"[’àâçéèêëîïôûùœÉÀ…]")
# Lists of words, and a drawing.
NOT_SENTENCES = {"records/french.py", "reporting/management/commands/draw_transitions.py"}


def paragraphs(name):
    """What a person reads in the guide `name`: paragraphs, lines of lists, cells of tables."""
    text = CODE.sub("…", (ROOT / name).read_text("utf-8"))
    found = BREAK.split(TAGS.sub(" ", NOT_READ.sub("…", text)))
    return [" ".join(part.split()) for part in found]


def guide(name):
    """All of it, as one text."""
    return " ".join(paragraphs(name))


LETTERS = {str(kind): words for kind, words in DEFAULTS.items()}
LETTERS |= {f"{kind} d’un avis": words for kind, words in OPINION_DEFAULTS.items()}


def letter(kind):
    """The default words of the letters of `kind`."""
    return "\n".join(LETTERS[kind])


def sentences_of(source):
    """The French of the strings of `source`, docstrings left out."""
    tree = ast.parse(source)
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {
        ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, kinds)
    }
    return [
        HOLES.sub(" ", node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value not in told
        and " " in node.value
        and FRENCH_SIGN.search(node.value)
    ]


@cache
def written():
    """« place → texts » of every source a person ends up reading."""
    found = {name: [guide(name)] for name in GUIDES}
    found |= {f"courriel {kind}": [letter(kind)] for kind in LETTERS}
    for path in python_files(*ORDER):
        place = str(path.relative_to(ROOT))
        if "migrations" not in path.parts and place not in NOT_SENTENCES:
            found[place] = sentences_of(path.read_text("utf-8"))
    for path in project_files():
        place = str(path.relative_to(ROOT))
        if path.suffix == ".html" and place.startswith("templates/"):
            found[place] = [TAGS.sub(" … ", path.read_text("utf-8"))]
        elif path.suffix == ".md" and place.startswith("conventions/content/"):
            found[place] = [KEY.sub("", text) for text in paragraphs(place)]
    return found

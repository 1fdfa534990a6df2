"""The style sheets: each value once, in tokens.css, and no rule for what no page shows."""

import ast
import re
from pathlib import Path

import django
import pytest
from PIL import ImageColor

from tests.repository import ORDER, ROOT, python_files

FOLDER = ROOT / "static/css"
TOKENS = FOLDER / "tokens.css"
SHEETS = {str(path.relative_to(FOLDER)): path for path in sorted(FOLDER.rglob("*.css"))}
OTHERS = sorted(set(SHEETS) - {"tokens.css"})

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?:^|[{;])\s*([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", re.MULTILINE)
TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(")


def without_comments(source):
    return COMMENT.sub("", source)


def literal_values(source):
    """What the sheet `source` writes out although tokens.css holds it: colours, fonts, corners."""
    found = []
    for name, written in DECLARATION.findall(without_comments(source)):
        value = re.sub(r"var\([^)]*\)", "", written)
        words = re.findall(r"(?<![\w-])[a-z]+(?![\w-])", value)
        colours = COLOUR.search(value) or any(word in ImageColor.colormap for word in words)
        fonts = name in ("font", "font-family") and re.search(r'"|serif|Fraunces|\bui-', value)
        corners = name.endswith("radius") and re.search(r"[1-9]", value)
        if colours or fonts or corners:
            found.append(f"{name}: {written.strip()}")
    return found


@pytest.mark.parametrize("name", OTHERS)
def test_sheet_takes_its_values_from_the_tokens(name):
    assert literal_values(SHEETS[name].read_text()) == []


@pytest.mark.parametrize(
    "rule",
    [
        "color: #fff",
        "background: no-repeat rgb(0 0 0 / 8%)",
        "border: 1px solid white",
        'font: 1rem/1.5 Georgia, "Times New Roman", serif',
        "border-radius: 0 0 6px 6px",
    ],
)
def test_literal_value_is_found(rule):
    assert literal_values(f".a {{ display: grid; {rule}; }}") == [rule]


def test_tokens_and_words_of_the_language_are_accepted():
    rules = "border: 1px solid var(--plum); fill: currentColor; border-radius: 0; font: inherit;"
    assert literal_values(f"/* #fff */ .a:is(.plum) {{ {rules} background: transparent }}") == []


def names_of_tokens():
    """Token → its value in the light scheme."""
    return dict(TOKEN.findall(without_comments(TOKENS.read_text()).split("@media")[0]))


def night_tokens():
    """Token → its value in the dark scheme, for those that change."""
    return dict(TOKEN.findall(without_comments(TOKENS.read_text()).split("@media")[1]))


def test_dark_scheme_changes_tokens_only():
    tokens, night = names_of_tokens(), night_tokens()

    assert sorted(set(night) - set(tokens)) == []
    assert [name for name, value in night.items() if tokens[name] == value] == []
    # Elsewhere too: a colour that answers to the scheme outside of tokens.css would escape both.
    assert [name for name in OTHERS if "prefers-color-scheme" in SHEETS[name].read_text()] == []


def test_every_token_is_used_and_every_name_known():
    # Django's own sheets set this one, and read those that ours for the back-office sets.
    tokens, own = names_of_tokens(), {"--font-family-primary"}
    used = set(re.findall(r"var\((--[\w-]+)", "".join(tokens.values())))
    for path in (SHEETS[name] for name in OTHERS):
        source = without_comments(path.read_text())
        used |= set(re.findall(r"var\((--[\w-]+)", source))
        own |= set(re.findall(r"(--[\w-]+)\s*:", source))

    assert sorted(set(tokens) - used) == []
    assert sorted(used - set(tokens) - own) == []


def literal_colours(source):
    """Colours of a template or a drawing; addresses and entities (« #id », « &#39; ») are none."""
    kept = re.sub(r"""href=["'][^"']*["']|&#\w+;|\{#.*?#\}|\{% url .*?%\}""", "", source)
    return COLOUR.findall(kept)


def test_templates_hold_no_colour_but_that_of_the_browser_bar():
    found = {
        str(path.relative_to(ROOT)): colours
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (colours := literal_colours(path.read_text()))
    }
    # The bar of the browser and the icon of its tab are drawn outside the page: no sheet there.
    brick = names_of_tokens()["--brick"]
    assert found == {"templates/base.html": [brick], "templates/error_base.html": [brick]}


def test_icon_has_the_colours_of_the_tokens():
    tokens = names_of_tokens()
    colours = literal_colours((ROOT / "static/img/mark.svg").read_text())
    assert set(colours) == {tokens["--brick"], tokens["--river"]}


def test_colour_of_a_template_is_found():
    source = """<a href="#fed">{# #abc #}&#39;</a><path fill="#9c3b1e"><stop color='rgb(1 2 3)'>"""
    assert literal_colours(source) == ["#9c3b1e", "rgb("]


# --- rules for what no page shows ----------------------------------------------------------------

DJANGO = Path(django.__file__).parent
SELECTORS = re.compile(r"([^{};]+)\{")
NAME = re.compile(r"[.#]([a-zA-Z][\w-]*)")


def names_styled(source):
    """Classes and ids that the selectors of the sheet `source` name."""
    return set(NAME.findall(" ".join(SELECTORS.findall(without_comments(source)))))


def strings_of(path):
    """Every string of a module: a class may be written by a filter or a widget."""
    return "\n".join(
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def sources_of_pages():
    """All that may write a class or an id: our templates, scripts and rooms, and Django's."""
    ours = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").glob("*.js")]
    admin = DJANGO / "contrib/admin"
    theirs = [*admin.rglob("*.html"), *admin.rglob("*.js")]
    modules = [*python_files(*ORDER), *admin.rglob("*.py"), *(DJANGO / "forms").rglob("*.py")]
    texts = [path.read_text() for path in [*ours, *theirs]] + [strings_of(path) for path in modules]
    return "\n".join(texts)


def unused_names(names, pages):
    """Those among `names` that `pages` never write: whole, or as « part-{{ of.it }} »."""
    written = set(re.findall(r"(?<![\w-])[a-zA-Z][\w-]*(?![\w-])", pages))
    begun = set(re.findall(r"(?<![\w-])([a-zA-Z][\w-]*[-_])(?=\{|$|[\"'])", pages, re.MULTILINE))
    return sorted(
        name for name in names - written if not any(name.startswith(start) for start in begun)
    )


def test_every_rule_is_for_something_a_page_shows():
    pages = sources_of_pages()
    unused = {name: unused_names(names_styled(SHEETS[name].read_text()), pages) for name in SHEETS}
    assert {name: found for name, found in unused.items() if found} == {}


def test_rule_for_nothing_is_found():
    sheet = ".told-error, .note > #old:not(.gone) { color: red } /* .b { */ @media print { .c { } }"
    pages = """<p class="note told-{{ level }}"><i id="told-c" class='c'>"""

    assert names_styled(sheet) == {"told-error", "note", "old", "gone", "c"}
    assert unused_names(names_styled(sheet), pages) == ["gone", "old"]

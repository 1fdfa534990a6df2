"""Contrast of every pair of tokens that the sheets put together, in light and in dark.

A rule that names a text and its ground is judged on that pair. A rule that names only one is
judged against what it may meet in the same family of pages: the grounds, or the usual inks.
"""

import re

import pytest

from tests.test_styles import OTHERS, SHEETS, names_of_tokens, night_tokens, without_comments

TEXT, SHAPE = 4.5, 3  # WCAG 2.1, 1.4.3 and 1.4.11
SCHEMES = {"light": names_of_tokens(), "dark": names_of_tokens() | night_tokens()}

# Sheets for paper and for letters: neither follows the scheme of the browser.
SCREENS = [name for name in OTHERS if name != "email.css"]
DESK = ("admin.css", "admin_forms.css", "admin_lists.css", "history.css")

GROUNDS = {
    "site": ["--paper", "--sheet", "--sand"],
    "desk": ["--desk-paper", "--desk-card", "--desk-shade"],
}
INKS = {
    "site": ["--ink", "--ink-soft", "--river-deep", "--brick-deep"],
    "desk": ["--desk-ink", "--desk-ink-soft"],
}
# Inks that are only ever written on one kind of ground, and the grounds that take no other ink.
ON = {
    "--on-fill": [
        "--fill",
        "--fill-deep",
        "--brick",
        "--river",
        "--desk-brick-deep",
        "--desk-river-deep",
        "--desk-error",
        "--desk-error-deep",
        "--desk-ink",
        "--desk-ink-soft",
    ],
    "--on-panel": ["--panel"],
    "--panel-ink": ["--panel"],
    "--on-panel-fill": ["--panel-fill", "--panel-fill-deep"],
    "--highlight-ink": ["--highlight"],
    "--on-part": ["--slate", "--river", "--leaf", "--sky", "--ochre", "--plum"],
}
FILLS = {ground for grounds in ON.values() for ground in grounds}
# What only separates or decorates; what is drawn with the colour of the ground itself.
SURFACES = {"--water-1", "--water-2", "--water-3"}  # of the map: a line of --edge bounds them
SEPARATORS = {*SURFACES, "--line", "--desk-rule", "--desk-card", "--paper", "--sheet", "--white"}
PRINT = re.compile(r"@media print \{.*", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
USED = re.compile(r"(?:^|;)\s*([\w-]+):\s*([^;]+)")
NAME = re.compile(r"var\((--[\w-]+)\)")
DRAWN = re.compile(
    r"^(--accent|stroke|fill|outline(-color)?|accent-color|border-(?!radius).*|border)$"
)


def aliases():
    """Names that our sheet gives to those of Django's, and the token behind each."""
    return {
        name: found[1]
        for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", SHEETS["admin.css"].read_text())
        if (found := NAME.fullmatch(value))
    }


ALIASES = aliases()


def luminance(colour):
    """Relative luminance of `colour`, « #rgb » or « #rrggbb »."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def tokens_in(value):
    """Tokens of colour that the value of a declaration names."""
    names = [ALIASES.get(name, name) for name in NAME.findall(value)]
    return [name for name in names if SCHEMES["light"].get(name, "").startswith("#")]


def pairs_of(name):
    """(token, ground, least contrast) for each rule of the sheet `name`."""
    family = "desk" if name in DESK else "site"
    for _selector, body in RULE.findall(PRINT.sub("", without_comments(SHEETS[name].read_text()))):
        said = USED.findall(body)
        inks = [ink for key, value in said if key == "color" for ink in tokens_in(value)]
        behind = [
            ground
            for key, value in said
            if key in ("background", "background-color") and "gradient" not in value
            for ground in tokens_in(value)
        ]
        for ink in inks:
            yield from ((ink, ground, TEXT) for ground in behind or ON.get(ink, GROUNDS[family]))
        for ground in behind:
            if not inks and ground not in FILLS | {"--white"}:
                yield from ((ink, ground, TEXT) for ink in INKS[family])
        for key, value in said:
            for token in tokens_in(value) if DRAWN.match(key) else []:
                if token in SEPARATORS or token in behind:
                    continue
                grounds = [one for one in behind if one not in FILLS] or GROUNDS[family]
                yield from ((token, ground, SHAPE) for ground in ON.get(token, grounds))


PAIRS = sorted({pair for name in SCREENS for pair in pairs_of(name)})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_pair_of_tokens_can_be_read(scheme):
    tokens = SCHEMES[scheme]
    faults = [
        f"{ink} on {ground}: {ratio:.2f} < {least}"
        for ink, ground, least in PAIRS
        if (ratio := contrast(tokens[ink], tokens[ground])) < least
    ]
    assert faults == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ink", ON)
def test_inks_of_one_ground_can_be_read_there(ink, scheme):
    tokens = SCHEMES[scheme]
    assert min(contrast(tokens[ink], tokens[ground]) for ground in ON[ink]) >= TEXT


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_map_can_be_read(scheme):
    tokens = SCHEMES[scheme]
    assert min(contrast(tokens["--ink"], tokens[surface]) for surface in SURFACES) >= TEXT
    assert contrast(tokens["--edge"], tokens["--water-1"]) >= SHAPE
    assert contrast(tokens["--edge"], tokens["--water-2"]) >= SHAPE
    assert contrast(tokens["--on-fill"], tokens["--fill"]) >= TEXT  # the commune one looks at


def test_pairs_are_found():
    # Text with its ground, text alone, ground alone, a shape, the name that Django gives.
    assert {
        ("--on-panel", "--panel", TEXT),
        ("--brick-deep", "--sand", TEXT),
        ("--ink-soft", "--warning-pale", TEXT),
        ("--river", "--paper", SHAPE),
        ("--desk-ink", "--desk-wait-pale", TEXT),
    } <= set(PAIRS)


def test_contrast_is_that_of_the_norm():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

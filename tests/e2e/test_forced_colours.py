"""Colours of the person's own: codes, years and the menu item of the page stay to be seen."""

import pytest

# What each picture writes, against what is behind; then the two kinds of menu items.
DRAWN = """() => [...document.querySelectorAll("svg text")]
    .map((text) => [text.textContent, getComputedStyle(text).fill])"""
CANVAS = """() => { const probe = document.createElement("i"); probe.style.color = "CanvasText";
    document.body.append(probe); return getComputedStyle(probe).color }"""
MENU = """() => [...document.querySelectorAll("nav li a")].map((link) => {
    const style = getComputedStyle(link);
    const canvas = getComputedStyle(document.body).backgroundColor;
    const side = (edge) => style[`border${edge}Style`] !== "none"
        && style[`border${edge}Width`] !== "0px" && style[`border${edge}Color`] !== canvas;
    return [link.hasAttribute("aria-current"), side("Left") || side("Bottom")];
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/conventions/2023-2026/objectifs/",
        "/conventions/2023-2026/enjeux/1/",
        "/actions/8-renforcer-le-lien-entre-parents-et-enfants/",
    ],
)
def test_words_of_the_pictures_have_the_colour_of_the_text(path, scheme, window):
    window.emulate_media(forced_colors="active", color_scheme=scheme)
    window.goto(path)
    ink = window.evaluate(CANVAS)

    drawn = window.evaluate(DRAWN)

    assert drawn
    assert [words for words, fill in drawn if fill != ink] == []


@pytest.mark.parametrize(
    ("path", "staff"), [("/actions/", False), ("/suivi/", True), ("/admin/actions/action/", True)]
)
def test_only_the_menu_item_of_the_page_is_marked(path, staff, new_window):
    window = new_window(staff=staff)
    window.emulate_media(forced_colors="active", color_scheme="dark")
    window.goto(path)

    marks = window.evaluate(MENU)

    assert (True, True) in {tuple(one) for one in marks}
    assert {tuple(one) for one in marks} <= {(True, True), (False, False)}

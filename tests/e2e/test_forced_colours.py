"""Colours of the person's own: codes, years and the menu item of the page stay to be seen."""

import pytest

# What each picture writes, against what is behind; then the two kinds of menu items.
DRAWN = """() => [...document.querySelectorAll("svg text")]
    .map((text) => [text.textContent, getComputedStyle(text).fill])"""
CANVAS = """() => { const probe = document.createElement("i"); probe.style.color = "CanvasText";
    document.body.append(probe); return getComputedStyle(probe).color }"""
# Of each drawing that says something, what nothing but the colour of the ground paints.
SWALLOWED = """() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    const shapes = "rect, circle, path, line, polyline, polygon, ellipse";
    const light = (colour) => {
        const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
            const one = part / 255;
            return one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const seen = (colour) => {
        if (colour === "none" || !colour.startsWith("rgb")) return false;
        const [low, high] = [light(colour), light(ground)].sort((one, other) => one - other);
        return (high + 0.05) / (low + 0.05) >= 3;
    };
    return [...document.querySelectorAll("svg")]
        .filter((svg) => svg.checkVisibility() && !svg.matches(".drawing, .sr"))
        .flatMap((svg) => [...svg.querySelectorAll(shapes)].filter((shape) => {
            const style = getComputedStyle(shape);
            const outlined = seen(style.stroke) && style.strokeWidth !== "0px";
            return shape.checkVisibility() && !outlined && !seen(style.fill);
        }).map((shape) => `${svg.className.baseVal || "svg"}: ${shape.outerHTML.slice(0, 80)}`));
}"""
WITH_DRAWINGS = [
    "/", "/conventions/2023-2026/", "/conventions/2023-2026/objectifs/",
    "/conventions/2023-2026/enjeux/1/", "/actions/", "/recherche/?q=creche", "/communes/lavaur/",
    "/actions/8-renforcer-le-lien-entre-parents-et-enfants/", "/glossaire/",
    "/actualites/1-les-permanences-sont-en-place-dans-six-communes/", "/nulle-part/",
]  # fmt: skip
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_shape_of_a_drawing_has_the_colour_of_the_ground(scheme, window):
    window.emulate_media(forced_colors="active", color_scheme=scheme)
    swallowed = {}
    for path in WITH_DRAWINGS:
        window.goto(path)
        if faults := window.evaluate(SWALLOWED):
            swallowed[path] = faults[:3]

    assert swallowed == {}

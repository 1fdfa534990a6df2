"""A title as long as the plan allows leaves the state on the first screen of a telephone."""

from tests.e2e.browser import PHONE
from tests.e2e.public_pages import PUBLIC_PAGES

PROJECT = next(page for page in PUBLIC_PAGES if page.name == "action-project")
LONGEST = ("Accompagner les familles et les professionnels de la petite enfance vers un accueil "
           "adapté, accessible et proche de chez elles, dans chacune des communes du territoire "
           "et pendant toute la convention.")[:200]  # fmt: skip
LENGTHEN = """(words) => {
    const title = document.querySelector("h1");
    title.textContent = words;
    title.className = "long";
    for (const link of document.querySelectorAll(".crumbs a")) link.textContent = words;
}"""
STATE_ENDS = """() => document.querySelector(".verdict .state").getBoundingClientRect().bottom
    + scrollY"""


def test_state_is_on_the_first_screen(new_window):
    window = new_window(viewport=PHONE)
    window.goto(PROJECT.path)
    window.evaluate(LENGTHEN, LONGEST)

    assert len(LONGEST) > 190
    assert window.evaluate(STATE_ENDS) <= PHONE["height"]

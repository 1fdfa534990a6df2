"""On paper: how many sheets, what is unfolded, and what the foot of the last one says."""

import re

import pytest

from tests.e2e.public_pages import FULL_ACTION, PLAN_PAGE, PUBLIC_PAGES

SHEETS = {page.name: page for page in PUBLIC_PAGES}
FOOT = """() => ["p", ".line"]
    .flatMap((name) => [...document.querySelectorAll(`.colophon ${name}:not(:last-child)`)])
    .map((piece) => getComputedStyle(piece, "::after").content)"""
ENJEUX = 4


def sheets(window):
    """How many sheets of paper the page of `window` takes."""
    return len(re.findall(rb"/Type /Page\b", window.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("action-project", 2), ("action-indicators", 2), ("action-planned", 2),
        ("action-full", 3), ("news-item", 1),
    ],
)  # fmt: skip
def test_action_and_news_take_few_sheets(name, most, window):
    window.goto(SHEETS[name].path)

    assert 0 < sheets(window) <= most


def test_each_enjeu_of_the_plan_begins_a_sheet_unfolded(window):
    window.goto(PLAN_PAGE.path)
    unfolded = sheets(window)
    assert unfolded >= ENJEUX

    window.evaluate("() => document.querySelectorAll('details').forEach((one) => one.open = false)")
    assert sheets(window) == unfolded


def test_foot_separates_what_it_says(window):
    window.goto(FULL_ACTION.path)
    window.emulate_media(media="print")

    pieces = window.evaluate(FOOT)
    assert len(pieces) >= 3
    assert set(pieces) == {'" · "'}

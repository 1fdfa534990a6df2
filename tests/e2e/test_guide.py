"""Following the editor's guide on the first day of a portal."""

import re

import pytest

from tests.e2e.conftest import Windows
from tests.e2e.guide import follow
from tests.e2e.server import ROOT, portal_with_demo, sign_in

GUIDE = ROOT / "docs" / "guide-redaction.md"


@pytest.fixture
def first_day(tmp_path):
    """A portal as a territory finds it: the shipped texts, no action."""
    with portal_with_demo(tmp_path / "run", demo=False) as portal:
        yield portal


def test_the_guide_leads_from_a_table_to_a_published_plan(first_day, browser, request, tmp_path):
    windows = Windows(browser, first_day, request)
    window = windows()
    sign_in(window, first_day)
    taken = []

    published = follow(window, taken.append, tmp_path)

    assert published == 17
    plan = first_day.ask("/conventions/2023-2026/objectifs/").text
    assert "Tenir des permanences itinérantes" in plan
    assert windows.faults() == []
    shown = re.findall(r"\(img/guide/([\w-]+)\.png\)", GUIDE.read_text())
    assert sorted(shown) == sorted(taken), "the pictures of the guide and of the journey differ"
    window.context.close()

"""Following the guides of the partners and of the coordinator's year, on the demonstration."""

import re

import pytest

from tests.e2e.browser import PHONE, WIDE
from tests.e2e.campaign_guide import entries, partner_answers, team_follows
from tests.e2e.conftest import Windows
from tests.e2e.server import ROOT, portal_with_demo, staff_cookie

PICTURE = re.compile(r"img/guide/([\w-]+)\.png")


@pytest.fixture
def demonstration(tmp_path):
    """A portal of demonstration: the accounts of the examples are open."""
    with portal_with_demo(tmp_path / "run", DEMO="1") as portal:
        yield portal


def test_the_guides_lead_from_the_letter_to_the_public_page(demonstration, browser, request):
    windows, taken = Windows(browser, demonstration, request), []

    def new_window(viewport=PHONE, staff=False):
        window = windows(viewport)
        if staff:
            window.context.add_cookies([staff_cookie(demonstration)])
        return window

    def picture(_window, name):
        taken.append(name)

    campaign, links = entries(demonstration)
    title = partner_answers(new_window, campaign, links, picture)
    team_follows(new_window(WIDE, staff=True), campaign, title, picture)

    news = demonstration.ask("/actualites/").text
    assert "Neuf assistants maternels ont suivi la formation d’octobre." in news
    assert windows.faults() == []
    for guide, kind in (("guide-partenaire.md", "partenaire-"), ("guide-annee.md", "annee-")):
        shown = PICTURE.findall((ROOT / "docs" / guide).read_text())
        assert sorted(shown) == sorted(name for name in taken if name.startswith(kind))
    for context in windows.contexts:
        context.close()

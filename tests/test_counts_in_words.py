"""A count and its words agree, with no row, one and two, on every page of everybody."""

import pytest

from tests.few import PARTNER, TEAM, build_few
from tests.french import wrong_numbers
from tests.french_pages import pages
from tests.repository import ROOT
from tests.worlds import undone

pytestmark = [pytest.mark.django_db, pytest.mark.typeset]
READERS = {"partenaires": PARTNER, "équipe": TEAM}


@pytest.fixture(scope="module", params=[0, 1, 2])
def texts(request, module_world):
    with undone():
        build_few(request.param)
        yield list(pages(READERS, most_per_route=1))


def test_counts_agree_with_their_words(texts):
    faults = {
        f"{text.place} | {fault}"
        for text in texts
        for part in text.main  # without the names that the factories number
        for fault in wrong_numbers(part)
    }
    assert sorted(faults) == []


def test_pages_of_everybody_are_read(texts):
    scopes = [text.scope for text in texts]
    assert (scopes.count("public") > 20, scopes.count("partenaires") > 5) == (True, True)
    assert scopes.count("équipe") > 60


def test_no_template_counts_as_english_does():
    """`pluralize` gives « 0 actions »: `counted` says « 0 action »."""
    sources = (ROOT / "templates").rglob("*.html")
    assert [str(path) for path in sources if "|pluralize" in path.read_text("utf-8")] == []

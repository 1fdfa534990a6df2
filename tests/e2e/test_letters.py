"""The HTML of every kind of letter, as a mail program shows it: rules of any page of ours."""

import pytest

from tests.e2e.checks import axe_faults, reflow_faults
from tests.reporting.letters_written import every_letter


@pytest.fixture
def sources(db):
    """Dict kind → HTML of a letter; written before the browser's event loop runs."""
    return {kind: letter.html for kind, letter in every_letter().items()}


def test_letters_are_accessible_and_hold_in_320_px(sources, browser):
    page = browser.new_page(locale="fr-FR")
    faults = []
    for kind, source in sources.items():
        page.set_content(source)
        faults += [f"{kind}: {fault}" for fault in reflow_faults(page) + axe_faults(page)]
    requests = page.evaluate("() => performance.getEntriesByType('resource').length")
    page.close()

    assert not faults, "\n".join(faults)
    assert requests == 0

"""Accessibility of the back-office: the same rules as for the public."""

import pytest

from tests.e2e.admin_pages import ADMIN_PAGES, open_admin_page
from tests.e2e.checks import (
    axe_faults,
    keyboard_faults,
    reflow_faults,
    report,
    structure_faults,
)

SITE_TITLE = "Administration"
each_admin_page = pytest.mark.parametrize("page", ADMIN_PAGES, ids=str)


@each_admin_page
def test_axe_structure_and_reflow(page, new_window):
    window = new_window(staff=True)
    open_admin_page(window, page)

    faults = structure_faults(window, SITE_TITLE, admin=True)
    faults += reflow_faults(window)
    faults += axe_faults(window)

    assert not faults, report(page, faults)


@each_admin_page
def test_keyboard_reaches_everything_in_sight(page, new_window):
    window = new_window(staff=True)
    open_admin_page(window, page)

    faults = keyboard_faults(window, "content-start")

    assert not faults, report(page, faults)

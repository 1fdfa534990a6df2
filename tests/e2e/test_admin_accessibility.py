"""Accessibility of what staff see: the same rules as for the public."""

import pytest

from tests.e2e.admin_pages import STAFF_PAGES, open_admin_page
from tests.e2e.checks import (
    axe_faults,
    keyboard_faults,
    reflow_faults,
    report,
    structure_faults,
)

SITE_TITLE = "La CTG Tarn-Agout"
each_admin_page = pytest.mark.parametrize("page", STAFF_PAGES, ids=str)


@each_admin_page
def test_axe_structure_and_reflow(page, new_window):
    window = new_window(staff=True)
    open_admin_page(window, page)

    faults = structure_faults(
        window, SITE_TITLE, admin=page.path.startswith("/admin/"), framed="_popup" in page.path
    )
    faults += reflow_faults(window)
    new_window.stop_watching()
    faults += axe_faults(window)

    assert not faults, report(page, faults)


@each_admin_page
def test_keyboard_reaches_everything_in_sight(page, new_window):
    window = new_window(staff=True)
    open_admin_page(window, page)

    skip_target = "content-start" if page.path.startswith("/admin/") else "contenu"
    faults = keyboard_faults(window, skip_target, starts_inside=True)

    assert not faults, report(page, faults)

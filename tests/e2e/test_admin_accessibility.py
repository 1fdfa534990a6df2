"""Accessibility of what staff see: the same rules as for the public."""

import pytest

from tests.e2e.admin_pages import STAFF_PAGES, open_admin_page
from tests.e2e.checks import page_faults, report

SITE_TITLE = "La CTG Tarn-Agout"


@pytest.mark.parametrize("page", STAFF_PAGES, ids=str)
def test_structure_keyboard_reflow_and_axe(page, new_window, sources):
    window = new_window(staff=True)
    sources[page] = open_admin_page(window, page).text()
    is_admin = page.path.startswith("/admin/")

    faults = page_faults(
        new_window,
        window,
        SITE_TITLE,
        skip_target="content-start" if is_admin else "contenu",
        starts_inside=True,
        admin=is_admin,
        framed="_popup" in page.path,
    )

    assert not faults, report(page, faults)

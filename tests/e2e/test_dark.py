"""The dark scheme, for who asks the browser for it: ten pages, their ground and axe.

The contrasts of the tokens are computed in tests/test_contrasts.py; here the sheets of others, and
what stays light.
"""

import pytest

from tests.e2e.checks import axe_faults

NIGHT, SHEET = "rgb(26, 21, 18)", "rgb(255, 255, 255)"
GROUND = "() => getComputedStyle(document.body).backgroundColor"
SCHEME = "() => getComputedStyle(document.documentElement).colorScheme"
PICTURES = "/actions/8-renforcer-le-lien-entre-parents-et-enfants/"


@pytest.mark.parametrize(
    ("path", "staff"),
    [
        ("/", False),
        ("/recherche/?q=creche", False),
        ("/conventions/2023-2026/objectifs/", False),
        (PICTURES, False),
        ("/contact/", False),
        ("/nulle-part/", False),
        ("/suivi/", True),
        ("/admin/", True),
        ("/admin/actions/action/", True),
        ("/admin/actions/action/1/change/", True),
    ],
)
def test_page_is_dark_for_who_asks(path, staff, new_window):
    window = new_window(staff=staff)
    window.emulate_media(color_scheme="dark")
    window.goto(path)

    assert (window.evaluate(GROUND), window.evaluate(SCHEME)) == (NIGHT, "dark")
    new_window.stop_watching()
    assert axe_faults(window) == []


@pytest.mark.parametrize(("path", "staff"), [("/", False), ("/admin/", True)])
def test_page_is_light_by_default_and_on_paper(path, staff, new_window):
    window = new_window(staff=staff)
    window.goto(path)

    assert window.evaluate(SCHEME) == "light"
    day = window.evaluate(GROUND)
    window.emulate_media(color_scheme="dark", media="print")
    assert window.evaluate(SCHEME) == "light"
    assert window.evaluate(GROUND) == (day if staff else SHEET)

"""Accessibility of every public page, as far as a machine can judge it."""

import re

import pytest
from playwright.sync_api import expect

from ctg_portal.errors import ASKS_NOTHING
from tests.e2e.checks import page_faults, report
from tests.e2e.public_pages import PUBLIC_PAGES, READ_PAGES, path_of, visit

SITE_TITLE = "La CTG Tarn-Agout"
BARE_TITLE = "Convention territoriale globale"  # of the error pages that ask nothing of the base


@pytest.mark.parametrize("page", PUBLIC_PAGES, ids=str)
def test_structure_keyboard_reflow_and_axe(page, new_window, site, sources):
    window = new_window()
    sources[page] = visit(window, page, site).text()
    title = BARE_TITLE if page.status in ASKS_NOTHING else SITE_TITLE

    faults = page_faults(new_window, window, title, starts_inside=bool(page.press))

    assert not faults, report(page, faults)


def test_titles_are_unique(site):
    titles = {}
    for page in READ_PAGES:
        title = re.search(
            r"<title>(.*?)</title>", site.ask(path_of(page, site)).text, re.DOTALL
        ).group(1)
        titles.setdefault(title.strip(), []).append(page.name)

    # The same list or form, asked otherwise, may bear the same name.
    twins = [
        names
        for names in titles.values()
        if len({re.sub(r"^(actions|contact)-.*", r"\1", name) for name in names}) > 1
    ]
    assert twins == []


def test_errors_of_a_form_are_announced(window, site):
    page = next(page for page in PUBLIC_PAGES if page.name == "contact-errors")
    visit(window, page, site)

    assert re.match(r"Erreur\s: \w", window.title())
    summary = window.locator(".errors")
    links = summary.get_by_role("link")
    assert links.count() == 3
    for link in links.all():
        field = window.locator(link.get_attribute("href"))
        assert field.get_attribute("aria-invalid") == "true"
        described = field.get_attribute("aria-describedby").split()
        words = " ".join(window.locator(f"[id='{name}']").inner_text() for name in described)
        assert link.inner_text() in words
    expect(window.locator(".errors:focus, .errors :focus")).to_have_count(1)


def test_without_javascript_every_page_says_the_same(new_window, site):
    plain, scripted = new_window(javascript=False), new_window()
    different = []
    for page in PUBLIC_PAGES:
        if page.name.startswith("sign-in"):
            continue  # a passkey is offered only where a script can ask for it
        visit(plain, page, site)
        if not plain.locator("script").count():
            continue  # nothing there can change what the page says
        visit(scripted, page, site)
        if plain.locator("body").inner_text() != scripted.locator("body").inner_text():
            different.append(page.name)

    assert different == []

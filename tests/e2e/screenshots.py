"""« make screenshots »: pictures of the main pages in test-results/, and the one of the README.

They show the demonstration, on the kind of database that DATABASE_URL names (SQLite by default).
"""

import os
import sys
import tempfile
from pathlib import Path

import django
from PIL import Image

from tests.e2e.admin_pages import ADMIN_PAGES, open_admin_page
from tests.e2e.browser import PHONE, WIDE, chromium, chromium_path, open_context
from tests.e2e.campaign_guide import entries, partner_answers, team_follows
from tests.e2e.days import portal_over_days
from tests.e2e.end_guide import DAYS, OTHERS
from tests.e2e.guide import follow
from tests.e2e.hands import Pointer
from tests.e2e.public_pages import PUBLIC_PAGES, visit
from tests.e2e.server import ROOT, portal_with_demo, sign_in, staff_cookie

PUBLIC = [
    "home", "la-ctg", "convention", "enjeu-1", "plan", "objective", "actions", "actions-filtered",
    "action-full", "action-paused", "partners", "partner", "communes", "commune", "agenda", "news",
    "glossary", "contact", "contact-errors", "error-404",
]  # fmt: skip
STAFF = ["index", "action-list", "action-change", "page-change"]
FOLDER = ROOT / "test-results" / "screenshots"
README_PICTURE = ROOT / "docs" / "img" / "accueil.png"
GUIDE_PICTURES = ROOT / "docs" / "img" / "guide"
GUIDE_HEIGHT = 1400  # pixels: what a picture of the guide shows at most
HEAVIEST = 250_000  # bytes


def main():
    if chromium_path() is None:
        print("Chromium est absent : aucune image n'est faite.", file=sys.stderr)
        return 2
    # What prepares a portal is run by this process (tests/forks.py).
    os.environ |= {"DJANGO_SETTINGS_MODULE": "ctg_portal.settings", "DEBUG": "1"}
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        portal_with_demo(Path(folder) / "run") as site,
        chromium() as browser,
    ):
        for viewport in (WIDE, PHONE):
            window = open_context(browser, site, viewport=viewport).new_page()
            for page in PUBLIC_PAGES:
                if page.name in PUBLIC:
                    visit(window, page, site)
                    window.screenshot(path=picture(page.name, viewport), full_page=True)
            sign_in(window, site)
            for page in ADMIN_PAGES:
                if page.name in STAFF:
                    open_admin_page(window, page)
                    window.screenshot(path=picture(f"admin-{page.name}", viewport), full_page=True)
        window = open_context(browser, site).new_page()
        window.goto("/")
        window.screenshot(path=README_PICTURE)
    picture_the_guide()
    picture_the_campaign()
    picture_the_end()
    weight = README_PICTURE.stat().st_size
    print(
        f"Images : {FOLDER.relative_to(ROOT)}/ et {README_PICTURE.relative_to(ROOT)} ({weight} o)"
    )
    return 1 if weight > HEAVIEST else 0


def picture_the_guide():
    """Follow the editor's guide on the first day of a portal, and keep its pictures."""
    GUIDE_PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        portal_with_demo(Path(folder) / "run", demo=False) as site,
        chromium() as browser,
    ):
        window = open_context(browser, site).new_page()
        sign_in(window, site)

        follow(window, lambda name: keep(window, name), Path(folder))


def picture_the_campaign():
    """Follow the guides of the partners, on a telephone, and of the coordinator's year."""
    with (
        tempfile.TemporaryDirectory() as folder,
        portal_with_demo(Path(folder) / "run", DEMO="1") as site,
        chromium() as browser,
    ):

        def new_window(viewport=PHONE, staff=False):
            window = open_context(browser, site, viewport=viewport).new_page()
            if staff:
                window.context.add_cookies([staff_cookie(site)])
            return window

        campaign, links = entries(site)
        title = partner_answers(new_window, campaign, links, keep)
        team_follows(new_window(WIDE, staff=True), campaign, title, keep)


def picture_the_end():
    """Live the last weeks of a convention, and keep the pictures of its guide."""
    with (
        tempfile.TemporaryDirectory() as folder,
        portal_over_days(Path(folder) / "run", next(iter(DAYS))) as on,
        chromium() as browser,
    ):
        for day, parts in DAYS.items():
            with on(day) as site:
                for part in parts:
                    window = open_context(browser, site).new_page()
                    if part in OTHERS:
                        part(Pointer(window), keep, site)
                    else:
                        window.context.add_cookies([staff_cookie(site)])
                        part(Pointer(window), keep)


def keep(window, name):
    """Write the picture of a guide: the top of the page in few colours, a third of the weight."""
    path = GUIDE_PICTURES / f"{name}.png"
    window.screenshot(path=path, full_page=True)
    whole = Image.open(path)
    shown = whole.crop((0, 0, whole.width, min(whole.height, GUIDE_HEIGHT)))
    shown.quantize(64).save(path, optimize=True)


def picture(name, viewport):
    return FOLDER / f"{name}-{viewport['width']}.png"


if __name__ == "__main__":
    sys.exit(main())

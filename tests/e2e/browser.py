"""Chromium, and what a page may never do while a test looks at it."""

import functools
import os
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Locator, sync_playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # a container's shared memory may be too small for a page
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
    `content policy: ${event.effectiveDirective} blocks ${event.blockedURI || "inline code"}`
    + ` (${event.sourceFile || location.pathname}:${event.lineNumber})`
));
"""
WIDE = {"width": 1280, "height": 900}
HALF = {"width": 640, "height": 900}
NARROW = {"width": 320, "height": 700}
PHONE = {"width": 390, "height": 844}


def then_whole(act):
    """`act` of a locator, then wait until the page it leads to is whole.

    Playwright goes on as soon as the next page begins to arrive: what reads it at once (a count, a
    script) would see the part that came so far.
    """

    @functools.wraps(act)
    def acted(locator, *args, **kwargs):
        page = locator.page
        result = act(locator, *args, **kwargs)
        page.wait_for_load_state()
        return result

    return acted


Locator.click = then_whole(Locator.click)


def chromium_path():
    """Where Chromium is, or None."""
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@contextmanager
def chromium():
    """Yield one headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_context(browser, portal, *, viewport=WIDE, **options):
    """A private window of a French visitor."""
    return browser.new_context(
        base_url=portal.url, locale="fr-FR", timezone_id="Europe/Paris", viewport=viewport,
        **options,
    )  # fmt: skip


class Watcher:
    """Notes every fault of the pages of a context in `faults`."""

    def __init__(self, context, portal):
        self.host = urlsplit(portal.url).netloc
        self.faults = []
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.note(f"script error: {error.error}"))
        context.on("request", self.on_request)
        context.on("response", self.on_response)

    def note(self, fault):
        if fault not in self.faults:
            self.faults.append(fault)

    def on_console(self, message):
        # A page that is not found is told here too; on_response knows which of them were asked for.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            where = message.page.url if message.page else "?"
            self.note(f"console error on {where}: {message.text}")

    def on_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.note(f"request to another site: {request.url}")

    def on_response(self, response):
        if response.status >= 400 and not response.request.is_navigation_request():
            self.note(f"{response.status} for {response.url}")

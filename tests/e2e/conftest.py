"""A real portal and a real browser for each worker; a page that misbehaves fails its test."""

import asyncio

import pytest

from tests.e2e.browser import WIDE, Watcher, chromium, chromium_path, open_context
from tests.e2e.server import portal_with_demo, sign_in

HERE = __file__.rpartition("/")[0]


def pytest_collection_modifyitems(items):
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The portal under gunicorn, in production dress: one per worker."""
    if chromium_path() is None:
        pytest.skip("Chromium est absent : les tests dans un navigateur ne sont PAS joués.")
    with portal_with_demo(tmp_path_factory.mktemp("portal") / "run") as portal:
        yield portal
        failures = portal.failures()
    assert not failures, "\n".join(["the server met an error:", *failures])


@pytest.fixture(scope="session")
def sources():
    """Page → its source as the server sent it, kept by each visit for test_html.py."""
    return {}


@pytest.fixture(scope="session")
def browser_session():
    """The worker's browser, and the event loop that Playwright leaves running beside it."""
    if chromium_path() is None:
        pytest.skip("Chromium est absent : les tests dans un navigateur ne sont PAS joués.")
    with chromium() as browser:
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)


@pytest.fixture
def browser(browser_session):
    """The browser. Its event loop runs only during the test: Django refuses to work beside one."""
    browser, loop = browser_session
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def staff_session():
    """Where the cookies of the worker's signed-in member of staff are kept."""
    return {}


@pytest.fixture
def staff_state(browser, site, staff_session):
    """What a browser remembers once somebody signed in to the back-office."""
    if not staff_session:
        context = open_context(browser, site)
        sign_in(context.new_page(), site)
        staff_session.update(context.storage_state())
        context.close()
    return staff_session


class Windows:
    """Opens windows, and remembers what their pages did wrong."""

    def __init__(self, browser, site, request):
        self.browser, self.site, self.request = browser, site, request
        self.contexts, self.watchers = [], []

    def __call__(self, viewport=WIDE, javascript=True, staff=False):
        """A page of a new private window, signed in to the back-office if `staff`."""
        options = {"java_script_enabled": javascript}
        if staff:
            options["storage_state"] = self.request.getfixturevalue("staff_state")
        context = open_context(self.browser, self.site, viewport=viewport, **options)
        self.contexts.append(context)
        self.watchers.append(Watcher(context, self.site))
        return context.new_page()

    def faults(self):
        """What went wrong so far."""
        return [fault for watcher in self.watchers for fault in watcher.faults]

    def stop_watching(self):
        """Before a tool that breaks the page's own rules. Raises if the page already did."""
        assert not self.faults(), "\n".join(["the browser complains:", *self.faults()])
        self.watchers.clear()


@pytest.fixture
def new_window(browser, site, request):
    """`new_window(viewport=WIDE, javascript=True, staff=False)`: a page of a new private window.

    At the end of the test: no script error, no console error, no violation of the content policy,
    no missing file, no request to another site.
    """
    windows = Windows(browser, site, request)
    yield windows
    for context in windows.contexts:
        context.close()
    assert not windows.faults(), "\n".join(["the browser complains:", *windows.faults()])


@pytest.fixture
def window(new_window):
    """One page, 1280 × 900, of a resident with JavaScript."""
    return new_window()

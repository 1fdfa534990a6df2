"""House rules of the suite, and the two people who visit the site in tests."""

import datetime as dt
import gc
import os
import socket
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template import engines
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.clock import PARIS, move_clocks
from tests.databases import test_database
from tests.factories import UserFactory
from tests.scheduling import ByGroup, in_playing_order
from tests.second_database import left_out
from tests.signing import sign_in_as
from tests.worlds import Worlds, level_of, undone

move_clocks()  # make test TODAY=2027-01-02
worlds = Worlds()

# Function-scoped fixtures (the database, a client) hold nothing that one example leaves behind.
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
hypothesis_settings.register_profile("local", deadline=None, suppress_health_check=QUIET)
hypothesis_settings.register_profile(
    "ci", deadline=None, suppress_health_check=QUIET, derandomize=True, database=None
)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return ByGroup(config, log)


@pytest.hookimpl(trylast=True)  # once they are shuffled
def pytest_collection_modifyitems(config, items):
    if unplayed := left_out(items):
        config.hook.pytest_deselected(items=unplayed)
        items[:] = [item for item in items if item not in set(unplayed)]
    items[:] = in_playing_order(items)


def pytest_collection_finish():
    """Python looks less often for what to free: it would walk all that was imported each time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class UndefinedVariable(str):
    """Value of the engine's `string_if_invalid`: fails on a variable our templates forgot.

    The admin's own templates rely on undefined variables, so only nodes written under templates/
    fail. Elsewhere it is the empty string, as in production.
    """

    def __bool__(self):
        frame = sys._getframe(1)
        variable = frame.f_locals.get("self")
        while frame and frame.f_code.co_name != "render_annotated":
            frame = frame.f_back
        origin = getattr(frame.f_locals["self"], "origin", None) if frame else None
        if origin and Path(origin.name).is_relative_to(settings.BASE_DIR / "templates"):
            pytest.fail(f"undefined template variable « {variable} » in {origin.name}")
        return False


def connect_to_loopback_only(connect):
    """`connect` made to refuse every address but this machine's."""

    def guarded(self, address, *args):
        inside = self.family not in (socket.AF_INET, socket.AF_INET6) or address[0] in (
            "127.0.0.1",
            "::1",
            "localhost",
        )
        if not inside:
            raise AssertionError(f"a test tried to reach the network: {address!r}")
        return connect(self, address, *args)

    return guarded


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, house_rules):
    """A copy of the migrated database: each worker would else play every migration."""
    with django_db_blocker.unblock(), test_database() as worlds.fill:
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """Before pytest-django opens the transaction of a test, what the test stands on is there."""
    if fixturedef.argname == "_django_db_helper":
        mark = request.node.get_closest_marker("django_db")
        alone = mark and mark.kwargs.get("transaction")
        with request.getfixturevalue("django_db_blocker").unblock():
            worlds.go_to(0 if alone else level_of(request.node))
            if alone:
                worlds.level = None  # its end empties every table


@pytest.fixture
def shipped_content(db):
    """What `load_content` loads is there: tests/worlds.py."""
    assert worlds.level > 0


@pytest.fixture
def demonstration(shipped_content):
    """What `load_demo` loads is there too: tests/worlds.py."""
    assert worlds.level > 1


@pytest.fixture(scope="module")
def module_world(django_db_setup, django_db_blocker):
    """What a fixture of the module writes while it uses this one stays for all of its tests."""
    with django_db_blocker.unblock():
        worlds.go_to(0)
        with undone():
            yield


@pytest.fixture(scope="session", autouse=True)
def house_rules(tmp_path_factory):
    """Plain static files, no page cache, no network, no undefined variable."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, connect_to_loopback_only(getattr(socket.socket, name)))
    test_settings = override_settings(
        CACHES=settings.CACHES
        | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        MEDIA_ROOT=str(tmp_path_factory.mktemp("media")),
        PAGE_CACHE=False,
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
        STORAGES=settings.STORAGES
        | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    )
    with patch.context(), test_settings:
        patch.setattr(engines["django"].engine, "string_if_invalid", UndefinedVariable())
        yield
    patch.undo()


@pytest.fixture(autouse=True)
def empty_cache():
    """Nothing that one test cached is seen by another."""
    cache.clear()


@pytest.fixture(autouse=True)
def plain_spaces(request, monkeypatch):
    """Tests compare words, not spaces: those of pages and letters are judged where a test is marked
    `typeset`, and in the browser."""
    if not any(map(request.node.get_closest_marker, ("typeset", "e2e"))):
        monkeypatch.setattr("ctg_portal.typography.typeset_page", str)
        monkeypatch.setattr("letters.smtp.typeset", str)


@pytest.fixture(autouse=True)
def no_visit_to_write(monkeypatch):
    """A slow machine does not make a session write its last visit between two counts of queries."""
    for module in ("partners.sign_in.sessions", "reporting.answers.link_session"):
        monkeypatch.setattr(f"{module}.SEEN_EVERY", 1800)


@pytest.fixture
def reader():
    """A resident: an anonymous browser."""
    return Client()


@pytest.fixture
def staff_client(db):
    """A browser in which somebody of the team is signed in, with every right."""
    return sign_in_as(UserFactory(administration=True))


@pytest.fixture
def signed_in(db):
    """A function: a browser in which the `user` given is signed in, second factor shown."""
    return sign_in_as


@pytest.fixture
def on_day(monkeypatch):
    """A function: from now on, it is noon in Paris on the date given."""

    def move(day):
        noon = dt.datetime.combine(day, dt.time(12), PARIS)
        monkeypatch.setattr(timezone, "now", lambda: noon.astimezone(dt.UTC))
        monkeypatch.setattr(time, "time", noon.timestamp)

    return move


@pytest.fixture
def media(settings, tmp_path):
    """An empty folder for the files of this test alone; gives it."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"

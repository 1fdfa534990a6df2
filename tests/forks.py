"""Python run in the database of a portal by a fork of this process.

Starting Python and loading the portal costs a second; a fork has loaded it already. What is under
test still runs in processes of its own: this is for what a test prepares and what it reads again.
"""

import io
import os
import tempfile
import traceback
from contextlib import redirect_stdout

from django.conf import settings
from django.db import ConnectionHandler, connections
from django.test import override_settings

from ctg_portal.settings import env

left = []  # connections of the parent, that the child must neither use nor close


def shell(environment, code):
    """Run `code` as `manage.py shell` would in `environment`; return what it prints.

    It reads and writes in the database, the files and the cache of the portal; its other settings
    are those of the tests. Raises RuntimeError with the traceback when it fails.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                told.write(printed(environment, code))
                status = 0
            except BaseException:
                told.write(traceback.format_exc())
            finally:
                told.flush()
                os._exit(status)
        _child, status = os.waitpid(child, 0)
        told.seek(0)
        if status:
            raise RuntimeError(told.read())
        return told.read()


def printed(environment, code):
    """What `code` prints. To be called in the child only: it changes what the process stands on."""
    left.extend(connections.all(initialized_only=True))
    connection = connection_to(environment["DATABASE_URL"])
    connections["default"] = connection
    out = io.StringIO()
    with (
        override_settings(
            CACHES=settings.CACHES | {"default": env.cache_url_config(environment["CACHE_URL"])},
            DEMO=environment["DEMO"] == "1",
            MEDIA_ROOT=environment["MEDIA_ROOT"],
            PAGE_CACHE=environment["PAGE_CACHE"] == "1",
            SECRET_KEY=environment["SECRET_KEY"],
        ),
        redirect_stdout(out),
    ):
        exec(code, {"__name__": "__main__"})
    connection.close()
    return out.getvalue()


def connection_to(url):
    """A connection to the database of the portal, of the kind that this run uses."""
    place = {k: v for k, v in env.db_url_config(url).items() if k in ("NAME", "HOST", "PORT")}
    asked = settings.DATABASES["default"] | place
    options = {k: v for k, v in asked["OPTIONS"].items() if k != "pool"}
    connection = ConnectionHandler({"default": asked | {"OPTIONS": options}})["default"]
    # pytest-django keeps the fixtures of a module from any database: this one is theirs.
    connection.ensure_connection = lambda: connection.connection or connection.connect()
    return connection

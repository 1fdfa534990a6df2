"""Databases of the tests: the one of this process, and those of portals in their own processes."""

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager

import psycopg
from django.conf import settings
from django.db import connection

from tests import prebuilt

IN_MEMORY = "file:ctg_tests?mode=memory&cache=shared"


@contextmanager
def test_database():
    """Make the default connection one to a new, migrated database, until the end of the block.

    Yields a function: given one of `prebuilt.LEVELS`, it puts a copy of that database, and of its
    files, in place of all that is there. No transaction may be open.
    """
    home, asked = prebuilt.server(), connection.settings_dict["NAME"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = IN_MEMORY if home.kind == "sqlite" else f"test_{asked}_{worker}"

    def fill(level):
        if home.kind == "postgresql":
            connection.close()
            connection.close_pool()
            home.create(name, level, settings.MEDIA_ROOT)
        else:
            with prebuilt.locked(home.kind):
                with closing(sqlite3.connect(home.prebuilt(level))) as origin:
                    origin.backup(connection.connection)
                shutil.copytree(home.media(level), settings.MEDIA_ROOT, dirs_exist_ok=True)
        connection.ensure_connection()

    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    if home.kind == "sqlite":
        connection.ensure_connection()
    fill(prebuilt.LEVELS[0])
    yield fill
    connection.close()
    if home.kind == "postgresql":
        connection.close_pool()
        home.drop(name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = asked


@contextmanager
def portal_database(folder, level="migrated"):
    """Yield the URL of a database of the kind this run uses, which does not outlive the block.

    `level` is one of `prebuilt.LEVELS`, None for an empty database; the files that go with it are
    copied to the folder `media` of `folder`.
    """
    home = prebuilt.server()
    name = home.name(folder)
    try:
        yield home.create(name, level, folder / "media")
    finally:
        home.drop(name)


def rows(url, query):
    """Rows that `query` gives in the database of `url`, empty when it gives none."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
    else:
        connection = psycopg.connect(url)
    try:
        cursor = connection.execute(query)
        found = cursor.fetchall() if cursor.description else []
        connection.commit()
    finally:
        connection.close()
    return found

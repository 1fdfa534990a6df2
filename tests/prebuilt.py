"""What costs seconds to make is made once per machine: databases, their files, static files.

Each is kept under var/test/prebuilt/ (a PostgreSQL database on its server) and named by a digest of
what it is made from, and by the day where rows are loaded: the demonstration tells of last month.
Processes that want the same one wait for whoever makes it. `python -m tests.prebuilt` makes all.
"""

import fcntl
import functools
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import clock, repository
from tests.repository import ORDER, ROOT

FOLDER = ROOT / "var" / "test" / "prebuilt" / clock.ASKED  # each day that is played has its own
ANOTHER_DAY = ROOT / "tests" / "another_day"
# Sessions and second factors written in a database are read with the key they were written with.
SECRET_KEY = "test-only-8d1f6b0c5a7e49322716c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3"
# Each level is the one before, and what these commands of manage.py add.
COMMANDS = {"migrated": ["migrate"], "content": ["load_content"], "demo": ["load_demo"]}
LEVELS = list(COMMANDS)
RUN = """
import sys, django; django.setup()
from django.core.management import call_command
call_command(*sys.argv[1:], verbosity=0, **{arguments})
"""


# --- what each is made from ----------------------------------------------------------------------


def digest(paths, *words):
    """A short name for the contents of the files `paths`, and for `words`."""
    found = hashlib.sha256("\0".join([str(ROOT), *words]).encode())
    for path in sorted(set(paths)):
        found.update(b"\0".join([str(path.relative_to(ROOT)).encode(), path.read_bytes()]))
    return found.hexdigest()[:12]


def packages():
    return [ROOT / "requirements" / "base.txt", ROOT / "ctg_portal" / "settings.py"]


def migration_sources():
    """The migrations, and the modules of ours that they import."""
    migrations = [p for p in repository.python_files(*ORDER) if p.parent.name == "migrations"]
    names = {
        name
        for path in migrations
        for name in repository.imported_names(path.read_text(), repository.package_of(path))
    }
    modules = [
        ROOT.joinpath(*part.split(".")).with_suffix(".py")
        for name in names
        for part in (name, name.rpartition(".")[0])
        if part
    ]
    return [*migrations, *filter(Path.is_file, modules)]


def sources(level):
    """Files that decide what a database of `level` holds."""
    if level == "migrated":
        return [*packages(), *migration_sources()]
    return [*packages(), *files_under(*ORDER, "templates")]


@functools.cache
def made_from(level):
    """The digest of those files: they do not change while this process plays tests."""
    return digest(sources(level))


def files_under(*folders):
    return [
        path for path in repository.project_files() if path.relative_to(ROOT).parts[0] in folders
    ]


# --- making them ---------------------------------------------------------------------------------


@contextmanager
def locked(kind):
    """One process at a time makes, copies or removes what is kept of this `kind`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{kind}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(command, environment, **arguments):
    """Run `command` of manage.py in `environment`. Raises RuntimeError with what it said."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(arguments=arguments), command],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"manage.py {command}:\n{done.stdout}{done.stderr}")


def environment(folder, database_url, **changes):
    """The environment of a production server that lives in `folder`, on loopback.

    Every variable that the settings read is given, so that no developer's shell changes a test.
    Static files are those that all share, unless `changes` says where; `TODAY` moves its clock.
    """
    if "STATIC_ROOT" not in changes:
        changes["STATIC_ROOT"] = str(static_files())
    moved = changes.get("TODAY", clock.ASKED)
    return os.environ | {
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BOUNCES_URL": "",
        "CACHE_URL": "dbcache://portal_cache?max_entries=20000",
        "CSRF_TRUSTED_ORIGINS": "",
        "DATABASE_URL": database_url,
        "DEBUG": "0",
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "ctg_portal.settings",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "HTTPS": "0",
        "LOG_LEVEL": "WARNING",
        "MEDIA_ROOT": str(folder / "media"),
        "PAGE_CACHE": "1",
        # Each of these processes would compile the whole portal again.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *([str(ANOTHER_DAY)] if moved else [])]),
        "SECRET_KEY": SECRET_KEY,
        "SECRET_KEY_FALLBACKS": "",
        "TRUSTED_PROXIES": "0",
        **changes,
    }


def static_files():
    """Where the static files are, collected and compressed as production serves them."""
    name = f"static_{digest([*packages(), *files_under('static')])}"
    with locked("static"):
        folder = FOLDER / name
        if not folder.exists():
            remove_others("static_*", name)
            making = FOLDER / "making_static"
            shutil.rmtree(making, ignore_errors=True)
            url = f"sqlite:///{FOLDER / 'none.sqlite3'}"
            given = environment(FOLDER, url, STATIC_ROOT=str(making))
            run("collectstatic", given, interactive=False)
            making.rename(folder)
        return folder


def remove_others(pattern, name):
    """Remove what has another `name`: made from other sources, or on another day."""
    for path in FOLDER.glob(pattern):
        if path.name.partition(".")[0] != name:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


class Server:
    """Where the databases of this run are kept: the prebuilt ones, and copies of them."""

    kind = ""

    def key(self, level):
        """What names today's database of `level`: no other has the same content."""
        # Migrations write nothing of the day.
        day = [] if level == LEVELS[0] else [clock.played().isoformat()]
        return f"{level}_{digest([], made_from(level), level, self.kind, *day)}"

    def media(self, level):
        """The folder of the files that go with the database of `level`."""
        return FOLDER / f"{self.key(level)}.{self.kind}_media"

    def fill(self, level, database_url):
        """Add to the database what `level` has more than the one before."""
        remove_others(f"{level}_*.{self.kind}*", self.key(level))
        if before := below(level):
            shutil.copytree(self.media(before), self.media(level), dirs_exist_ok=True)
        self.media(level).mkdir(exist_ok=True)
        media = str(self.media(level))
        given = environment(FOLDER, database_url, MEDIA_ROOT=media, STATIC_ROOT="unused")
        for command in COMMANDS[level]:
            run(command, given)

    def create(self, name, level=None, media=None):
        """Make a database: a copy of the one of `level`, empty without it. Return its URL.

        `media` is a folder for the files that go with it.
        """
        with locked(self.kind):
            url = self.copy(name, level)
            if level and media:
                shutil.copytree(self.media(level), media, dirs_exist_ok=True)
        return url


def below(level):
    """The level before `level`, or None."""
    rank = LEVELS.index(level)
    return LEVELS[rank - 1] if rank else None


class SqliteServer(Server):
    """Databases that are files."""

    kind = "sqlite"

    def prebuilt(self, level):
        """Today's database of `level`, made if nobody has. The folder is locked."""
        path = FOLDER / f"{self.key(level)}.{self.kind}"
        if not path.exists():
            making = FOLDER / f"making_{level}.sqlite3"
            for file in FOLDER.glob(f"{making.name}*"):
                file.unlink()
            if before := below(level):
                shutil.copyfile(self.prebuilt(before), making)
            self.fill(level, f"sqlite:///{making}")
            with closing(sqlite3.connect(making)) as connection:
                # A copy in memory can have no journal beside it.
                connection.execute("PRAGMA journal_mode=DELETE")
            making.rename(path)
            making.with_name(f"{making.name}-gate").unlink(missing_ok=True)
        return path

    def name(self, folder):
        """A name that no other database has."""
        return folder / "portal.sqlite3"

    def copy(self, name, level):
        if level:
            shutil.copyfile(self.prebuilt(level), name)
        return f"sqlite:///{name}"

    def drop(self, name):
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink()


class PostgresServer(Server):
    """Databases of the server at `url`, whose role may create some."""

    kind = "postgresql"

    def __init__(self, url):
        self.url = urlunsplit(urlsplit(url)._replace(scheme="postgresql"))
        self.prefix = f"ctg_prebuilt_{digest([], clock.ASKED)}_"  # another checkout has its own

    def url_of(self, name):
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def ask(self, query, *names, values=()):
        """Run `query` outside any transaction; its {} are `names` of databases."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(query).format(*map(sql.Identifier, names)), values)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []

    def prebuilt(self, level):
        """The name of today's database of `level`, made if nobody has. The folder is locked."""
        name = f"{self.prefix}{self.key(level)}"
        like = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        found = self.ask(like, values=[f"{self.prefix}{level}_"])
        if name not in found or not self.media(level).exists():
            making = f"{self.prefix}making_{level}"
            for old in [*found, making]:
                self.drop(old)
            origin = self.prebuilt(before) if (before := below(level)) else "template1"
            self.ask("CREATE DATABASE {} TEMPLATE {}", making, origin)
            self.fill(level, self.url_of(making))
            self.ask("ALTER DATABASE {} RENAME TO {}", making, name)
        return name

    def name(self, _folder):
        """A name that no other database has."""
        return f"ctg_test_{secrets.token_hex(4)}"

    def copy(self, name, level):
        self.drop(name)
        origin = self.prebuilt(level) if level else "template1"
        self.ask("CREATE DATABASE {} TEMPLATE {}", name, origin)
        # It does not outlive the tests: no need to wait for the disk at each commit.
        self.ask("ALTER DATABASE {} SET synchronous_commit = off", name)
        return self.url_of(name)

    def drop(self, name):
        self.ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def server(url=None):
    """The server of databases at `url`, by default the one of this run."""
    url = os.environ.get("DATABASE_URL", "") if url is None else url
    return PostgresServer(url) if url.startswith(("postgres", "psql")) else SqliteServer()


if __name__ == "__main__":
    static_files()
    with locked(server().kind):
        server().prebuilt(LEVELS[-1])

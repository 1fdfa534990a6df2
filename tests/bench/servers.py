"""Start and stop what is measured: throw-away databases and gunicorn servers on loopback."""

import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import prebuilt

ROOT = Path(__file__).resolve().parents[2]
POSTGRES_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
# As « make demo », but one worker: keep-alive connections fall on the workers at random, and the
# rate of two workers jumps from one to twice with the luck of the draw.
GUNICORN = [
    sys.executable, "-m", "gunicorn",
    "--worker-class", "gthread", "--workers", "1", "--threads", "4",
    "--no-control-socket", "--keep-alive", "30", "--log-level", "warning",
]  # fmt: skip


def portal_environment(folder: Path, database_url: str, **changes: str) -> dict[str, str]:
    """The environment of « make demo », in `folder`."""
    given = {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEMO": "1",
        "EMAIL_URL": "consolemail://",
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "STATIC_ROOT": str(folder / "static"),
    }
    return prebuilt.environment(folder, database_url, **given | changes)


@contextmanager
def sqlite_database(folder: Path, label: str):
    """Yield the URL of a new SQLite file; its folder is removed by the caller."""
    yield f"sqlite:///{folder / f'{label}.sqlite3'}"


@contextmanager
def postgres_database(_folder: Path, label: str):
    """Yield the URL of a new PostgreSQL database, dropped at the end."""
    name = f"ctg_bench_{os.getpid()}_{label}"
    with psycopg.connect(POSTGRES_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(POSTGRES_URL)._replace(path=f"/{name}"))
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES_URL, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def gunicorn(application: str, environment: dict[str, str], *options: str, errors=None):
    """Yield the port of a gunicorn that serves `application`; it stops at the end.

    `options` come after those above; `errors` is an open file for what it complains of. Raises
    RuntimeError when nothing listens after 20 seconds.
    """
    port = free_port()
    command = [*GUNICORN, *options, "--bind", f"127.0.0.1:{port}", application]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=errors)
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{application} ne démarre pas") from None
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def memory_of(port: int) -> float:
    """MiB of memory that the processes of the gunicorn on `port` hold (Linux)."""
    bound = f"127.0.0.1:{port}".encode()
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if bound in (folder / "cmdline").read_bytes().split(b"\0"):
                pages = int((folder / "statm").read_text().split()[1])
                total += pages * os.sysconf("SC_PAGESIZE")
        except OSError:  # it has just ended
            continue
    return total / 2**20

"""« make demo » on a base that an earlier version of the portal made."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from demonstration.former_base import comes_from_before, set_aside

pytestmark = pytest.mark.django_db


def test_todays_base_is_kept():
    assert comes_from_before(connection) is False


def test_empty_base_is_kept(monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda recorder: False)

    assert comes_from_before(connection) is False


def test_migration_that_no_file_holds_is_seen():
    MigrationRecorder(connection).record_applied("partners", "0002_roles_and_history")

    assert comes_from_before(connection) is True


def test_migration_of_a_library_is_not_ours_to_judge():
    MigrationRecorder(connection).record_applied("removed_library", "0001_initial")

    assert comes_from_before(connection) is False


def test_column_that_is_not_there_is_seen():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE partners_signincode RENAME COLUMN tries TO attempts")

    assert comes_from_before(connection) is True


def test_base_is_set_aside_whole(tmp_path):
    old = tmp_path / "demo.sqlite3"
    with sqlite3.connect(old) as base:
        base.execute("CREATE TABLE typed (words)")
    (tmp_path / "demo-avant.sqlite3-wal").write_text("of the one before")

    new = set_aside(old)

    assert not old.exists() and not (tmp_path / "demo-avant.sqlite3-wal").exists()
    with sqlite3.connect(new) as base:
        assert base.execute("SELECT count(*) FROM typed").fetchone() == (0,)


def test_command_says_that_the_base_is_made_again(tmp_path):
    base = tmp_path / "demo.sqlite3"
    with sqlite3.connect(base) as old:
        old.execute("CREATE TABLE django_migrations (id integer primary key, app, name, applied)")
        old.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('actions', '0005_first_versions', '2026-11-01')"
        )
    environment = {"DATABASE_URL": f"sqlite:///{base}", "DEMO": "1", "DEBUG": "1"}

    done = subprocess.run(
        [sys.executable, "manage.py", "renew_demo_base"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "elle est refaite" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["demo-avant.sqlite3"]


def test_real_portal_is_refused():
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("renew_demo_base")

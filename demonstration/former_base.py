"""A demonstration base that an earlier version of the portal made: recognised, then set aside.

Migrations started again at one `0001_initial` per application in November 2026. A base made
before believes some of them done, and lacks tables that they make: it cannot be migrated.
"""

from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

SET_ASIDE = "-avant"


def comes_from_before(connection):
    """Whether the base of `connection` was made by migrations that are no longer these.

    Reads the schema only. True when a migration of ours was applied that no file holds, or when
    all those of an application were and one of its columns is not there.
    """
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return False
    loader = MigrationLoader(None)
    applied = set(recorder.applied_migrations())
    ours = loader.migrated_apps
    if any(app in ours and (app, name) not in loader.disk_migrations for app, name in applied):
        return True
    up_to_date = {app for app in ours if set(loader.graph.leaf_nodes(app)) <= applied}
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            meta = model._meta
            if meta.app_label not in up_to_date or not meta.managed or meta.proxy:
                continue
            if meta.db_table not in present:
                return True
            found = connection.introspection.get_table_description(cursor, meta.db_table)
            if not {field.column for field in meta.local_concrete_fields} <= {
                c.name for c in found
            }:
                return True
    return False


def set_aside(database):
    """Rename the SQLite file `database`, and what stands beside it; return its new path.

    A former one set aside is replaced.
    """
    old = Path(database)
    new = old.with_name(f"{old.stem}{SET_ASIDE}{old.suffix}")
    for end in ("-wal", "-shm", ""):
        Path(f"{new}{end}").unlink(missing_ok=True)
        if Path(f"{old}{end}").exists():
            Path(f"{old}{end}").rename(f"{new}{end}")
    return new

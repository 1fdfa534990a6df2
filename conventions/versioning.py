"""Triggers that renew the content version; see docs/decisions/0004-content-version.md.

They are laid after every `migrate` because SQLite drops a table's triggers when a migration
rebuilds the table. Laying them again changes nothing.
"""

VERSION_TABLE = "conventions_contentversion"

TOKENS = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()::text"}
RENEW = (
    "INSERT INTO {table} (id, token) VALUES (1, {token}) "
    "ON CONFLICT (id) DO UPDATE SET token = excluded.token"
)


def content_tables(models):
    """Names of the tables of `models` and of their many-to-many links."""
    tables = []
    for model in models:
        tables.append(model._meta.db_table)
        tables += [field.m2m_db_table() for field in model._meta.local_many_to_many]
    return tables


def lay_triggers(connection, models):
    """Make every write on a table of `models` renew the version, in the writer's transaction."""
    vendor = connection.vendor
    renew = RENEW.format(table=VERSION_TABLE, token=TOKENS[vendor])
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if VERSION_TABLE not in present:
            return
        if vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION ctg_renew_if_changed() RETURNS trigger AS $$ BEGIN "
                f"IF EXISTS (SELECT 1 FROM changed) THEN {renew}; END IF; RETURN NULL; "
                "END $$ LANGUAGE plpgsql"
            )
        for table in content_tables(models):
            if table not in present:
                continue
            for verb, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
                name = f"ctg_version_{table}_{verb.lower()}"
                if vendor == "postgresql":
                    # Once per statement, and not at all when it matched no row.
                    cursor.execute(
                        f'CREATE OR REPLACE TRIGGER "{name}" AFTER {verb} ON "{table}" '
                        f"REFERENCING {rows} TABLE AS changed "
                        "FOR EACH STATEMENT EXECUTE FUNCTION ctg_renew_if_changed()"
                    )
                else:
                    cursor.execute(
                        f'CREATE TRIGGER IF NOT EXISTS "{name}" '
                        f'AFTER {verb} ON "{table}" BEGIN {renew}; END'
                    )

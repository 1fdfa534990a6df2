"""The database of a portal that runs in its own processes, read beside it."""

import sqlite3

import psycopg


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

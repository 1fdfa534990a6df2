"""Django's SQLite, with a queue in front of its only writer: docs/decisions/0022."""

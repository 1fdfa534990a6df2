"""Sessions in the database, under a digest of their key: who reads the table opens none of them."""

import hashlib

from django.contrib.sessions.backends import db
from django.utils import timezone


def stored_key(key):
    """What the table keeps of the `key` that a browser holds, which is drawn at random."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's; only what goes to the table and comes from it is under another name."""

    def _get_session_from_db(self):
        row = self.model.objects.filter(
            session_key=stored_key(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None  # as Django does: a key that opens nothing is not reused
        return row

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def exists(self, session_key):
        return super().exists(stored_key(session_key))

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key is not None:
            super().delete(stored_key(key))

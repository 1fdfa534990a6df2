"""Browsers in which somebody is signed in, without going through the pages."""

import time

from django.test import Client


def sign_in_as(user, client=None):
    """`client` (a new one by default) with an open session of `user`, second factor shown."""
    client = client or Client()
    client.force_login(user)
    session = client.session
    now = time.time()
    session.update({"entered_at": now, "seen_at": now, "proved_at": now})
    session.save()
    return client

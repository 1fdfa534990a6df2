"""Browsers where somebody is signed in, in words they recognise. Nothing else of them is kept."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac

from partners.sign_in.session_store import stored_key

# Looked for in this order: browsers name those they imitate.
FAMILIES = [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
            ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrom", "Chrome"), ("CriOS", "Chrome"),
            ("Safari", "Safari")]  # fmt: skip
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")]  # fmt: skip
UNKNOWN = "navigateur inconnu"


def first(pairs, text):
    return next((name for mark, name in pairs if mark in text), "")


def browser_of(request):
    """« Firefox sur Android », from what the browser says of itself."""
    agent = request.headers.get("User-Agent", "")[:500]
    family, system = first(FAMILIES, agent), first(SYSTEMS, agent)
    return " sur ".join(filter(None, [family or (UNKNOWN if system else ""), system])) or UNKNOWN


def mark_of(key):
    """What a page may show of the session kept under `key`: it opens nothing."""
    return salted_hmac("partners.sessions", key, algorithm="sha256").hexdigest()[:32]


def open_sessions(user, current):
    """Sessions of `user` that live: dicts mark, browser, entered, seen; first the key `current`.

    `current` is None when nobody is here. Reads every session of the portal: they are few, and end
    after twelve hours.
    """
    now, here = time.time(), stored_key(current) if current else ""
    found = []
    for row in Session.objects.filter(expire_date__gt=timezone.now()).order_by("pk"):
        data = row.get_decoded()
        if data.get(SESSION_KEY) != str(user.pk):
            continue
        if now - data.get("seen_at", 0) > settings.SESSION_IDLE_AGE:
            continue
        if data.get("_auth_user_hash") != user.get_session_auth_hash():
            continue
        found.append(
            {
                "row": row,
                "mark": mark_of(row.session_key),
                "browser": data.get("browser") or UNKNOWN,
                "entered": local_time(data.get("entered_at", 0)),
                "seen": local_time(data.get("seen_at", 0)),
                "current": row.session_key == here,
            }
        )
    return sorted(found, key=lambda one: (not one["current"], one["entered"]))


def local_time(seconds):
    return timezone.datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone())


def end_sessions(user, current, mark):
    """End the session `mark` of `user`, every other one than `current` for "autres"; how many."""
    others = [one for one in open_sessions(user, current) if not one["current"]]
    chosen = [one for one in others if mark in ("autres", one["mark"])]
    for one in chosen:
        one["row"].delete()
    return len(chosen)

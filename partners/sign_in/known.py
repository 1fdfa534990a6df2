"""Browsers and networks where a person has signed in: nobody else's tries keep them out there.

A browser keeps a signed cookie, sent to the sign-in page alone; a network is kept in the shared
cache. Both name the person by a keyed digest of the address.
"""

import secrets

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from partners.client_address import client_address

COOKIE, SALT = "navigateur_connu", "partners.sign_in.known"
COOKIE_PATH = "/connexion/"
KNOWN_SECONDS = 180 * 24 * 60 * 60


def digest(*parts):
    return salted_hmac(SALT, " ".join(parts).lower(), algorithm="sha256").hexdigest()[:32]


def known_browser(request, email):
    """What tells this browser from the others where `email` signed in; "" elsewhere."""
    value = request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=KNOWN_SECONDS)
    person, _, browser = value.partition(".")
    return browser if person == digest(email) else ""


def is_known_network(request, email):
    return cache.get(network_key(request, email), False)


def network_key(request, email):
    return f"known-network-{digest(email, client_address(request))}"


def remember(request, response, email):
    """`email` signs in by this `request`: its browser and its network are known from now on."""
    cache.set(network_key(request, email), True, KNOWN_SECONDS)
    response.set_signed_cookie(
        COOKIE,
        f"{digest(email)}.{secrets.token_hex(8)}",
        salt=SALT,
        max_age=KNOWN_SECONDS,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

"""From the first step of a sign-in to the end of the session."""

import time

from django.conf import settings
from django.contrib.auth import get_user, login, logout
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from partners.models import User
from partners.permissions import may_sign_in
from partners.sign_in import known
from partners.sign_in.events import record
from partners.sign_in.user_sessions import browser_of

PENDING = "sign_in"  # what the session knows of a sign-in that is not finished
PENDING_SECONDS = 15 * 60
ADDRESS = "sign_in_address"  # the address an invitation was for: proposed, never in a URL
SEEN_EVERY = 60  # seconds between two writes of the last visit
RECENT_SECONDS = 10 * 60  # how long a proof allows to change one's factors
BACKEND = "partners.sign_in.backend.SignInBackend"


def safe_next(request, address):
    """`address` if it leads inside the portal, else ""."""
    inside = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if inside else ""


def landing(user):
    """Where a person goes who was not on the way to anywhere."""
    return reverse("board" if user.is_staff else "space")


# --- before the session ------------------------------------------------------------------------


def remember_code(request, row, key, email, address):
    """This browser asked for the code `row`: only it can use it."""
    request.session.pop(ADDRESS, None)
    request.session[PENDING] = {"code": row.pk, "key": key, "email": email, "next": address}
    request.session.set_expiry(PENDING_SECONDS)


def suggest_address(request, email):
    """Let the sign-in page of this browser propose `email`."""
    request.session[ADDRESS] = email
    request.session.set_expiry(PENDING_SECONDS)


def pending(request):
    """What is known of the sign-in under way, a dict, maybe empty."""
    return request.session.get(PENDING, {})


def remember_person(request, user):
    """The code was right: `user` still has to show or set up a second factor."""
    request.session[PENDING] = {
        "user": user.pk,
        "mark": user.get_session_auth_hash(),
        "at": time.time(),
        "next": pending(request).get("next", ""),
    }
    request.session.cycle_key()


def pending_person(request):
    """Who gave the right code and has not finished signing in, or None."""
    state = pending(request)
    if "user" not in state or time.time() - state["at"] > PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=state["user"]).first()
    if user is None or not may_sign_in(user):
        return None
    return user if constant_time_compare(state["mark"], user.get_session_auth_hash()) else None


# --- the session -------------------------------------------------------------------------------


def enter(request, user, proved):
    """Open the session of `user`, under a new key; return the address they wanted.

    `proved` tells whether a second factor was shown: without it, no session of the team lives.
    """
    address = pending(request).get("next", "")
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    now = time.time()
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    request.session.update(
        {
            "entered_at": now,
            "seen_at": now,
            "proved_at": now if proved else 0,
            "browser": browser_of(request),
        }
    )
    request.signed_in = user
    record("signed in", request, user)
    return address or landing(user)


def prove_again(request):
    """A second factor was shown again, or set up, in this session."""
    request.session["proved_at"] = time.time()


def proved_recently(request):
    """Whether this session may change the factors: the last proof is fresh."""
    proof = request.session.get("proved_at") or request.session.get("entered_at", 0)
    return time.time() - proof < RECENT_SECONDS


def leave(request):
    """End this session on the server."""
    record("signed out", request, request.user)
    logout(request)


def fault_of(session, user, now):
    """Why the session of `user` must not live on at the Unix time `now`, or ""."""
    if now - session.get("entered_at", 0) > settings.SESSION_COOKIE_AGE:
        return "absolute limit"
    if now - session.get("seen_at", 0) > settings.SESSION_IDLE_AGE:
        return "idle limit"
    if user.is_staff and not session.get("proved_at"):
        return "no second factor"
    return ""


def trusted_user(request):
    """The person of the session, or AnonymousUser when the session must not live on."""
    user = get_user(request)
    if not user.is_authenticated:
        return user
    session, now = request.session, time.time()
    if fault := fault_of(session, user, now):
        record("session ended", request, user, fault)
        session.flush()
        return AnonymousUser()
    if now - session["seen_at"] > SEEN_EVERY:
        session["seen_at"] = now
        session.set_expiry(int(session["entered_at"] + settings.SESSION_COOKIE_AGE - now) + 1)
    return user


class TrustedSessionMiddleware:
    """Right after Django's AuthenticationMiddleware: `request.user` only of sessions that may live.

    Lazy like Django's: a page that does not ask who reads it costs nothing. What is answered to a
    browser with a session is for its reader only. A browser where somebody signs in is known then.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = SimpleLazyObject(lambda: trusted_user(request))
        response = self.get_response(request)
        if hasattr(request, "signed_in"):
            known.remember(request, response, request.signed_in.email)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

"""How often people may try (ACCOUNT_RATE_LIMITS in settings), counted in the shared cache."""

from allauth.core import ratelimit

from partners.client_address import client_address
from partners.sign_in.known import is_known_network, known_browser


def allow(request, action, key=""):
    """Count one try of `action`; False when there were too many."""
    return ratelimit.consume(request, action=action, key=key)


def allow_letter(request, email):
    """Count one code asked for `email`; False when there were too many.

    So many from one network, and so many from everywhere: but a browser and a network where this
    person has signed in have a count of their own, so that nobody keeps somebody else out.
    """
    if browser := known_browser(request, email):
        return allow(request, "sign_in_letter_known", f"{email} {browser}")
    if not allow(request, "sign_in_letter", f"{email} {client_address(request)}"):
        return False
    return is_known_network(request, email) or allow(request, "sign_in_letter_everywhere", email)

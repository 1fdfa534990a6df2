"""How often people may try (ACCOUNT_RATE_LIMITS in settings), counted in the shared cache."""

from allauth.core import ratelimit


def allow(request, action, key=""):
    """Count one try of `action`; False when there were too many."""
    return ratelimit.consume(request, action=action, key=key)

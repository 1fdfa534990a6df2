"""Security events: one line of the log each, written as JSON by ctg_portal/logs.py."""

import logging

from partners.client_address import client_address

logger = logging.getLogger("security")


def record(event, request, user=None, what=""):
    """Write that `event` happened to the account `user` (None: nobody we know).

    The line names the account by its number, never by its address.
    """
    who = f"user {user.pk}" if user is not None and user.pk else "unknown"
    origin = client_address(request) if request is not None else "command line"
    logger.info(event, extra={"event": event, "who": who, "what": what, "where": origin})

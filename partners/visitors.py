"""Forms that anybody sends, without an account nor a cookie: from where, and how often.

Limits are counted on stored rows (`FromVisitor`): no cache needed, shared by every worker.
"""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from partners.client_address import client_address, wide_network

WINDOW = timedelta(hours=1)
# Fewer rows of the hour in all than → the most of one sender. The fuller, the fewer for each:
# a few addresses never close the form to the others.
SHARES = ((100, 10), (200, 2), (500, 1))
MOST_IN_ALL = SHARES[-1][0]
NETWORK_SHARES = 3  # what a wide IPv6 network may send, for one sender: it may hold many people


def comes_from_here(request):
    """False when the browser says that another site sent this form.

    Browsers too old to say anything are let in.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (
        None,
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    )


def keyed(address, at):
    """A keyed digest of `address` that changes every day: it cannot be traced back."""
    value = f"{timezone.localdate(at)} {address}"
    return salted_hmac("contact.views.sender", value, algorithm="sha256").hexdigest()


def sender_key(request, at):
    """The keyed address of who sends `request` at the datetime `at`."""
    return keyed(client_address(request), at)


def network_key(request, at):
    """The same of the wide network that an IPv6 address is in, "" for another address."""
    network = wide_network(client_address(request))
    return keyed(network, at) if network else ""


def waiting_time(everyone, request, at):
    """Seconds until this client may send again at the datetime `at`, 0 when it may now.

    `everyone`: the queryset of all that came by this form.
    """
    since = at - WINDOW
    # Just after midnight the client still bears yesterday's key for part of the window.
    keys, networks = ({key(request, at), key(request, since)} for key in (sender_key, network_key))
    everyone = everyone.since(since)
    total = everyone.count()
    share = next((most for below, most in SHARES if total < below), 0)
    limits = [(everyone, MOST_IN_ALL)]
    if share:
        limits = [
            (everyone.from_sender(keys), share),
            (everyone.from_network(networks - {""}), share * NETWORK_SHARES),
        ]
    return max(time_left(rows, most, at) for rows, most in limits)


def time_left(rows, most, at):
    """Seconds at the datetime `at` until fewer than `most` of `rows` are of the window."""
    times = rows.order_by("-received_at").values_list("received_at", flat=True)
    last = times[most - 1 : most].first()
    return 0 if last is None else max(1, ceil((last + WINDOW - at).total_seconds()))

"""What protects the contact form without a cookie, a third party or a puzzle."""

import secrets
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from contact.models import ContactMessage
from partners.client_address import client_address, wide_network

KEY_SALT = "contact.views.form"
RECEIPT_SALT = "contact.views.receipt"
BY_LETTER = "-courriel"
KEY_LIFE = timedelta(hours=12)
SHORTEST_WRITING = timedelta(seconds=3)
WINDOW = timedelta(hours=1)
# Fewer messages of the hour in all than → the most of one sender. The fuller, the fewer for each:
# a few addresses never close the form to the others.
SHARES = ((100, 10), (200, 2), (500, 1))
MOST_IN_ALL = SHARES[-1][0]
NETWORK_SHARES = 3  # what a wide IPv6 network may send, for one sender: it may hold many people
MOST_ACKNOWLEDGED = 20  # letters an hour to addresses that nobody proved theirs


class KeyRefused(Exception):
    """Carries the sentence that says why, and what to do."""


def new_key():
    """A signed and dated key for one form: a random nonce, never linked to a person."""
    return signing.dumps([secrets.token_hex(16), timezone.now().timestamp()], salt=KEY_SALT)


def read_key(key):
    """The nonce of `key`; raises KeyRefused when it is forged, too old or too young."""
    try:
        nonce, opened_at = signing.loads(key, salt=KEY_SALT)
    except signing.BadSignature:
        raise KeyRefused(
            "Cette page n’était plus à jour. Votre texte y est toujours : envoyez-le de nouveau."
        ) from None
    age = timedelta(seconds=timezone.now().timestamp() - opened_at)
    if age > KEY_LIFE:
        raise KeyRefused(
            "Cette page était ouverte depuis plus de douze heures. "
            "Votre texte y est toujours : relisez-le, puis envoyez-le de nouveau."
        )
    if age < SHORTEST_WRITING:
        raise KeyRefused(
            "Notre filtre contre les robots a retenu cet envoi. "
            "Votre texte est toujours dans la page : envoyez-le de nouveau."
        )
    return nonce


def new_receipt(message, *, by_letter=False):
    """The part of the confirmation's address that proves the reference of `message`.

    `by_letter`: a letter confirms it too.
    """
    return signing.Signer(salt=RECEIPT_SALT).sign(message.reference + BY_LETTER * by_letter)


def read_receipt(receipt):
    """(reference, whether a letter confirms it too) of what `receipt` proves.

    Raises signing.BadSignature on any other text.
    """
    said = signing.Signer(salt=RECEIPT_SALT).unsign(receipt)
    return said.removesuffix(BY_LETTER), said.endswith(BY_LETTER)


def comes_from_here(request):
    """False when the browser says that another site sent this form.

    Browsers too old to say anything are let in: the signed key still protects the form.
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


def waiting_time(request, at):
    """Seconds until this client may write again at the datetime `at`, 0 when it may now."""
    since = at - WINDOW
    # Just after midnight the client still bears yesterday's key for part of the window.
    keys, networks = ({key(request, at), key(request, since)} for key in (sender_key, network_key))
    everyone = ContactMessage.objects.since(since)
    total = everyone.count()
    share = next((most for below, most in SHARES if total < below), 0)
    limits = [(everyone, MOST_IN_ALL)]
    if share:
        limits = [
            (everyone.from_sender(keys), share),
            (everyone.from_network(networks - {""}), share * NETWORK_SHARES),
        ]
    return max(time_left(messages, most, at) for messages, most in limits)


def time_left(messages, most, at):
    """Seconds at the datetime `at` until fewer than `most` of `messages` are of the window."""
    times = messages.order_by("-received_at").values_list("received_at", flat=True)
    last = times[most - 1 : most].first()
    return 0 if last is None else max(1, ceil((last + WINDOW - at).total_seconds()))


def may_acknowledge(message):
    """True when a letter may tell the sender of `message` that it is here.

    Anybody can type the address of somebody else: one letter a day to an address, few an hour.
    """
    at = message.received_at
    others = ContactMessage.objects.complaints().exclude(pk=message.pk)
    told = others.since(at - timedelta(days=1)).filter(email__iexact=message.email)
    return not told.exists() and others.since(at - WINDOW).count() < MOST_ACKNOWLEDGED

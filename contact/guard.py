"""What protects the contact form without a cookie, a third party or a puzzle."""

import secrets
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from contact.models import ContactMessage
from partners.client_address import client_address

KEY_SALT = "contact.views.form"
RECEIPT_SALT = "contact.views.receipt"
KEY_LIFE = timedelta(hours=12)
SHORTEST_WRITING = timedelta(seconds=3)
WINDOW = timedelta(hours=1)
# Fewer messages of the hour in all than → the most of one sender. The fuller, the fewer for each:
# a few addresses never close the form to the others.
SHARES = ((100, 10), (200, 2), (500, 1))
MOST_IN_ALL = SHARES[-1][0]


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


def new_receipt(message):
    """The part of the confirmation's address that proves the reference of `message`."""
    return signing.Signer(salt=RECEIPT_SALT).sign(message.reference)


def read_receipt(receipt):
    """The reference that `receipt` proves; raises signing.BadSignature on any other text."""
    return signing.Signer(salt=RECEIPT_SALT).unsign(receipt)


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


def sender_key(request, at):
    """A keyed digest of the client's address that changes every day: it cannot be traced back."""
    value = f"{timezone.localdate(at)} {client_address(request)}"
    return salted_hmac("contact.views.sender", value, algorithm="sha256").hexdigest()


def waiting_time(request, at):
    """Seconds until this client may write again at the datetime `at`, 0 when it may now."""
    since = at - WINDOW
    # Just after midnight the client still bears yesterday's key for part of the window.
    keys = {sender_key(request, at), sender_key(request, since)}
    everyone = ContactMessage.objects.since(since)
    total = everyone.count()
    share = next((most for below, most in SHARES if total < below), 0)
    messages, most = (everyone.from_sender(keys), share) if share else (everyone, MOST_IN_ALL)
    times = messages.order_by("-received_at").values_list("received_at", flat=True)
    last = times[most - 1 : most].first()
    return 0 if last is None else max(1, ceil((last + WINDOW - at).total_seconds()))

"""What protects the contact form without a cookie, a third party or a puzzle."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.utils import timezone

from contact.models import ContactMessage
from partners.visitors import WINDOW

KEY_SALT = "contact.views.form"
RECEIPT_SALT = "contact.views.receipt"
KEY_LIFE = timedelta(hours=12)
SHORTEST_WRITING = timedelta(seconds=3)
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


@dataclass(frozen=True)
class Receipt:
    """What the page of confirmation says: nothing personal. `by_letter`: a letter confirms it too;
    `action`: the number of the one asked about, or None."""

    reference: str
    by_letter: bool = False
    action: int | None = None
    answer_by: date | None = None


def new_receipt(message, *, by_letter=False, action=None, answer_by=None):
    """The part of the confirmation's address that proves its Receipt."""
    said = [message.reference, str(int(by_letter)), str(action or ""), str(answer_by or "")]
    return signing.Signer(salt=RECEIPT_SALT).sign("_".join(said))


def read_receipt(text):
    """The Receipt that `text` proves. Raises signing.BadSignature on any other text."""
    said = signing.Signer(salt=RECEIPT_SALT).unsign(text)
    reference, by_letter, action, answer_by = said.split("_")
    return Receipt(
        reference,
        by_letter == "1",
        int(action) if action else None,
        date.fromisoformat(answer_by) if answer_by else None,
    )


def may_acknowledge(message):
    """True when a letter may tell the sender of `message` that it is here.

    Anybody can type the address of somebody else: one letter a day to an address, few an hour.
    """
    at = message.received_at
    others = ContactMessage.objects.told().exclude(pk=message.pk)
    told = others.since(at - timedelta(days=1)).filter(email__iexact=message.email)
    return not told.exists() and others.since(at - WINDOW).count() < MOST_ACKNOWLEDGED

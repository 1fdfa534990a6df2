"""What confirms a message without a cookie: a signed address, few letters."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing

from contact.models import ContactMessage
from partners.visitors import WINDOW

RECEIPT_SALT = "contact.views.receipt"
MOST_ACKNOWLEDGED = 20  # letters an hour to addresses that nobody proved theirs


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

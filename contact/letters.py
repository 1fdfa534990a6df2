"""What is written on the site becomes a letter to the territory, once, as soon as it can."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from contact.forms import one_line
from contact.models import ContactMessage
from conventions.main_territory import main_territory
from letters import writing as outbox
from letters.models import LetterState, OutboxLetter
from letters.sending import send
from letters.smtp import Post
from letters.sources import LetterSource, Stopped

SOURCE, RECEIPT_SOURCE = "contact", "contact-receipt"
UNSENT = (LetterState.WAITING, LetterState.REFUSED, LetterState.FAILED)
NO_READER = "Aucune adresse ne reçoit les messages."
GONE = "Le message est effacé, ou déjà envoyé."


class ContactLetters(LetterSource):
    """Each carries the ContactMessage whose form key is its `once`, until it is sent: never two."""

    def prepare(self, letter, at):
        if not ContactMessage.objects.unsent().filter(form_key=letter.once).exists():
            raise Stopped(LetterState.CANCELLED, GONE)
        letter.to = main_territory().email
        if not letter.to:
            raise Stopped(LetterState.FAILED, NO_READER)
        return {}

    def over(self, letter, *, blames_address):
        if letter.state == LetterState.SENT:
            message = ContactMessage.objects.filter(form_key=letter.once)
            message.update(sent_at=timezone.now())
        if letter.state not in UNSENT:
            super().over(letter, blames_address=blames_address)


class ReceiptLetters(LetterSource):
    """They leave as written: nothing that anybody typed is in them."""


def answer_by(message):
    """The date by when the settings promise an answer to a complaint, None for no promise."""
    days = main_territory().complaint_days
    if days is None or not message.is_complaint:
        return None
    return timezone.localdate(message.received_at) + timedelta(days=days)


def acknowledge(message):
    """Write the letter that tells the sender of `message` that it is here, and until when the
    team answers; it leaves with the commit. Nothing that was typed is in it."""
    territory = main_territory()
    reply = {"Reply-To": territory.email} if territory.email else {}
    outbox.add(
        RECEIPT_SOURCE, once=message.form_key, to=message.email, soon=True,
        subject=f"[{message.reference}] Votre signalement est reçu",
        text=render_to_string(
            "emails/contact_receipt.txt",
            {"message": message, "territory": territory, "answer_by": answer_by(message)},
        ),
        headers={"Auto-Submitted": "auto-replied", **reply},
    )  # fmt: skip


def is_acknowledged(message):
    """True when a letter told the sender of `message` that it is here, or will."""
    return OutboxLetter.objects.filter(source=RECEIPT_SOURCE, once=message.form_key).exists()


def write_letter(message, *, soon):
    """Write the letter that carries `message`; an answer goes to its sender.

    Nothing while the territory has no address, nor twice. `soon`: it leaves with the commit.
    """
    to = main_territory().email
    if to:
        outbox.add(
            SOURCE, once=message.form_key, to=to, soon=soon,
            subject=one_line(f"[{message.reference}] {message.subject}"),
            text=render_to_string(
                "emails/contact.txt", {"message": message, "answer_by": answer_by(message)}
            ),
            headers={"Reply-To": message.email},
        )  # fmt: skip


def deliver(message, post):
    """Try now to send `message`, whatever failed before; True when this call sent it."""
    letter = OutboxLetter.objects.filter(source=SOURCE, once=message.form_key)
    if not letter.exists():
        write_letter(message, soon=False)
    letter.filter(state__in=UNSENT).update(state=LetterState.WAITING, next_try_at=timezone.now())
    key = letter.values_list("pk", flat=True).first()
    return key is not None and send(key, post) == LetterState.SENT


def send_unsent():
    """Try every unsent message, oldest first; return how many left and how many remain."""
    unsent = ContactMessage.objects.unsent()
    with Post() as post:
        sent = sum(deliver(message, post) for message in list(unsent.order_by("pk")))
    return sent, unsent.count()


def forget_letters():
    """Delete the letters whose message is no longer kept."""
    kept = ContactMessage.objects.values("form_key")
    letters = OutboxLetter.objects.filter(source__in=[SOURCE, RECEIPT_SOURCE])
    letters.exclude(once__in=kept).delete()

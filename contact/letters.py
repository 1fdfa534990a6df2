"""What is written on the site becomes a letter to the territory, once, as soon as it can."""

import re
from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from contact.models import ContactMessage
from conventions.main_territory import main_territory
from letters import writing as outbox
from letters.models import LetterState, OutboxLetter
from letters.sending import send
from letters.smtp import Post
from letters.sources import LetterSource, Stopped
from partners.visitor_forms import one_line

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
    """To who wrote. They leave as written; what was typed is only in a copy, and harmless there."""


def answer_by(message):
    """The date by when the settings promise an answer to `message`, None for no promise."""
    territory = main_territory()
    days = territory.complaint_days if message.is_complaint else None
    days = days or territory.answer_days
    if days is None:
        return None
    return timezone.localdate(message.received_at) + timedelta(days=days)


# What a mail reader would make a link of, or somebody type again: sites, addresses.
ADDRESS = re.compile(r"\S*(?:://|@)\S*|\b(?:[\w-]+\.)+[a-z]{2,}\b\S*", re.IGNORECASE)
TAKEN_OUT = "[adresse retirée]"


def quoted(text):
    """The lines of `text` for the copy, each marked as a quotation, without any address.

    Anybody can type the address of somebody else: what we would send there sells nothing, and
    leads nowhere (decision 0008).
    """
    return "\n".join(f"> {line}".rstrip() for line in ADDRESS.sub(TAKEN_OUT, text).splitlines())


def acknowledge(message):
    """Write the letter that tells the sender of `message` that it is here, and until when the
    team answers, with a copy if they want one; it leaves with the commit."""
    territory = main_territory()
    reply = {"Reply-To": territory.email} if territory.email else {}
    said = "Votre signalement est reçu" if message.is_complaint else "Copie de votre message"
    outbox.add(
        RECEIPT_SOURCE, once=message.form_key, to=message.email, soon=True,
        subject=f"[{message.reference}] {said}",
        text=render_to_string(
            "emails/contact_receipt.txt",
            {
                "message": message,
                "territory": territory,
                "answer_by": answer_by(message),
                "copy": quoted(message.body) if message.wants_copy else "",
            },
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

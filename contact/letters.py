"""What is written on the site becomes a letter to the territory, once, as soon as it can."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections
from django.template.loader import render_to_string
from django.utils import timezone

from contact.forms import one_line
from contact.models import ContactMessage
from conventions.main_territory import main_territory

logger = logging.getLogger(__name__)
SMTP = "django.core.mail.backends.smtp.EmailBackend"
# One letter at a time: a slow mail server holds this thread, never a visitor's request.
BACKGROUND = ThreadPoolExecutor(max_workers=1, thread_name_prefix="contact-letters")


def letter(message, to):
    """The letter that carries `message` to the address `to`; an answer goes to its sender."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return EmailMessage(
        subject=one_line(f"[{message.reference}] {message.subject}"),
        body=render_to_string("emails/contact.txt", {"message": message}),
        to=[to],
        reply_to=[message.email],
        # The same for every try: a mail server that already took it can drop the second.
        headers={"Message-ID": f"<contact-{message.reference}-{message.pk}@{domain}>"},
    )


def deliver(pk):
    """Send the message `pk` unless it is sent or claimed; True when this call sent it.

    The claim is a conditional update, so that of two senders only one writes the letter. It is
    given back when the letter does not leave, and lapses when its sender is killed.
    """
    to = main_territory().email
    now = timezone.now()
    message = ContactMessage.objects.filter(pk=pk)
    if not to or not message.claimable(now).update(claimed_at=now):
        return False
    try:
        letter(message.get(), to).send()
    except BaseException as error:
        message.update(claimed_at=None)
        if not isinstance(error, Exception):
            raise
        # The kind only: what a mail server says may hold addresses.
        logger.warning("contact message %s not sent: %s", pk, type(error).__name__)
        return False
    message.update(sent_at=timezone.now())
    return True


def deliver_soon(pk):
    """Send the message `pk` after the answer to its sender, whose page never waits for SMTP."""
    if settings.EMAIL_BACKEND != SMTP:
        deliver(pk)
        return
    try:
        BACKGROUND.submit(deliver_in_background, pk)
    except RuntimeError:  # the server is stopping: send_contact_messages will send it
        logger.warning("contact message %s left to send_contact_messages", pk)


def deliver_in_background(pk):
    try:
        deliver(pk)
    except Exception:
        logger.exception("contact message %s not sent", pk)
    finally:
        connections.close_all()


def send_unsent():
    """Try every unsent message, oldest first; return how many left and how many remain."""
    waiting = list(ContactMessage.objects.unsent().order_by("pk").values_list("pk", flat=True))
    sent = sum(deliver(pk) for pk in waiting)
    return sent, ContactMessage.objects.unsent().count()

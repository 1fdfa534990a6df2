"""Letters about an account: the code, and what changed. They never hold anything else."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from partners.models.sign_in import LIFE
from partners.sign_in.codes import written

logger = logging.getLogger(__name__)
SMTP = "django.core.mail.backends.smtp.EmailBackend"
# Two at a time, beside the request: whoever asks for a code never waits for the mail server,
# and cannot tell by the time it takes whether an account exists.
BACKGROUND = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sign-in-letters")


def send(to, subject, template, context):
    """Send one letter; a failure is logged by its kind, without an address."""
    try:
        body = render_to_string(template, context)
        EmailMessage(subject=subject, body=body, to=[to]).send()
    except Exception as error:
        logger.error("sign-in letter not sent: %s", type(error).__name__)


def send_soon(*letter):
    """Send now, or beside the request when a mail server must be waited for."""
    if settings.EMAIL_BACKEND != SMTP:
        send(*letter)
        return
    try:
        BACKGROUND.submit(send, *letter)
    except RuntimeError:  # the server is stopping
        logger.error("sign-in letter not sent: the server is stopping")


def send_code(user, code, host):
    """The letter that carries `code`. No link: nothing for a mail scanner to follow."""
    context = {
        "code": written(code),
        "host": host,
        "minutes": int(LIFE.total_seconds() // 60),
    }
    subject = f"{written(code)} est votre code de connexion"
    send_soon(user.email, subject, "emails/sign_in_code.txt", context)


def send_address_code(email, code, host):
    """The letter to a new address that carries the `code` confirming it."""
    context = {"code": written(code), "host": host, "minutes": int(LIFE.total_seconds() // 60)}
    subject = f"{written(code)} confirme votre nouvelle adresse"
    send_soon(email, subject, "emails/new_address_code.txt", context)


def tell_address(email, what, host):
    """Tell whoever reads the former address `email` that the account no longer uses it."""
    context = {"what": what, "at": timezone.localtime(), "host": host}
    send_soon(email, "L’adresse de votre compte a changé", "emails/account_changed.txt", context)


def tell(user, what, host):
    """Tell `user` that the sign-in of their account changed; `what` is a sentence."""
    context = {"what": what, "at": timezone.localtime(), "host": host}
    subject = "La connexion à votre compte a changé"
    send_soon(user.email, subject, "emails/account_changed.txt", context)

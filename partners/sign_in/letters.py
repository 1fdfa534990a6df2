"""Letters about an account: the code, and what changed. They never hold anything else."""

import secrets

from django.template.loader import render_to_string
from django.utils import timezone

from letters import writing as outbox
from letters.sending import send_unkept
from letters.sources import LetterSource
from partners.models.sign_in import LIFE
from partners.sign_in.codes import grouped


class AccountLetters(LetterSource):
    """What changed in an account; nothing of it stays once it left."""


def send_code(user, code, host):
    """The letter that carries `code`. No link: nothing for a mail scanner to follow."""
    subject = f"{grouped(code)} est votre code de connexion"
    send_code_to(user.email, subject, "emails/sign_in_code.txt", code, host)


def send_address_code(email, code, host):
    """The letter to a new address that carries the `code` confirming it."""
    subject = f"{grouped(code)} confirme votre nouvelle adresse"
    send_code_to(email, subject, "emails/new_address_code.txt", code, host)


def send_code_to(email, subject, template, code, host):
    minutes = int(LIFE.total_seconds() // 60)
    # Beside the request: whoever asks for a code cannot tell by the time it takes whether an
    # account exists. Never stored: a backup holds no code.
    send_unkept(email, subject, template, {"code": grouped(code), "host": host, "minutes": minutes})


def tell_address(email, what, host):
    """Tell whoever reads the former address `email` that the account no longer uses it."""
    write_change(email, "L’adresse de votre compte a changé", what, host)


def tell(user, what, host):
    """Tell `user` that the sign-in of their account changed; `what` is a sentence."""
    write_change(user.email, "La connexion à votre compte a changé", what, host)


def write_change(to, subject, what, host):
    """Write the letter in the transaction of the act, to leave at once."""
    context = {"what": what, "at": timezone.localtime(), "host": host}
    text = render_to_string("emails/account_changed.txt", context)
    once = secrets.token_hex(16)  # each call is another change
    outbox.add("account", once=once, to=to, subject=subject, text=text, soon=True)

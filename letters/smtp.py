"""The conversation with the mail server, and what its refusals mean."""

import contextlib
import re
import smtplib
from dataclasses import dataclass

from django.core.mail import get_connection

from records.french import typeset

ENHANCED = re.compile(rb"\b([245])\.([0-9]{1,3})\.([0-9]{1,3})\b")
# Seconds for each answer of a server that takes the letter: many filter before they say yes, and
# a sender that hangs up earlier sends it again (RFC 5321, 4.5.3.2, allows even more).
PATIENCE = 120
# Without an enhanced code: no such mailbox, user not local, name not allowed.
UNKNOWN_ADDRESS = (550, 551, 553)
# What the server answered to.
REFUSALS = {
    smtplib.SMTPRecipientsRefused: "Le serveur du destinataire refuse cette adresse",
    smtplib.SMTPSenderRefused: "Le serveur refuse notre adresse d’expédition",
    smtplib.SMTPDataError: "Le serveur refuse le contenu du courriel",
}


class Unreachable(Exception):
    """The mail server cannot be talked to at all; `cause` says why."""

    def __init__(self, cause):
        super().__init__(type(cause).__name__)
        self.cause = cause


class Post:
    """One connection for many letters, opened when needed, and again when it broke."""

    def __init__(self):
        self.connection = get_connection()
        self.down = None

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.close()

    def send(self, message):
        """Send one EmailMessage, its words with French spaces.

        Raises Unreachable, at once when the server was so before, or what the mail library raises
        for that message.
        """
        if self.down is not None:
            raise Unreachable(self.down)
        try:
            self.connection.open()
        except OSError as error:  # every SMTP error is one
            self.close()
            self.down = error
            raise Unreachable(error) from error
        self.wait_longer()
        message.subject, message.body = typeset(message.subject), typeset(message.body)
        try:
            self.connection.send_messages([message])
        except Exception:
            self.close()
            raise

    def wait_longer(self):
        """EMAIL_TIMEOUT is how long one waits for a server; once it talks, be patient."""
        server = getattr(self.connection, "connection", None)  # only SMTP has one
        if server is not None:
            server.sock.settimeout(PATIENCE)

    def close(self):
        with contextlib.suppress(Exception):
            self.connection.close()
        self.connection = get_connection()


@dataclass(frozen=True)
class Verdict:
    """What a failure means: `is_final` when trying again is useless, `blames_address` when the
    address itself does not work. `words` are for staff, `code` for the log: no address in them."""

    words: str
    code: str
    is_final: bool = False
    blames_address: bool = False


def blames_address(status, *, silent=False):
    """Whether a failure of the enhanced `status` (class, subject, detail) is that of the address.

    No such mailbox, mailbox closed or full, no such domain; not « your server is unwelcome », nor
    a letter too large. `silent` is the answer when there is no status.
    """
    if status is None:
        return silent
    _class, subject, detail = status
    return subject == 1 or (subject == 2 and detail != 3) or (subject, detail) == (4, 4)


def enhanced(text):
    """(class, subject, detail) of the enhanced code in the bytes `text`, or None."""
    found = ENHANCED.search(text)
    return tuple(map(int, found.groups())) if found else None


def verdict_on(error):
    """The Verdict on what stopped one letter."""
    name = type(error).__name__
    if isinstance(error, Unreachable):
        cause = type(error.cause).__name__
        if isinstance(error.cause, smtplib.SMTPAuthenticationError):
            return Verdict("Le serveur d’envoi refuse le nom ou le mot de passe du site.", cause)
        return Verdict("Le serveur d’envoi ne répond pas.", cause)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        words = "Le serveur d’envoi ne sait pas écrire à cette adresse, qui a des accents."
        return Verdict(words, name, is_final=True)
    if type(error) in REFUSALS:
        return verdict_on_refusal(error)
    if isinstance(error, OSError):
        return Verdict("Le serveur d’envoi a coupé la conversation.", name)
    return Verdict(f"Une erreur inattendue a arrêté l’envoi ({name}).", name)


def verdict_on_refusal(error):
    name, words = type(error).__name__, REFUSALS[type(error)]
    at_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
    answers = error.recipients.values() if at_recipient else [(error.smtp_code, error.smtp_error)]
    code, text = next(iter(answers))
    if code < 500:
        return Verdict(f"Le serveur demande d’attendre (code {code}).", f"{name} {code}")
    status = enhanced(text if isinstance(text, bytes) else str(text).encode())
    blames = not isinstance(error, smtplib.SMTPSenderRefused) and blames_address(
        status, silent=at_recipient and code in UNKNOWN_ADDRESS
    )
    if at_recipient and not blames:
        words = "Le serveur du destinataire refuse nos courriels : l’adresse n’est pas en cause"
    told = f"{code} {'.'.join(map(str, status))}" if status else str(code)
    return Verdict(f"{words} (code {told}).", f"{name} {told}", True, blames)

"""The conversation with the mail server, and what its refusals mean."""

import contextlib
import smtplib
from dataclasses import dataclass

from django.core.mail import get_connection

from letters.verdicts import Blame, enhanced, fault_of
from records.french import typeset

# Seconds for the answer to the text: many servers filter before they say yes (RFC 5321, 4.5.3.2,
# allows even more). Until then there is less to do, and other letters wait.
PATIENCE, ENVELOPE = 120, 30
SILENCES = 2  # in one batch: the server has more than one recipient who hangs, let it breathe
# Without an enhanced code: no such mailbox, user not local, name not allowed.
UNKNOWN_ADDRESS = (550, 551, 553)
# What the server answered to.
REFUSALS = {
    smtplib.SMTPRecipientsRefused: "Le serveur du destinataire refuse cette adresse",
    smtplib.SMTPSenderRefused: "Le serveur refuse notre adresse d’expédition",
    smtplib.SMTPDataError: "Le serveur refuse le contenu du courriel",
}


UNSURE = (
    "La conversation s’est coupée après le texte : le courriel est peut-être parti. Vérifiez, puis "
    "envoyez de nouveau."
)


class Unreachable(Exception):
    """The mail server cannot be talked to at all; `cause` says why."""

    def __init__(self, cause):
        super().__init__(type(cause).__name__)
        self.cause = cause


class Silent(smtplib.SMTPServerDisconnected):
    """The mail server stopped answering before it was given the text."""


class Unsure(smtplib.SMTPServerDisconnected):
    """The mail server was given the whole text and did not say whether it takes it."""


def watch(server):
    """Make the smtplib.SMTP `server` wait as long as each answer deserves, and tell silences."""
    read, text_given = server.getreply, False

    def getreply():
        nonlocal text_given
        try:
            answer = read()
        except smtplib.SMTPServerDisconnected as error:
            if text_given:
                raise Unsure(str(error)) from error
            if isinstance(error.__context__, TimeoutError):
                raise Silent(str(error)) from error
            raise
        text_given = answer[0] == 354  # « go on »: what is answered next is about the text
        server.sock.settimeout(PATIENCE if text_given else ENVELOPE)
        return answer

    server.sock.settimeout(ENVELOPE)
    server.getreply = getreply


class Post:
    """One connection for many letters, opened when needed, and again when it broke.

    `is_tired` once the server was silent too often: the other letters wait for the next batch,
    without a try less.
    """

    def __init__(self):
        self.connection = get_connection()
        self.down = None
        self.silences = 0

    @property
    def is_tired(self):
        return self.silences >= SILENCES

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
            is_new = self.connection.open()
        except OSError as error:  # every SMTP error is one
            self.close()
            self.down = error
            raise Unreachable(error) from error
        if is_new and (server := getattr(self.connection, "connection", None)):
            watch(server)  # only SMTP has one
        message.subject, message.body = typeset(message.subject), typeset(message.body)
        try:
            self.connection.send_messages([message])
        except Exception as error:
            self.silences += isinstance(error, Silent)
            self.close()
            raise

    def close(self):
        with contextlib.suppress(Exception):
            self.connection.close()
        self.connection = get_connection()


@dataclass(frozen=True)
class Verdict:
    """What a failure means: `is_final` when trying again is useless, `blames_address` when the
    address itself does not work, `is_unsure` when it may have left. `words` are for staff, `code`
    for the log: no address in them."""

    words: str
    code: str
    is_final: bool = False
    blames_address: bool = False
    is_unsure: bool = False


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
    if isinstance(error, Unsure):
        return Verdict(UNSURE, name, is_unsure=True)
    if isinstance(error, Silent):
        return Verdict("Le serveur d’envoi ne répond plus.", name)
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
    content = text if isinstance(text, bytes) else str(text).encode()
    status = enhanced(content)
    silent = Blame.ADDRESS if at_recipient and code in UNKNOWN_ADDRESS else Blame.OURS
    fault = fault_of(status, content.decode(errors="replace"), silent=silent)
    blames = fault == Blame.ADDRESS and not isinstance(error, smtplib.SMTPSenderRefused)
    if at_recipient and fault == Blame.FULL:
        words = "La boîte du destinataire est pleine"
    elif at_recipient and not blames:
        words = "Le serveur du destinataire refuse nos courriels : l’adresse n’est pas en cause"
    told = f"{code} {'.'.join(map(str, status))}" if status else str(code)
    return Verdict(f"{words} (code {told}).", f"{name} {told}", True, blames)

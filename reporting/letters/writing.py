"""Letters enter the queue with the act that writes them, or not at all."""

from conventions.sender import sender, site_address, written_from
from letters import writing as outbox
from reporting.letters.html import html_of
from reporting.letters.templates import on_one_line
from reporting.models import Letter
from reporting.report.links import INVITATION as INVITATION
from reporting.report.links import LINK

NO_ADDRESS = (
    "Donnez d’abord, dans Réglages, l’adresse de courriel de l’équipe : les partenaires doivent "
    "pouvoir vous écrire."
)


def link_address(link, tail=""):
    """Where the personal `link` leads, as stored texts write it: the token comes as it leaves."""
    return site_address(f"/r/{LINK.format(link.pk)}/{tail}")


def write_letter(
    kind, *, once, subject, body, person=None, to="", unsubscribe="", at=None, by=None, **about
):  # fmt: skip
    """Put the letter `kind` to `person`, or to the address `to`, in the outbox; gives the Letter.

    None when `once` was written. To be called in the transaction of the act; nothing here talks to
    a mail server. `about` ties it to a campaign, reminder, report or invitation; `unsubscribe` is
    the address that stops such letters in one click; `by` a Sender read before, when many letters
    are written.
    """
    by = by or sender()
    headers = {"Auto-Submitted": "auto-generated"}
    if by.reply_to:
        headers["Reply-To"] = by.reply_to
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # NUL is what PostgreSQL refuses in a text: the act must not fail for the sake of its letter.
    subject, body = on_one_line(subject.replace("\0", "")), body.replace("\0", "")
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    return outbox.add(
        "reporting", model=Letter, kind=kind, once=once, to=to or person.email, at=at,
        person=person, from_email=written_from(by), subject=subject, text=body,
        html=html_of(subject, body), headers=headers, **about,
    )  # fmt: skip

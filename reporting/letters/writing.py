"""Letters enter the queue with the act that writes them, or not at all."""

from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from post_office.models import STATUS, Email

from conventions.models import Territory
from reporting.letters.html import html_of
from reporting.letters.wording import on_one_line
from reporting.models import Letter

LINK = "[[lien:{}]]"  # in a stored text, the token of the PersonalLink of that key
INVITATION = "[[invitation:{}]]"


@dataclass(frozen=True)
class Sender:
    """In whose name letters leave, and where an answer goes."""

    name: str
    address: str
    reply_to: str


def sender():
    territory = Territory.objects.filter(is_main=True).first()
    name = territory.label if territory else ""
    reply_to = territory.email if territory else ""
    return Sender(name, settings.DEFAULT_FROM_EMAIL, reply_to)


def site(path):
    """The whole address of `path`, for a letter."""
    return settings.SITE_URL + path


def link_address(link, tail=""):
    """Where the personal `link` leads, as stored texts write it: the token comes as it leaves."""
    return site(f"/r/{LINK.format(link.pk)}/{tail}")


def write(kind, *, to, once, subject, body, person=None, unsubscribe="", at=None, by=None, **about):
    """Queue the letter `kind` to the address `to`; gives the Letter, None when `once` was written.

    To be called in the transaction of the act. `about` ties it to a campaign, reminder, report or
    invitation; `unsubscribe` is the address that stops such letters in one click; `by` a Sender
    read before, when many letters are written.
    """
    by = by or sender()
    now = timezone.now()
    headers = {"Auto-Submitted": "auto-generated"}
    if by.reply_to:
        headers["Reply-To"] = by.reply_to
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = on_one_line(subject)
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                kind=kind, once=once, to=to, person=person, subject=subject,
                created_at=now, next_try_at=at or now, **about,
            )  # fmt: skip
    except IntegrityError:
        return None
    domain = by.address.rpartition("@")[2].strip("> ") or "localhost"
    letter.email = Email.objects.create(
        from_email=formataddr((by.name, by.address)) if by.name else by.address,
        to=[to],
        subject=subject,
        message=body,
        html_message=html_of(subject, body),
        status=STATUS.queued,
        headers=headers,
        # The same for every try: a server that already took it can drop the second.
        message_id=f"<lettre-{letter.pk}-{now:%Y%m%d%H%M%S}@{domain}>",
    )
    letter.save(update_fields=["email"])
    return letter

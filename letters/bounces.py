"""Letters that came back, told by mail servers in delivery reports (RFC 3464).

Bytes in, facts out: nothing here raises, whatever a stranger sent to the mailbox.
"""

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy

from django.db import transaction
from django.utils import timezone

from letters.models import LetterState, OutboxLetter
from letters.sources import source_of
from letters.verdicts import VAGUE, Blame, enhanced, fault_of

logger = logging.getLogger(__name__)

MAX_BYTES = 1_000_000  # a report quotes a letter, it carries nothing bigger
MAX_PARTS = 50
KNOWN_FOR = timedelta(days=15)  # servers give up after five days; some tell late
OURS = re.compile(r"<lettre-([0-9]{1,12})-([0-9a-f]{16})@[^\s<>]{1,200}>")
ADDRESS = re.compile(r"[^\s;<>,\x00-\x1f]{1,200}@[^\s;<>,\x00-\x1f]{1,200}")


@dataclass(frozen=True)
class Bounce:
    """One recipient that a letter did not reach.

    `letter` is the key and the secret of our letter, from its Message-ID, None when the report
    does not quote it; `status` is a triple of numbers, or None; `said` what the server answered.
    """

    letter: tuple | None
    recipient: str
    status: tuple | None
    said: str = ""

    @property
    def fault(self):
        return fault_of(self.status, self.said, silent=Blame.ADDRESS)

    @property
    def words(self):
        told = f" (code {'.'.join(map(str, self.status))})" if self.status else ""
        return f"Revenu : {self.fault.value}{told}."


def bounce_in(content):
    """The Bounce that the message `content`, in bytes, tells, or None.

    Our letters have one recipient: a report that names others is forged, or not ours. A letter
    that is only late is not one: the server goes on trying.
    """
    try:
        return read_report(message_from_bytes(content[:MAX_BYTES], policy=policy.compat32))
    except Exception as error:  # hostile or broken: the mail library may raise anything
        logger.warning("delivery report not read: %s", type(error).__name__)
        return None


def read_report(message):
    if message.get_content_type() != "multipart/report":
        return None
    parts = [part for part, _ in zip(message.walk(), range(MAX_PARTS), strict=False)]
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    letter = quoted_letter(parts)
    groups = (group for report in reports for group in groups_of(report))
    found = (bounce_of(group, letter) for group in groups)
    return next((bounce for bounce in found if bounce is not None), None)


def groups_of(report):
    """The groups of fields of a delivery report: of the whole message, then of each recipient."""
    payload = report.get_payload()
    if isinstance(payload, list):
        return payload
    return [message_from_bytes(str(payload).encode(errors="replace"), policy=policy.compat32)]


def quoted_letter(parts):
    """(key, secret) of our letter, which the report quotes whole or by its headers; or None."""
    for part in parts[1:]:
        if found := OURS.search(str(part.get("Message-ID", ""))):
            return found.groups()
    for part in parts:
        if part.get_content_type() in ("text/rfc822-headers", "text/plain"):
            text = part.get_payload(decode=True) or b""
            if found := OURS.search(text[:100_000].decode("ascii", "replace")):
                return found.groups()
    return None


def bounce_of(group, letter):
    """The Bounce of the fields of one recipient, or None when the letter is not given up."""
    recipient = str(group.get("Final-Recipient") or group.get("Original-Recipient") or "")
    address = ADDRESS.search(recipient)
    status = enhanced(str(group.get("Status", "")).encode(errors="replace"))
    said = str(group.get("Diagnostic-Code", ""))
    if status is None or status[1:] in VAGUE:  # the answer of the server may hold a better one
        status = enhanced(said.encode(errors="replace")) or status
    action = str(group.get("Action", "")).strip().lower()
    # « failed » decides: a status in 4 is then a server that gave up after days of trying.
    is_final = action == "failed" or (not action and status is not None and status[0] == 5)
    if address is None or not is_final:
        return None
    return Bounce(letter, address[0], status, said)


def letter_of(bounce, at):
    """The OutboxLetter that `bounce` is about, or None.

    By its Message-ID, which nobody else can guess; only a report that quotes none is believed on
    the address, for the last letter sent there.
    """
    sent = OutboxLetter.objects.filter(state=LetterState.SENT).without_texts()
    if bounce.letter is not None:
        key, secret = bounce.letter
        return sent.filter(pk=key, secret=secret).first()
    recent = sent.filter(to__iexact=bounce.recipient, sent_at__gte=at - KNOWN_FOR)
    return recent.order_by("-sent_at", "-pk").first()


@transaction.atomic
def mark_bounced(letter, words, *, blames_address):
    """`letter` left and came back, for the reason `words`; False when it was not known as gone.

    What follows for its address is up to its source.
    """
    gone = OutboxLetter.objects.filter(pk=letter.pk, state=LetterState.SENT)
    if not gone.update(state=LetterState.BOUNCED, fault=words[:250], handled_at=None):
        return False
    letter.state = LetterState.BOUNCED
    source_of(letter).over(letter, blames_address=blames_address)
    return True


def note(content):
    """Mark the letter that the message `content` says has come back; False when there is none."""
    bounce = bounce_in(content)
    letter = bounce and letter_of(bounce, timezone.now())
    if letter is None:
        return False
    blames = bounce.fault == Blame.ADDRESS
    logger.info("letter %s came back: %s", letter.pk, bounce.status)
    return mark_bounced(letter, bounce.words, blames_address=blames)

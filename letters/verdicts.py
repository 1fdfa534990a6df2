"""Whose fault a failed letter is: by the code of the mail server, by its words when it has none.

Codes are those of RFC 3463 and of its registry, read as servers use them. docs/decisions/0030.
"""

import re
from enum import Enum

ENHANCED = re.compile(rb"\b([245])\.([0-9]{1,3})\.([0-9]{1,3})\b")
MOST_WORDS = 2_000  # of what a server says: nothing longer is looked into


class Blame(Enum):
    """What does not work; each says it to the team, after « Revenu : »."""

    ADDRESS = "le serveur du destinataire ne connaît plus cette adresse"
    FULL = "la boîte du destinataire est pleine"
    OURS = "le serveur du destinataire refuse nos courriels, l’adresse n’est pas en cause"
    OTHER = "le serveur du destinataire ne l’a pas remis"


# (subject, detail) of a code → Blame, detail None for all the others of the subject. Vague codes,
# left out, are told by their words.
CODES = {
    (1, 7): Blame.OURS,  # the sender's address
    (1, 8): Blame.OURS,
    (1, None): Blame.ADDRESS,
    (2, 1): Blame.ADDRESS,  # a mailbox that is closed
    (2, 2): Blame.FULL,
    (2, None): Blame.OTHER,  # too large, a list of people
    (4, 4): Blame.ADDRESS,  # no such domain
    (4, 310): Blame.ADDRESS,
    (6, None): Blame.OTHER,
    (7, None): Blame.OURS,
}
VAGUE = {(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (7, 0)}
WHO = r"(user|mailbox|recipient|address|account|utilisateur|adresse|bo\S{1,4}te|destinataire)"
# Tried in this order.
WORDS = [
    (
        Blame.FULL,
        r"(mail)?box (is )?full|over ?-?quota|quota (exceeded|full)|out of storage"
        r"|exceed\w* .{0,30}(quota|storage)|bo\S{1,4}te .{0,20}pleine|insufficient .{0,20}storage",
    ),
    (
        Blame.OURS,
        r"sender (address )?(rejected|denied|verify)|your (ip|domain|server|host)"
        r"|\b(spf|dkim|dmarc)\b|black ?-?list|block ?-?list|listed (at|by|in)"
        r"|\bspam|reputation|unable to relay|relay(ing)? (access )?denied|spamhaus",
    ),
    (
        Blame.ADDRESS,
        r"(unknown|no such|invalid|inactive|disabled) (local )?(user|mailbox|recipient|person|"
        rf"address|account)|{WHO}\b.{{0,40}}(unknown|not (be )?found|not exist|n.t exist|no longer|"
        r"n.existe|inconnu|invalid|inacti|disabled|suspended|unavailable)|no mailbox here"
        r"|(domain|host).{0,20}not (be )?found|recipient address rejected: access denied"
        r"|not our customer|mailbox unavailable",
    ),
]


def enhanced(text):
    """(class, subject, detail) of the enhanced code in the bytes `text`, or None."""
    found = ENHANCED.search(text)
    return tuple(map(int, found.groups())) if found else None


def fault_of(status, words="", *, silent=Blame.OTHER):
    """The Blame that the `status` (class, subject, detail), or None, and the `words` of a mail
    server tell; `silent` when neither says anything."""
    if status is not None and status[1:] not in VAGUE:
        kind, subject, detail = status
        if (subject, detail) == (4, 1):  # class 4: a server that does not answer, not a dead one
            return Blame.ADDRESS if kind == 5 else Blame.OTHER
        found = CODES.get((subject, detail)) or CODES.get((subject, None))
        return found or Blame.OTHER
    said = words[:MOST_WORDS]
    for fault, shape in WORDS:
        if re.search(shape, said, re.IGNORECASE):
            return fault
    if status is None:
        return silent
    return {1: Blame.ADDRESS, 7: Blame.OURS}.get(status[1], Blame.OTHER)

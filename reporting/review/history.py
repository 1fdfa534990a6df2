"""What happened to a report, in words: its events as the team reads them."""

from dataclasses import dataclass

from reporting.models import ReportState
from reporting.models.event import Side
from reporting.report.publishing import NOTHING_NEW
from reporting.report.sections import SECTIONS, recorded_words
from reporting.report.transitions import TRANSITIONS

FIRST_WORDS = "a commencé à écrire"
IN_THEIR_NAME = " au nom de l’organisation"
VERBS = {
    "write": "a continué à écrire",
    "say_nothing_new": "a dit « rien de nouveau »",
    "submit": "a envoyé",
    "take_back": "a repris",
    "send_back": "a renvoyé",
    "publish": "a publié",
    "reopen": "a rouvert",
}


@dataclass(frozen=True)
class PastEvent:
    """One event, in words: who, when, what, the comments, and what the answer said then."""

    at: object
    who: str
    words: str
    comment: str
    comments: list
    said: list
    alone: bool


def history(report):
    """What happened to `report`, latest first: one query."""
    return [
        PastEvent(
            event.at,
            event.by_label,
            done(event) + (IN_THEIR_NAME if in_their_name(event) else ""),
            event.comment,
            [(str(SECTIONS.get(name, name)), words) for name, words in event.comments.items()],
            said_in_words(event.said),
            event.alone,
        )
        for event in report.events.order_by("-at", "-pk")
    ]


def done(event):
    """What was done, in words: the first words of an answer begin it, the others go on."""
    if event.verb == "write" and event.before == ReportState.TODO:
        return FIRST_WORDS
    return VERBS.get(event.verb, event.verb)


def in_their_name(event):
    """True when the team did what partners do."""
    return event.side == Side.STAFF and TRANSITIONS[event.verb].side == Side.PARTNER


def said_in_words(values):
    """(label, words) of the dict `values` kept with an event."""
    if values.get("nothing_new"):
        return [("Réponse", NOTHING_NEW)]
    return recorded_words(values) if values else []

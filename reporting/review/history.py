"""What happened to a report, in words: its events as the team reads them."""

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
    "submit": "a envoyé la réponse",
    "withdraw_file": "a retiré un fichier",
    "take_back": "a choisi de modifier la réponse",
    "send_back": "a demandé une précision",
    "publish": "a publié la réponse",
    "reopen": "a rouvert la réponse",
}


def happened(report):
    """What happened to `report`, latest first, as the page prints it: one query."""
    return [
        {
            "at": event.at,
            "who": event.by_label,
            "words": done(event, report),
            "comment": event.comment,
            "comments": [
                (str(SECTIONS.get(name, name)), words) for name, words in event.comments.items()
            ],
            "said": said_then(event),
            "alone": event.alone,
        }
        for event in report.events.order_by("-at", "-pk")
    ]


def done(event, report):
    """What was done, in words: the first words of an answer begin it, the others go on."""
    words = VERBS.get(event.verb, event.verb)
    if event.verb == "write" and event.before == ReportState.TODO:
        words = FIRST_WORDS
    if event.verb == "publish" and report.campaign.is_evaluation:
        words = "a validé l’avis"
    transition = TRANSITIONS.get(event.verb, TRANSITIONS["write"])
    for_them = event.side == Side.STAFF and transition.side == Side.PARTNER
    return words + (IN_THEIR_NAME if for_them else "")


def said_then(event):
    """(label, words) of what the answer said then."""
    if event.said.get("nothing_new"):
        return [("Réponse", NOTHING_NEW)]
    if "withdrawn" in event.said:
        return [("Fichier", event.said["withdrawn"])]
    return recorded_words(event.said) if event.said else []

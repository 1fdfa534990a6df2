"""What happened to a report, in words: its events as the team reads them."""

import datetime as dt
from dataclasses import dataclass

from actions.models import Avancement, People
from records.french import full_date
from reporting.models import ReportState
from reporting.models.event import Side
from reporting.report.publishing import NOTHING_NEW
from reporting.report.sections import SECTIONS
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
class Told:
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
        Told(
            event.at,
            event.by_label,
            done(event) + (IN_THEIR_NAME if in_their_name(event) else ""),
            event.comment,
            [(SECTIONS.get(name, name), words) for name, words in event.comments.items()],
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
    """(label, words) of the dict `values` that answers.said gave."""
    if not values:
        return []
    if values.get("nothing_new"):
        return [("Réponse", NOTHING_NEW)]
    state = values.get("avancement")
    reason = values.get("avancement_reason")
    label = Avancement(state).label if state in Avancement.values else ""
    found = [("avancement", f"{label} : {reason}" if reason else label)]
    found += [
        (name, values.get(name, ""))
        for name in ("done", "next_steps", "people_reached", "difficulties", "message")
    ]
    done = [one["step"] for one in values.get("steps", []) if one["done"]]
    found.append(("steps", ", ".join(done)))
    figures = [
        f"{one['indicator']} : "
        + (f"non disponible, {one['why']}" if one["unavailable"] else one["typed"] or one["text"])
        for one in values.get("values", [])
    ]
    found.append(("values", "\n".join(figures)))
    found.append(("files", "\n".join(file_in_words(one) for one in values.get("files", []))))
    return [(SECTIONS[name], words) for name, words in found if words]


def file_in_words(one):
    """« La salle (crédit : Mairie ; accord des personnes, le 5 janvier 2026) » for a file said.

    `one` is a name alone in what was said before the rights were kept.
    """
    if isinstance(one, str):
        return one
    about = [f"crédit : {one['credit']}"] if one["credit"] else []
    if one["people"] in People.values:
        day = full_date(dt.date.fromisoformat(one["consent_on"])) if one["consent_on"] else ""
        about.append(People(one["people"]).label + (f", le {day}" if day else ""))
    return one["name"] + (f" ({' ; '.join(about)})" if about else "")

"""What may happen to a report, as data, and why a verb is refused whatever its state.

TRANSITIONS is the only list of the verbs: the tests walk every state × verb × role from it, and
docs/remontees.md draws it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from partners.models import User
from partners.permissions import may_edit, may_review
from records.closing import closed_words
from records.french import full_date
from reporting.models import Report, ReportEvent, ReportState
from reporting.models.event import Side
from reporting.report.publishing import ARCHIVED
from reporting.report.sections import Missing

TODO, DRAFT, SUBMITTED, RETURNED, PUBLISHED = ReportState


@dataclass(frozen=True)
class Transition:
    """`moves` is a dict state before → state after; `side` is the side that acts.

    On the partner's side, those who speak for the organisation may, and staff in their name;
    `may(user)` judges the staff.
    """

    label: str
    moves: dict
    side: str
    may: Callable


TRANSITIONS = {
    "write": Transition(
        "écrire", {TODO: DRAFT, DRAFT: DRAFT, RETURNED: RETURNED}, Side.PARTNER, may_edit
    ),
    "say_nothing_new": Transition(
        "dire « rien de nouveau »",
        {TODO: SUBMITTED, DRAFT: SUBMITTED, RETURNED: SUBMITTED},
        Side.PARTNER,
        may_edit,
    ),
    "submit": Transition(
        "envoyer", {DRAFT: SUBMITTED, RETURNED: SUBMITTED}, Side.PARTNER, may_edit
    ),
    "take_back": Transition("modifier", {SUBMITTED: DRAFT}, Side.PARTNER, may_edit),
    "send_back": Transition(
        "demander une précision", {SUBMITTED: RETURNED}, Side.STAFF, may_review
    ),
    "publish": Transition("publier", {SUBMITTED: PUBLISHED}, Side.STAFF, may_review),
    "reopen": Transition(
        "rouvrir", {TODO: TODO, DRAFT: DRAFT, RETURNED: RETURNED}, Side.STAFF, may_review
    ),
}


def acting_side(verb: str, report: Report, user: User) -> Side | None:
    """The Side on which `user` does `verb` to `report`, whatever its state; None: they may not.

    Staff who speak for the organisation too act on its side.
    """
    transition = TRANSITIONS[verb]
    speaks = speaks_for(user, report)
    if transition.may(user):
        return Side.PARTNER if speaks else Side.STAFF
    return Side.PARTNER if speaks and transition.side == Side.PARTNER else None


def speaks_for(user: User, report: Report) -> bool:
    """True when `user` is today a contact of the organisation of `report`."""
    return bool(
        user.is_active
        and report.organisation_id
        and user.memberships.current().filter(organisation=report.organisation_id).exists()
    )


ALONE = "Vous avez écrit cette réponse : une autre personne de l’équipe doit la publier."
AUTHORS = ("write", "submit", "say_nothing_new")


class WrongState(Exception):
    """The report is no longer in a state where the verb makes sense."""


class Refused(Exception):
    """The verb cannot be done: its text is a sentence that says what to do."""

    def __init__(self, words: str, missing: Iterable[Missing] = ()) -> None:
        super().__init__(words)
        self.missing = list(missing)


def refuse_archived(report: Report) -> None:
    """Raise Refused when nothing can be asked about the action of `report`, nor published."""
    if report.action.archived_on:
        raise Refused(ARCHIVED)
    refuse_closed(report)


def why_not_published(report: Report) -> str:
    """What keeps `report` from being published, "" for nothing: an opinion changes no plan."""
    if report.action.archived_on:
        return ARCHIVED
    return "" if report.campaign.is_evaluation else closed_words(report.action)


def refuse_closed(report: Report) -> None:
    """Raise Refused when the plan of the action of `report` no longer changes."""
    if words := closed_words(report.action):
        raise Refused(words)


def refuse_late(report: Report, on: dt.date) -> None:
    """Raise Refused when `report` can no longer be sent on the date `on`."""
    if report.action.archived_on:
        raise Refused(
            "Cette action est archivée : votre réponse reste en brouillon, mais elle ne "
            "peut plus partir."
        )
    if closed_words(report.action):
        raise Refused(
            "La convention est close : votre réponse reste en brouillon, mais elle ne peut plus "
            "partir. Demandez à l’équipe ce qu’il faut en faire."
        )
    if not report.takes_answers(on):
        closed = full_date(report.campaign.closes_on)
        if report.campaign.closed_at:
            closed = full_date(report.campaign.closed_at)
        raise Refused(
            f"La campagne est fermée depuis le {closed} : votre réponse reste en "
            "brouillon, mais elle ne peut plus partir. Demandez à l’équipe de la rouvrir."
        )


def last_event(report: Report, *verbs: str) -> ReportEvent | None:
    """The last event of `report` that is one of `verbs`, None without one."""
    return report.events.filter(verb__in=verbs).order_by("-at", "-pk").first()


def is_alone(report: Report, user: User) -> bool:
    """True when nobody but `user` wrote `report`.

    « Rien de nouveau » is the word of who said it: a draft set aside by it made nobody its author.
    """
    if report.nothing_new:
        event = last_event(report, "say_nothing_new")
        return event is not None and event.by_id == user.pk
    written = report.events.filter(verb__in=AUTHORS)
    return set(written.values_list("by", flat=True)) == {user.pk}

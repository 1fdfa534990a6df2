"""What may happen to a report, as data: the only list of its verbs.

The tests walk every state × verb × role from it, and docs/remontees.md draws it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from partners.models import User
from partners.permissions import may_edit, may_review
from reporting.models import Report, ReportState
from reporting.models.event import Side

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
    "take_back": Transition("reprendre", {SUBMITTED: DRAFT}, Side.PARTNER, may_edit),
    "send_back": Transition("renvoyer", {SUBMITTED: RETURNED}, Side.STAFF, may_review),
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

"""Why a verb cannot be done to an answer: the conditions that its state does not say."""

import datetime as dt
from collections.abc import Iterable

from partners.models import User
from records.french import full_date
from reporting.models import Report, ReportEvent
from reporting.report.publishing import ARCHIVED
from reporting.report.sections import Missing

ALONE = "Vous avez écrit seul cette réponse : une autre personne de l’équipe doit la publier."
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


def refuse_late(report: Report, on: dt.date) -> None:
    """Raise Refused when `report` can no longer be sent on the date `on`."""
    if report.action.archived_on:
        raise Refused(
            "Cette action est archivée : votre réponse est gardée comme brouillon, mais elle ne "
            "peut plus partir."
        )
    if not report.takes_answers(on):
        closed = full_date(report.campaign.closes_on)
        if report.campaign.closed_at:
            closed = full_date(report.campaign.closed_at)
        raise Refused(
            f"La campagne est fermée depuis le {closed} : votre réponse est gardée comme "
            "brouillon, mais elle ne peut plus partir. Demandez à l’équipe de la rouvrir."
        )


def last_event(report: Report, *verbs: str) -> ReportEvent | None:
    """The last event of `report` that is one of `verbs`, None without one."""
    return report.events.filter(verb__in=verbs).order_by("-at", "-pk").first()


def authors(report: Report) -> set[int | None]:
    """Keys of the accounts that wrote `report`.

    « Rien de nouveau » is the word of who said it: a draft set aside by it made nobody its author.
    """
    if report.nothing_new:
        event = last_event(report, "say_nothing_new")
        return {event.by_id} if event else set()
    return set(report.events.filter(verb__in=AUTHORS).values_list("by", flat=True))


def is_alone(report: Report, user: User) -> bool:
    """True when nobody but `user` wrote `report`."""
    return authors(report) == {user.pk}

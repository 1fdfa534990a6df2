"""What is validated is copied to the public side; nothing there knows where it came from."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Action, Update
from actions.telling import headline
from partners.models import User
from records.history.recording import one_change
from reporting.models import Report
from reporting.report.reading import locked_row, validate_and_save
from reporting.report.sections import SECTIONS, sections_of
from reviews.models import PartnerOpinion

NOTHING_NEW = "Rien de nouveau, c’est toujours exact"
NEWER = (
    "Un avis plus récent de cette organisation sur cette action est déjà validé : c’est lui qui "
    "compte. Laissez celui-ci comme il est."
)
ARCHIVED = "Cette action est archivée : remettez-la en service d’abord."


@dataclass
class Wording:
    """What will be public, as the reviewer left it: `sections` is a dict name → what it publishes.

    « Rien de nouveau » publishes no section; an opinion has no `title`.
    """

    title: str
    sections: dict[str, Any] = field(default_factory=dict)


def title_proposed(report: Report) -> str:
    """The first sentence of what was done; "" when nothing was, for the reviewer to write one."""
    return headline(report.done)


def wording_of(report: Report) -> Wording:
    """The Wording of `report` as its partner wrote it: what the reviewer starts from."""
    if report.nothing_new:
        return Wording(NOTHING_NEW)
    proposed = {name: section.proposed(report) for name, section in sections_of(report).items()}
    return Wording(title_proposed(report), proposed)


def copy_to_evaluation(report: Report, wording: Wording, *, by: User, at: dt.datetime) -> None:
    """Write the PartnerOpinion that `report` gives, or replace the one its organisation gave.

    Nothing residents read changes: the evaluation is published by its own page. A text that was
    quoted is to be chosen again. Raises ValidationError, in words.
    """
    with one_change(f"Réponse {report.reference} validée.", by):
        if locked_row(Action, report.action_id).archived_on:
            raise ValidationError(ARCHIVED)
        about = {"action": report.action, "organisation": report.organisation}
        found = PartnerOpinion.objects.select_for_update().filter(**about).first()
        if found and found.given_on and found.given_on > report.answered_on:
            raise ValidationError(NEWER)
        opinion = found or PartnerOpinion(**about)
        opinion.given_on, opinion.is_quoted = report.answered_on, False
        opinion.is_demo = report.is_demo
        for name, given in wording.sections.items():
            SECTIONS[name].fill_update(opinion, given)
        validate_and_save(opinion)


def copy_to_action(report: Report, wording: Wording, *, by: User, at: dt.datetime) -> Update:
    """Write the Update of `report` and what it changes in its action; gives the Update.

    To be called in a transaction, inside no_file_without_row(). History says who and from which
    answer. Raises ValidationError, in words, when something cannot be published as it is.
    """
    published = [(SECTIONS[name], given) for name, given in wording.sections.items()]
    with one_change(f"Réponse {report.reference} publiée.", by):
        update = Update(
            action=report.action,
            title=wording.title,
            organisation=report.organisation,
            nothing_new=report.nothing_new,
            told_on=report.answered_on,
            published_at=at,
            is_demo=report.is_demo,
        )
        for section, given in published:
            section.fill_update(update, given)
        validate_and_save(update)
        action = locked_row(Action, report.action_id)
        if action.archived_on:
            raise ValidationError(ARCHIVED)
        for section, given in published:
            section.change_action(action, report, given)
        action.verified_on = max(filter(None, (action.verified_on, report.answered_on)))
        if report.nothing_new:  # all that the page says was confirmed, its practical lines too
            action.verify_practical(report.answered_on)
        validate_and_save(action)
        for section, given in published:
            section.publish(report, given, timezone.localdate(at))
    return update

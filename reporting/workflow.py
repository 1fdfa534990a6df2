"""The only writer of a report's state: one verb, one transaction, one event, its letters.

Each verb takes the person who acts as `by` and the datetime `at`; it raises PermissionDenied when
they may not, WrongState when the report is not where it should be, Refused (a sentence in French)
when something is missing. Asked twice, a verb does its work once.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Action
from conventions.files import no_file_without_row
from partners.permissions import may_publish_alone
from records.french import full_date
from reporting.letters import notifications
from reporting.models import Report, ReportEvent, ReportState
from reporting.models.report import ANSWERED
from reporting.models.report import WRITABLE as WRITABLE
from reporting.report import reading
from reporting.report.public_side import public_side
from reporting.report.published import public_words
from reporting.report.publishing import ARCHIVED, copy_to_action
from reporting.report.sections import missing_before_submit, said
from reporting.report.transitions import TRANSITIONS, acting_side

ALONE = "Vous avez écrit seul cette réponse : une autre personne de l’équipe doit la publier."
AUTHORS = ("write", "submit", "say_nothing_new")
TO_COMPLETE = dt.timedelta(days=14)  # what is sent back after the closing may come back so long
TO_COME = "Choisissez une date à venir."


class WrongState(Exception):
    """The report is no longer in a state where the verb makes sense."""


class Refused(Exception):
    """The verb cannot be done: its text is a sentence that says what to do."""

    def __init__(self, words, missing=()):
        super().__init__(words)
        self.missing = list(missing)


@dataclass(frozen=True)
class Told:
    """Staff enter an answer for somebody: who told it, on which date, by which means."""

    on: object
    by: str = ""
    how: str = ""


def locked(report):
    """`report` as it is now, kept from other writers until the end of the transaction.

    One that is held already is given back: what was read of it under lock is not read again.
    """
    found = report if report.is_held else reading.locked(Report.objects.filter(pk=report.pk))
    if found is None:
        raise Report.DoesNotExist
    return found


def require(verb, report, by):
    """The side on which `by` does `verb` to `report`; PermissionDenied unless they may."""
    side = acting_side(verb, report, by)
    if side is None:
        raise PermissionDenied
    return side


def move(report, verb, *, side, by, at, values=None, **event):
    """Change the state of the locked `report` by `verb`, and write what happened; gives the event.

    `side` comes from require(). The condition on the old state is in the update itself: row locks
    do nothing on SQLite.
    """
    before, moves = report.state, TRANSITIONS[verb].moves
    if before not in moves:
        raise WrongState(verb)
    after = moves[before]
    found = Report.objects.filter(pk=report.pk, state=before)
    if not found.update(state=after, **(values or {})):
        raise WrongState(verb)
    report.state = after
    for name, value in (values or {}).items():
        setattr(report, name, value)
    return ReportEvent.objects.create(
        report=report, verb=verb, before=before, after=after, at=at, by=by, by_label=str(by),
        side=side, **event,
    )  # fmt: skip


def refuse_archived(report):
    """Raise Refused when nothing can be asked about the action of `report`, nor published."""
    if report.action.archived_on:
        raise Refused(ARCHIVED)


def last_event(report, *verbs):
    return report.events.filter(verb__in=verbs).order_by("-at", "-pk").first()


# --- the partner's side --------------------------------------------------------------------------


def note_writing(report, *, by, at):
    """Somebody saved the draft of `report`: its first words make it a draft.

    To be called in the transaction that saves them. One event for each writer and round.
    """
    report = locked(report)
    side = require("write", report, by)
    if report.state not in TRANSITIONS["write"].moves:
        raise WrongState("write")
    turns = Q(verb__in=["submit", "say_nothing_new", "send_back", "take_back"])
    last = report.events.filter(turns | Q(verb="write", by=by)).order_by("-pk").first()
    values = {"writer": by, "written_at": at, "nothing_new": False}
    if last is None or last.verb != "write":
        move(report, "write", side=side, by=by, at=at, values=values)
    else:
        Report.objects.filter(pk=report.pk).update(**values)


def refuse_late(report, on):
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


@transaction.atomic
def submit(report, *, by, at, told=None, check=None):
    """Send `report` to the team; gives the event, the same one when it was already sent.

    `told` (Told) is for staff who write what somebody told them; `check(report)` looks first at
    the locked row. Raises Refused with the list of what is missing.
    """
    report = locked(report)
    if check:
        check(report)
    side = require("submit", report, by)
    if report.state in ANSWERED:
        return last_event(report, "submit", "say_nothing_new")
    on = timezone.localdate(at)
    if told is None:
        refuse_late(report, on)
    lacks = missing_before_submit(report, on=on)
    if lacks:
        raise Refused("Il manque encore quelque chose avant d’envoyer.", lacks)
    return sent(report, "submit", side=side, by=by, at=at, told=told, nothing_new=False)


@transaction.atomic
def say_nothing_new(report, *, by, at, told=None, check=None):
    """« Rien de nouveau, c’est toujours exact » : one click; gives the event. See submit()."""
    report = locked(report)
    if check:
        check(report)
    side = require("say_nothing_new", report, by)
    if report.state in ANSWERED:
        return last_event(report, "submit", "say_nothing_new")
    if told is None:
        refuse_late(report, timezone.localdate(at))
    return sent(report, "say_nothing_new", side=side, by=by, at=at, told=told, nothing_new=True)


def sent(report, verb, *, side, by, at, told, nothing_new):
    report.nothing_new = nothing_new
    values = {
        "nothing_new": nothing_new,
        "submitted_at": at,
        "submitted_by": by,
        "told_on": told.on if told else None,
        "told_by": told.by if told else "",
        "told_how": told.how if told else "",
    }
    words = said(report)
    if nothing_new:
        words["sheet"] = public_side(report, at).sheet()
    event = move(report, verb, side=side, by=by, at=at, values=values, said=words)
    notifications.received(report, event)
    return event


@transaction.atomic
def take_back(report, *, by, at):
    """The partner takes an answer back before anybody reviewed it."""
    report = locked(report)
    side = require("take_back", report, by)
    if report.state == ReportState.DRAFT:
        return last_event(report, "take_back")
    refuse_late(report, timezone.localdate(at))
    return move(report, "take_back", side=side, by=by, at=at)


# --- the team's side -----------------------------------------------------------------------------


@transaction.atomic
def send_back(report, *, by, at, comment="", comments=None, until=None):
    """Ask the partner to complete `report`; gives the event.

    `comment` is about the whole, `comments` a dict section → words: one of them is required. When
    it takes no more answers, it is reopened until the date `until`, in two weeks by default.
    """
    comments = {name: words for name, words in (comments or {}).items() if words.strip()}
    report = locked(report)
    side = require("send_back", report, by)
    if report.state == ReportState.RETURNED:
        return last_event(report, "send_back")
    refuse_archived(report)
    if not comment.strip() and not comments:
        raise Refused("Dites au partenaire ce qu’il doit reprendre : sans cela il ne saura pas.")
    on = timezone.localdate(at)
    until = until or on + TO_COMPLETE
    is_late = not report.takes_answers(on)
    if is_late and until < on:
        raise Refused(TO_COME)
    event = move(
        report, "send_back", side=side, by=by, at=at, comment=comment, comments=comments,
        said=said(report),
    )  # fmt: skip
    if is_late:
        move(report, "reopen", side=side, by=by, at=at, values={"reopened_until": until})
    notifications.sent_back(report, event)
    return event


def authors(report):
    """Keys of the accounts that wrote `report`.

    « Rien de nouveau » is the word of who said it: a draft set aside by it made nobody its author.
    """
    if report.nothing_new:
        said = last_event(report, "say_nothing_new")
        return {said.by_id} if said else set()
    return set(report.events.filter(verb__in=AUTHORS).values_list("by", flat=True))


def is_alone(report, user):
    """True when nobody but `user` wrote `report`."""
    return authors(report) == {user.pk}


def after(report, update, at):
    """The PublicSide of the `report` that `update` has just published."""
    public = public_side(report, at)
    public.action, public.latest = Action.objects.get(pk=report.action_id), update
    return public


def publish(report, wording, *, by, at, letter=True, comment="", comments=None):
    """Publish `report` as the reviewer's `wording` (publishing.Wording) says it; gives the event.

    Update, values, steps, files, avancement, verification, event and letter in one transaction.
    Without `letter`, the caller writes one for many reports. What the reviewer noted (`comment`,
    and the dict `comments`) stays in the history, for the team. Raises Refused when the action,
    a value or a file cannot be written.
    """
    with no_file_without_row(), transaction.atomic():
        report = locked(report)
        side = require("publish", report, by)
        if report.state == ReportState.PUBLISHED:
            return last_event(report, "publish")
        if report.state != ReportState.SUBMITTED:
            raise WrongState("publish")
        alone = is_alone(report, by)
        if alone and not may_publish_alone(by):
            raise Refused(ALONE)
        words = said(report)
        before = {} if report.nothing_new else public_words(report, public_side(report, at))
        try:
            update = copy_to_action(report, wording, by=by, at=at)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        if before:
            words |= {"before": before, "after": public_words(report, after(report, update, at))}
        event = move(
            report,
            "publish",
            side=side,
            by=by,
            at=at,
            values={"published_at": at, "update": update},
            comment=comment,
            comments=comments or {},
            said=words,
            alone=alone,
        )
        if letter:
            notifications.published([report], event)
        return event


@transaction.atomic
def reopen(report, *, by, at, until):
    """Let the partner send `report` until the date `until`, though the campaign is closed."""
    report = locked(report)
    side = require("reopen", report, by)
    refuse_archived(report)
    if until < timezone.localdate(at):
        raise Refused(TO_COME)
    event = move(report, "reopen", side=side, by=by, at=at, values={"reopened_until": until})
    notifications.reopened(report, event)
    return event

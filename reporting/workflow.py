"""The only writer of a report's state: one verb, one transaction, one event, its letters.

Each verb takes the person who acts as `by` and the datetime `at`; it raises PermissionDenied when
they may not, WrongState when the report is not where it should be, Refused (a sentence in French)
when something is missing. Asked twice, a verb does its work once.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Action
from conventions.files import no_file_without_row
from partners.models import User
from partners.permissions import may_publish_alone
from reporting.letters import notifications
from reporting.models import Report, ReportEvent, ReportState
from reporting.models.event import Side
from reporting.models.report import ANSWERED
from reporting.report.comparison import public_words
from reporting.report.public_side import public_side
from reporting.report.publishing import Wording, copy_to_action
from reporting.report.reading import held
from reporting.report.rules import (
    ALONE,
    Refused,
    WrongState,
    is_alone,
    last_event,
    refuse_archived,
    refuse_late,
)
from reporting.report.sections import missing_before_submit, recorded
from reporting.report.transitions import TRANSITIONS, acting_side

Check = Callable[[Report], None] | None  # looks at the locked row, raises Refused
TO_COMPLETE = dt.timedelta(days=14)  # what is sent back after the closing may come back so long
TO_COME = "Choisissez une date à venir."


@dataclass(frozen=True)
class Told:
    """Staff enter an answer for somebody: who told it, on which date, by which means."""

    on: dt.date | None
    by: str = ""
    how: str = ""


def require(verb: str, report: Report, by: User) -> Side:
    """The side on which `by` does `verb` to `report`; PermissionDenied unless they may."""
    side = acting_side(verb, report, by)
    if side is None:
        raise PermissionDenied
    return side


def move(
    report: Report,
    verb: str,
    *,
    side: Side,
    by: User,
    at: dt.datetime,
    values: dict[str, Any] | None = None,
    **event: Any,
) -> ReportEvent:
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


# --- the partner's side --------------------------------------------------------------------------


def note_writing(report: Report, *, by: User, at: dt.datetime) -> None:
    """Somebody saved `report`: its first words make it a draft. One event per writer and round."""
    if not report.is_held:
        with transaction.atomic():
            return note_writing(held(report), by=by, at=at)
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


@transaction.atomic
def submit(
    report: Report,
    *,
    by: User,
    at: dt.datetime,
    told: Told | None = None,
    check: Check | None = None,
) -> ReportEvent | None:
    """Send `report` to the team; gives the event, the same one when it was already sent.

    `told` (Told) is for staff who write what somebody told them; `check(report)` looks first at
    the locked row. Raises Refused with the list of what is missing.
    """
    report = held(report)
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
def say_nothing_new(
    report: Report,
    *,
    by: User,
    at: dt.datetime,
    told: Told | None = None,
    check: Check | None = None,
) -> ReportEvent | None:
    """« Rien de nouveau, c’est toujours exact » : one click; gives the event. See submit()."""
    report = held(report)
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
    words = recorded(report)
    if nothing_new:
        words["sheet"] = public_side(report, at).sheet()
    event = move(report, verb, side=side, by=by, at=at, values=values, said=words)
    notifications.received(report, event)
    return event


@transaction.atomic
def take_back(report: Report, *, by: User, at: dt.datetime) -> ReportEvent | None:
    """The partner takes an answer back before anybody reviewed it."""
    report = held(report)
    side = require("take_back", report, by)
    if report.state == ReportState.DRAFT:
        return last_event(report, "take_back")
    refuse_late(report, timezone.localdate(at))
    return move(report, "take_back", side=side, by=by, at=at)


# --- the team's side -----------------------------------------------------------------------------


@transaction.atomic
def send_back(
    report: Report,
    *,
    by: User,
    at: dt.datetime,
    comment: str = "",
    comments: dict[str, str] | None = None,
    until: dt.date | None = None,
) -> ReportEvent | None:
    """Ask the partner to complete `report`; gives the event.

    `comment` is about the whole, `comments` a dict section → words: one of them is required. When
    it takes no more answers, it is reopened until the date `until`, in two weeks by default.
    """
    comments = {name: words for name, words in (comments or {}).items() if words.strip()}
    report = held(report)
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
        said=recorded(report),
    )  # fmt: skip
    if is_late:
        move(report, "reopen", side=side, by=by, at=at, values={"reopened_until": until})
    notifications.sent_back(report, event)
    return event


def publish(
    report: Report,
    wording: Wording,
    *,
    by: User,
    at: dt.datetime,
    letter: bool = True,
    comment: str = "",
    comments: dict[str, str] | None = None,
) -> ReportEvent | None:
    """Publish `report` as the reviewer's `wording` (publishing.Wording) says it; gives the event.

    Update, values, steps, files, avancement, verification, event and letter in one transaction.
    Without `letter`, the caller writes one for many reports. What the reviewer noted (`comment`
    and `comments`) stays in the history. Raises Refused when the action, a value or a file cannot
    be written.
    """
    with no_file_without_row(), transaction.atomic():
        report = held(report)
        side = require("publish", report, by)
        if report.state == ReportState.PUBLISHED:
            return last_event(report, "publish")
        if report.state != ReportState.SUBMITTED:
            raise WrongState("publish")
        alone = is_alone(report, by)
        if alone and not may_publish_alone(by):
            raise Refused(ALONE)
        words = recorded(report)
        before = {} if report.nothing_new else public_words(report, public_side(report, at))
        try:
            update = copy_to_action(report, wording, by=by, at=at)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        if before:
            after = public_side(report, at)
            after.action, after.latest = Action.objects.get(pk=report.action_id), update
            words |= {"before": before, "after": public_words(report, after)}
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
def reopen(report: Report, *, by: User, at: dt.datetime, until: dt.date) -> ReportEvent:
    """Let the partner send `report` until the date `until`, though the campaign is closed."""
    report = held(report)
    side = require("reopen", report, by)
    refuse_archived(report)
    if until < timezone.localdate(at):
        raise Refused(TO_COME)
    event = move(report, "reopen", side=side, by=by, at=at, values={"reopened_until": until})
    notifications.reopened(report, event)
    return event

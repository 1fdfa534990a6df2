"""The only writer of a report's state: one verb, one transaction, one event, its letters.

Each verb takes the person who acts as `by` and the datetime `at`; it raises PermissionDenied when
they may not, WrongState when the report is not where it should be, Refused (a sentence in French)
when something is missing. Asked twice, a verb does its work once. The event of a verb that writes
a letter says by `reached_nobody` that there was nobody to write to.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from actions.models import Action
from conventions.files import no_file_without_row
from partners.models import User
from partners.permissions import may_publish_alone
from reporting.letters import notifications
from reporting.models import Report, ReportEvent, ReportState
from reporting.models.report import ANSWERED
from reporting.report.act import Act, Check
from reporting.report.comparison import public_words
from reporting.report.public_side import public_side
from reporting.report.publishing import Wording, copy_to_action, copy_to_evaluation
from reporting.report.reading import held
from reporting.report.sections import missing_before_submit, recorded_answer
from reporting.report.transitions import (
    ALONE,
    TRANSITIONS,
    Refused,
    WrongState,
    is_alone,
    last_event,
    refuse_archived,
    refuse_closed,
    refuse_late,
)

TO_COMPLETE = dt.timedelta(days=14)  # what is sent back after the closing may come back so long
OPINION_ASKED = "Cette campagne demande votre avis : répondez aux questions."
TO_COME = "Choisissez une date à venir."
LONGEST_REOPENING = dt.timedelta(days=366)
FAR_AWAY = "Ce jour est à plus d’un an d’ici : vérifiez l’année."


@dataclass(frozen=True)
class Told:
    """Staff enter an answer for somebody: who told it, on which date, by which means."""

    on: dt.date | None
    by: str = ""
    how: str = ""


# --- the partner's side --------------------------------------------------------------------------


def note_writing(report: Report, *, by: User, at: dt.datetime) -> None:
    """Somebody saved `report`: its first words make it a draft. One event per writer and round."""
    if not report.is_held:
        with transaction.atomic():
            return note_writing(held(report), by=by, at=at)
    act = Act(report, "write", by, at)
    if report.state not in TRANSITIONS["write"].moves:
        raise WrongState("write")
    turns = Q(verb__in=["submit", "say_nothing_new", "send_back", "take_back"])
    last = report.events.filter(turns | Q(verb="write", by=by)).order_by("-pk").first()
    values = {"writer": by, "written_at": at, "nothing_new": False}
    if last is None or last.verb != "write":
        act.move(values=values)
    else:
        Report.objects.filter(pk=report.pk).update(**values)


@transaction.atomic
def withdraw_file(report: Report, key: int, *, by: User, at: dt.datetime) -> bool:
    """Remove the file `key` of `report`, whatever its state; False when published or gone."""
    act = Act(report, "write", by, at)
    row = act.report.files.filter(pk=key, is_published=False).select_for_update().first()
    if row is not None:
        act.note("withdraw_file", act.report.state, said={"withdrawn": str(row)})
        row.withdraw()
    return row is not None


def submit(
    report: Report,
    *,
    by: User,
    at: dt.datetime,
    told: Told | None = None,
    check: Check = None,
) -> ReportEvent | None:
    """Send `report` to the team; gives the event, the same one when it was already sent.

    `told` (Told) is for staff who write what somebody told them; `check(report)` looks first at
    the locked row. Raises Refused with the list of what is missing.
    """
    return send_answer(report, "submit", by=by, at=at, told=told, check=check)


def say_nothing_new(
    report: Report,
    *,
    by: User,
    at: dt.datetime,
    told: Told | None = None,
    check: Check = None,
) -> ReportEvent | None:
    """« Rien de nouveau, c’est toujours exact » : one click; gives the event. See submit()."""
    return send_answer(report, "say_nothing_new", by=by, at=at, told=told, check=check)


@transaction.atomic
def send_answer(
    report: Report, verb: str, *, by: User, at: dt.datetime, told: Told | None, check: Check
) -> ReportEvent | None:
    """The two ways to answer; writes the event with all that is said, and queues the copy."""
    act = Act(report, verb, by, at, check)
    report = act.report
    if report.state in ANSWERED:
        return last_event(report, "submit", "say_nothing_new")
    if told is None:
        refuse_late(report, act.on)
    refuse_closed(report)
    report.nothing_new = verb == "say_nothing_new"
    if report.nothing_new and report.campaign.is_evaluation:
        raise Refused(OPINION_ASKED)
    lacks = [] if report.nothing_new else missing_before_submit(report, on=act.on)
    if lacks:
        raise Refused("Il manque encore quelque chose avant d’envoyer.", lacks)
    words = recorded_answer(report)
    if report.nothing_new:
        words["sheet"] = public_side(report, at).sheet()
    told = told or Told(None)
    event = act.move(
        values={
            "nothing_new": report.nothing_new, "submitted_at": at, "submitted_by": by,
            "told_on": told.on, "told_by": told.by, "told_how": told.how,
        },
        said=words,
    )  # fmt: skip
    event.reached_nobody = notifications.received(report, event) is None
    return event


@transaction.atomic
def take_back(
    report: Report, *, by: User, at: dt.datetime, check: Check = None
) -> ReportEvent | None:
    """The partner takes an answer back before anybody reviewed it. See submit()."""
    act = Act(report, "take_back", by, at, check)
    if act.report.state == ReportState.DRAFT:
        return last_event(act.report, "take_back")
    refuse_late(act.report, act.on)
    return act.move()


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

    `comment` is about the whole, `comments` a dict section → words: one of them is required. It may
    come back until the date `until`, whatever becomes of the campaign meanwhile; by default, as
    long as it could, and two weeks at least. The letter says that day.
    """
    comments = {name: words for name, words in (comments or {}).items() if words.strip()}
    act = Act(report, "send_back", by, at)
    report = act.report
    if report.state == ReportState.RETURNED:
        return last_event(report, "send_back")
    refuse_archived(report)
    if not comment.strip() and not comments:
        raise Refused(
            "Dites au partenaire ce qu’il doit compléter : sans cela, il ne le saura pas."
        )
    if until is not None and (words := until_fault(until, act.on)):
        raise Refused(words)
    is_late, given = not report.takes_answers(act.on), until or until_completed(report, act.on)
    values = {} if is_late else {"reopened_until": given}
    event = act.move("", values, comment=comment, comments=comments, said=recorded_answer(report))
    if is_late:
        act.move("reopen", {"reopened_until": given})
    event.reached_nobody = notifications.sent_back(report, event) is None
    return event


def until_fault(until: dt.date, on: dt.date) -> str:
    """Why an answer cannot come back until the date `until`, asked on the date `on`, or ""."""
    if until < on:
        return TO_COME
    return FAR_AWAY if until - on > LONGEST_REOPENING else ""


def until_completed(report: Report, on: dt.date) -> dt.date:
    """Until when `report`, sent back on the date `on`, may come back."""
    campaign = report.campaign
    days = [on + TO_COMPLETE, report.reopened_until, campaign.is_open(on) and campaign.closes_on]
    return max(filter(None, days))


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

    Update, values, steps, files, avancement, verification, event and letter in one transaction; of
    an evaluation campaign, the opinion alone.
    Without `letter`, the caller writes one for many reports. What the reviewer noted (`comment`
    and `comments`) stays in the history. Raises Refused when the action, a value or a file cannot
    be written.
    """
    with no_file_without_row(), transaction.atomic():
        act = Act(report, "publish", by, at)
        report = act.report
        if report.state == ReportState.PUBLISHED:
            return last_event(report, "publish")
        if report.state != ReportState.SUBMITTED:
            raise WrongState("publish")
        if not report.campaign.is_evaluation:  # an opinion changes nothing of the plan
            refuse_closed(report)
        alone = is_alone(report, by)
        if alone and not may_publish_alone(by):
            raise Refused(ALONE)
        words = recorded_answer(report)
        before = {} if report.nothing_new else public_words(report, public_side(report, at))
        try:
            copy = copy_to_evaluation if report.campaign.is_evaluation else copy_to_action
            update = copy(report, wording, by=by, at=at)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        if before:
            after = public_side(report, at)
            after.action, after.latest = Action.objects.get(pk=report.action_id), update
            words |= {"before": before, "after": public_words(report, after)}
        event = act.move(
            values={"published_at": at, "update": update},
            comment=comment,
            comments=comments or {},
            said=words,
            alone=alone,
        )
        if letter:
            event.reached_nobody = bool(notifications.published([report], event))
        return event


@transaction.atomic
def reopen(report: Report, *, by: User, at: dt.datetime, until: dt.date) -> ReportEvent:
    """Let the partner send `report` until the date `until`, though the campaign is closed."""
    act = Act(report, "reopen", by, at)
    refuse_archived(act.report)
    if words := until_fault(until, act.on):
        raise Refused(words)
    event = act.move(values={"reopened_until": until})
    event.reached_nobody = notifications.reopened(act.report, event) is None
    return event

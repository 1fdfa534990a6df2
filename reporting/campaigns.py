"""A campaign from its preparation to its closing: who is asked what, and when.

No HTTP, no printing. Dates are days in Paris and come as arguments.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from actions.models import Action, ActionPartner
from actions.models.action import PartnerRole
from actions.models.avancement import EXPECTS_NEWS
from actions.staff_filters import StaffFilter
from partners.contacts import working_people
from partners.history import one_change
from partners.models import Organisation
from reporting.answers import prepare_lines
from reporting.letters import acts, wording
from reporting.letters.writing import sender
from reporting.models import (
    Campaign,
    CampaignText,
    Fallback,
    Letter,
    LetterKind,
    LetterState,
    Reminder,
    Report,
    TextKind,
)

DEFAULT_REMINDERS = ((-7, TextKind.REMINDER), (1, TextKind.REMINDER), (8, TextKind.LAST_REMINDER))
QUIET_DAYS = 5  # between two letters of a campaign to one person
LATE_RUN_DAYS = 3  # a reminder whose day was missed by more is dropped, never sent in a burst


@dataclass(frozen=True)
class Expectation:
    """Who is asked about `action`: the people of `organisation`, or the team when there is none."""

    action: Action
    organisation: Organisation | None
    fallback: str
    people: list = field(default_factory=list)


def prepare(campaign):
    """Give a new `campaign` its letters and its reminders."""
    CampaignText.objects.bulk_create(
        [
            CampaignText(campaign=campaign, kind=kind, subject=subject, body=body)
            for kind, (subject, body) in wording.DEFAULTS.items()
        ],
        ignore_conflicts=True,
    )
    last = (campaign.closes_on - campaign.due_on).days
    first = (campaign.opens_on - campaign.due_on).days
    for days, kind in DEFAULT_REMINDERS:
        if first < days <= last:
            Reminder.objects.get_or_create(campaign=campaign, days=days, defaults={"kind": kind})


def covered_actions(campaign, on):
    """The actions in force of the convention, or those of them that its selection keeps."""
    found = Action.objects.in_use().filter(
        convention=campaign.convention_id, is_published=True, avancement__in=EXPECTS_NEWS
    )
    if campaign.selection:
        form = StaffFilter(
            QueryDict(campaign.selection),
            everything=Action.objects.filter(convention=campaign.convention_id),
            convention=campaign.convention,
            territory=campaign.convention.territory,
            on=on,
        )
        found = found.filter(pk__in=form.filter().order_by().values("pk"))
    return found.select_related("lead").in_plan_order()


def expectations(campaign, on):
    """What opening `campaign` on the date `on` would ask of whom: a list of Expectation.

    The lead answers; without a working contact a co-lead does, then the team. Three queries.
    """
    actions = list(covered_actions(campaign, on))
    co_leads = defaultdict(list)
    rows = ActionPartner.objects.filter(action__in=actions, role=PartnerRole.CO_LEAD)
    for row in rows.select_related("organisation").order_by("pk"):
        co_leads[row.action_id].append(row.organisation)
    organisations = {action.lead_id for action in actions if action.lead_id}
    organisations |= {row.pk for found in co_leads.values() for row in found}
    people = working_people(organisations)
    return [expectation(action, co_leads[action.pk], people) for action in actions]


def expectation(action, co_leads, people):
    if action.lead_id in people:
        return Expectation(action, action.lead, "", people[action.lead_id])
    for organisation in co_leads:
        if organisation.pk in people:
            return Expectation(action, organisation, Fallback.CO_LEAD, people[organisation.pk])
    return Expectation(action, action.lead, Fallback.STAFF)


def by_person(expected):
    """Dict person → the actions asked of them: one letter each."""
    found = defaultdict(list)
    for one in expected:
        for person in one.people:
            found[person].append(one.action)
    return dict(found)


class CannotOpen(Exception):
    """The campaign cannot open: the text is a sentence that says what to do."""


@transaction.atomic
def open_campaign(campaign, *, by, at):
    """Open `campaign`: one report per action, one letter per person; gives the number of letters.

    Opened before its day, it opens today. Opened twice, it is opened once. Raises CannotOpen.
    """
    on = timezone.localdate(at)
    if campaign.closes_on < on:
        raise CannotOpen("La date de fermeture est passée : changez-la, puis ouvrez la campagne.")
    if not Campaign.objects.filter(pk=campaign.pk, opened_at=None).update(
        opened_at=at, opened_by=by
    ):
        return 0
    expected = expectations(campaign, on)
    if not expected:
        raise CannotOpen("Aucune action en vigueur n’est concernée : revoyez le choix des actions.")
    campaign.refresh_from_db()
    campaign.opens_on = min(campaign.opens_on, on)
    with one_change("Ouverture de la campagne.", by):
        campaign.save()
    Report.objects.bulk_create(
        [
            Report(
                campaign=campaign,
                action=one.action,
                organisation=one.organisation,
                fallback=one.fallback,
                avancement=one.action.avancement,
                is_demo=one.action.is_demo,
            )
            for one in expected
        ]
    )
    for report in campaign.reports.select_related("action"):
        prepare_lines(report)
    who = sender()
    letters = [
        ask(
            person, actions, campaign, TextKind.OPENING, f"ouverture:{campaign.pk}:{person.pk}", who
        )
        for person, actions in by_person(expected).items()
    ]
    return sum(letter is not None for letter in letters)


def ask(person, actions, campaign, kind, once, who, reminder=None):
    """One letter to `person` about all their `actions`."""
    letter_kind = LetterKind.OPENING if kind == TextKind.OPENING else LetterKind.REMINDER
    return acts.write_to(
        person,
        kind,
        letter_kind,
        campaign,
        once=once,
        values={"actions": acts.listed(actions)},
        by=who,
        reminder=reminder,
    )


def close(campaign, *, by, at):
    """Close `campaign` before its day; drafts stay. Closed twice, it is closed once."""
    found = Campaign.objects.filter(pk=campaign.pk, closed_at=None, opened_at__isnull=False)
    if not found.update(closed_at=at):
        return False
    campaign.refresh_from_db()
    with one_change("Fermeture de la campagne.", by):
        campaign.save()
    cancel_waiting(campaign)
    return True


def cancel_waiting(campaign):
    """Letters that ask for an answer, not yet gone, do not leave after closing."""
    asking = (LetterKind.OPENING, LetterKind.REMINDER)
    waiting = Letter.objects.filter(campaign=campaign, state=LetterState.WAITING, kind__in=asking)
    return waiting.update(state=LetterState.CANCELLED)


# --- reminders -----------------------------------------------------------------------------------


def waited_for(campaign, on):
    """Dict person → actions without an answer, of who may be reminded on the date `on`.

    Never after an answer, never to who stopped reminders, nor within QUIET_DAYS of another letter
    of the campaign.
    """
    reports = campaign.reports.unanswered().exclude(fallback=Fallback.STAFF)
    reports = list(reports.select_related("action").order_by("action__number"))
    people = working_people({report.organisation_id for report in reports})
    since = timezone.make_aware(
        dt.datetime.combine(on - dt.timedelta(days=QUIET_DAYS - 1), dt.time.min)
    )
    asking = (LetterKind.OPENING, LetterKind.REMINDER, LetterKind.STAFF_WORD)
    disturbed = set(
        Letter.objects.filter(campaign=campaign, kind__in=asking, created_at__gte=since)
        .exclude(state=LetterState.CANCELLED)
        .values_list("person", flat=True)
    )
    found = defaultdict(list)
    for report in reports:
        for person in people.get(report.organisation_id, []):
            if person.pk not in disturbed and person.reminders_off_on is None:
                found[person].append(report.action)
    return dict(found)


def due_reminder(campaign, on):
    """(reminder to send on the date `on` or None, reminders whose day has passed)."""
    waiting = [
        reminder
        for reminder in campaign.reminders.filter(ran_at=None, skipped_at=None)
        if reminder.on <= on
    ]
    recent = [one for one in waiting if (on - one.on).days <= LATE_RUN_DAYS]
    chosen = recent[-1] if recent else None
    return chosen, [one for one in waiting if one is not chosen]


@transaction.atomic
def run_reminder(campaign, *, at):
    """Write the letters of the reminder that is due, if any; gives how many.

    Reminders missed long ago are marked as gone without a letter: nobody receives a burst.
    """
    on = timezone.localdate(at)
    Campaign.objects.select_for_update().filter(pk=campaign.pk).values_list("pk").get()
    if not campaign.is_open(on):
        return 0
    reminder, missed = due_reminder(campaign, on)
    Reminder.objects.filter(pk__in=[one.pk for one in missed]).update(ran_at=at)
    if reminder is None:
        return 0
    if not Reminder.objects.filter(pk=reminder.pk, ran_at=None, skipped_at=None).update(ran_at=at):
        return 0
    who = sender()
    written = [
        ask(
            person,
            actions,
            campaign,
            reminder.kind,
            f"rappel:{reminder.pk}:{person.pk}",
            who,
            reminder,
        )
        for person, actions in waited_for(campaign, on).items()
    ]
    count = sum(letter is not None for letter in written)
    Reminder.objects.filter(pk=reminder.pk).update(letters_count=count)
    return count

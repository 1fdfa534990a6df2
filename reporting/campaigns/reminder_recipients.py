"""Who a reminder would reach on a date, and why the others are left alone.

The calendar that staff read and the letters that leave come from here: they cannot disagree.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from partners.models import Membership, User
from records.folding import fold
from reporting.campaigns.recipients import by_person, expectations
from reporting.models import Campaign, Letter, Reminder
from reporting.models.letter import CALLING, NEVER_LEFT
from reporting.models.report import STILL_ASKED, WRITABLE

QUIET_DAYS = 5  # between two letters that ask one person for something
LATE_RUN_DAYS = 3  # a reminder whose day was missed by more is dropped, never sent in a burst


@dataclass(frozen=True)
class Recipient:
    """Somebody who answers for `actions`; `why_not` says why no reminder reaches them."""

    person: User
    actions: list
    why_not: str = ""


@dataclass(frozen=True)
class Planned:
    """A reminder on its day: who receives it if nothing changes, and who does not."""

    reminder: Reminder
    on: dt.date
    state: str  # "prevu", "parti", "manque", "ecarte" or "apres" (after the closing)
    receives: list
    others: list
    spared: frozenset = frozenset()  # keys of those that staff left out

    @property
    def day(self):
        """The day it left, else the one it is planned for."""
        return timezone.localdate(self.reminder.ran_at) if self.state == "parti" else self.on


class CampaignRecipients:
    """Who is asked in a campaign and what each received last; read once, then asked for each date.

    `asked` is a dict person → actions without an answer, `answered` and `bounced` those of who has
    said everything or cannot be reached; `last` a dict key of a person → day of the last letter.
    """

    def __init__(self, campaign, on):
        self.asked, self.answered, self.bounced = defaultdict(list), {}, {}
        if campaign.opened_at is None:
            self.asked |= by_person(expectations(campaign, on))
            opening = max(campaign.opens_on, on)
            self.last = {person.pk: opening for person in self.asked}
            return
        self.read_reports(campaign)
        self.read_letters()

    def read_reports(self, campaign):
        found = campaign.reports.filter(STILL_ASKED | ~Q(state__in=WRITABLE))
        reports = list(found.select_related("action").order_by("action__number", "pk"))
        rows = Membership.objects.current().filter(
            user__is_active=True,
            organisation__in={report.organisation_id for report in reports},
            organisation__archived_on=None,
        )
        people = defaultdict(list)
        for row in rows.select_related("user"):
            people[row.organisation_id].append(row.user)
        said = defaultdict(list)
        for report in reports:
            for person in people[report.organisation_id]:
                if report.state not in WRITABLE:
                    said[person].append(report.action)
                elif person.mail_fault:
                    self.bounced.setdefault(person, []).append(report.action)
                else:
                    self.asked[person].append(report.action)
        waited = {*self.asked, *self.bounced}
        self.answered = {who: actions for who, actions in said.items() if who not in waited}

    def read_letters(self):
        """One person has one letter box: what another campaign wrote to them counts too.

        By the day it left or is to leave: one that was sent again arrives that day.
        """
        letters = Letter.objects.filter(person__in=self.asked, kind__in=CALLING)
        letters = letters.exclude(state__in=NEVER_LEFT).order_by().values_list("person")
        left_at = Coalesce("sent_at", "next_try_at")
        self.last = {pk: timezone.localdate(at) for pk, at in letters.annotate(at=Max(left_at))}

    def on(self, day, last=None, spared=frozenset()):
        """(those whom a reminder reaches on the date `day`, the others with why): Recipients.

        `last` stands for the letters received until then; `spared` are the keys of people whom
        staff left out of that reminder.
        """
        last = self.last if last is None else last
        receives, others = [], []
        for person, actions in self.asked.items():
            why_not = self.why_not(person, day, last, spared)
            (others if why_not else receives).append(Recipient(person, actions, why_not))
        others += [
            Recipient(who, actions, "son adresse ne fonctionne plus")
            for who, actions in self.bounced.items()
        ]
        others += [Recipient(who, actions, "a répondu") for who, actions in self.answered.items()]
        return in_name_order(receives), in_name_order(others)

    def why_not(self, person, day, last, spared):
        if person.reminders_off_on is not None:
            return "a demandé à ne plus recevoir de rappels"
        if person.pk in spared:
            return "l’équipe ne lui envoie pas ce rappel"
        before = last.get(person.pk)
        if before is not None and (day - before).days < QUIET_DAYS:
            return f"aura reçu un courriel moins de {QUIET_DAYS} jours avant"
        return ""


def in_name_order(recipients):
    return sorted(recipients, key=lambda one: (fold(str(one.person)), one.person.pk))


def reminder_standing(reminder, campaign, on):
    """Where `reminder` stands on the date `on`: see Planned."""
    if reminder.ran_at is not None:
        return "manque" if reminder.skipped_at else "parti"
    if reminder.skipped_at is not None:
        return "ecarte"
    if reminder.on > campaign.closes_on or campaign.closed_at or on > campaign.closes_on:
        return "apres"
    return "manque" if (on - reminder.on).days > LATE_RUN_DAYS else "prevu"


def reminder_calendar(campaign, on):
    """Every reminder of `campaign` as a list of Planned, in order of date, seen on the date `on`.

    Each is told as if those before it had left, those of the other open campaigns too: a number of
    queries that depends on the open campaigns alone.
    """
    running = [one for one in Campaign.objects.open_on(on) if one.pk != campaign.pk]
    steps, last = [], {}
    for rank, one in enumerate([*running, campaign]):
        recipients = CampaignRecipients(one, on)
        for key, day in recipients.last.items():
            last[key] = max(day, last.get(key, day))
        for reminder in one.reminders.prefetch_related("spared"):
            state = reminder_standing(reminder, one, on)
            steps.append((max(reminder.on, on), rank, reminder, state, recipients))
    planned = []
    for day, _rank, reminder, state, recipients in sorted(steps, key=lambda step: step[:2]):
        receives, others, spared = [], [], frozenset()
        if state == "prevu":
            spared = frozenset(person.pk for person in reminder.spared.all())
            receives, others = recipients.on(day, last, spared)
            last |= {one.person.pk: day for one in receives}
        if reminder.campaign_id == campaign.pk:
            planned.append(Planned(reminder, reminder.on, state, receives, others, spared))
    return sorted(planned, key=lambda one: one.day)


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

"""The verbs of the calendar of reminders: set aside, put back, move, add, leave somebody out.

Each is done under the lock of its campaign, as `campaigns.run_reminder` is: what has left no longer
changes. Each raises CannotPlan, a sentence that says why and what to do.
"""

from contextlib import contextmanager

from django.db import transaction

from partners.models import User
from records.french import full_date
from records.history.recording import one_change
from reporting.models import Campaign, Reminder


class CannotPlan(Exception):
    """The calendar stays as it is: the text says why."""


def lock_campaign(campaign):
    """`campaign` as it is now, kept from other writers until the end of the transaction."""
    list(Campaign.objects.select_for_update().filter(pk=campaign.pk).values_list("pk"))
    return Campaign.objects.get(pk=campaign.pk)


def still_to_leave(campaign, pk):
    """The reminder `pk` of the locked `campaign`, which has not left."""
    reminder = campaign.reminders.filter(pk=pk).first()
    if reminder is None:
        raise CannotPlan("Ce rappel n’existe plus.")
    if reminder.ran_at is not None:
        raise CannotPlan("Ce rappel est déjà parti : vous ne pouvez plus le modifier.")
    return reminder


def days_for(campaign, day, on, but=None):
    """How far `day` is from the due date; raise CannotPlan when no reminder can leave then."""
    if day < on:
        raise CannotPlan("Choisissez un jour à venir : ce jour est passé.")
    if day <= campaign.opens_on:
        raise CannotPlan("Un rappel part après l’ouverture : choisissez un jour plus tard.")
    if day > campaign.closes_on or campaign.closed_at:
        last = full_date(campaign.closes_on)
        raise CannotPlan(f"La campagne ferme le {last} : aucun rappel ne part ensuite.")
    days = (day - campaign.due_on).days
    if campaign.reminders.filter(days=days, ran_at=None).exclude(pk=but).exists():
        raise CannotPlan("Un rappel est déjà prévu ce jour-là : choisissez un autre jour.")
    return days


@contextmanager
def reminder_change(campaign, pk, why, by):
    """The reminder `pk` of the locked `campaign`, saved afterwards if it changed, and why."""
    with transaction.atomic(), one_change(why, by):
        reminder = still_to_leave(lock_campaign(campaign), pk)
        before = reminder.days, reminder.skipped_at
        yield reminder
        if (reminder.days, reminder.skipped_at) != before:
            reminder.save()


def skip(campaign, pk, *, by, at):
    """« Pas celle-ci »: the reminder stays in the calendar and does not leave."""
    with reminder_change(campaign, pk, "Rappel annulé.", by) as reminder:
        reminder.skipped_at = reminder.skipped_at or at


def put_reminder_back(campaign, pk, *, by, on):
    """A reminder set aside leaves after all; its day must be to come on the date `on`."""
    with reminder_change(campaign, pk, "Rappel rétabli.", by) as reminder:
        if reminder.skipped_at is not None:
            days_for(reminder.campaign, reminder.on, on, but=pk)
        reminder.skipped_at = None


def move_to(campaign, pk, day, *, by, on):
    """The reminder leaves on the date `day`."""
    with reminder_change(campaign, pk, "Rappel déplacé.", by) as reminder:
        reminder.days = days_for(reminder.campaign, day, on, but=pk)


@transaction.atomic
def add_reminder(campaign, day, kind, *, by, on):
    """One more reminder on the date `day`, with the text `kind`."""
    campaign = lock_campaign(campaign)
    with one_change("Rappel ajouté.", by):
        Reminder.objects.create(campaign=campaign, days=days_for(campaign, day, on), kind=kind)


@transaction.atomic
def revive(campaign, *, on):
    """Those that a date typed by mistake had made late leave after all: their day is to come."""
    campaign = lock_campaign(campaign)
    for reminder in campaign.reminders.exclude(ran_at=None).exclude(skipped_at=None):
        if (
            reminder.on >= on
            and not campaign.reminders.filter(days=reminder.days, ran_at=None).exists()
        ):
            reminder.ran_at = reminder.skipped_at = None
            reminder.save()


@transaction.atomic
def leave_out(campaign, pk, *, shown, kept, by):
    """Of the people `shown` (keys), only those `kept` receive the reminder; others are unchanged.

    Gives how many are left out.
    """
    reminder = still_to_leave(lock_campaign(campaign), pk)
    before = set(reminder.spared.values_list("pk", flat=True))
    people = User.objects.filter(pk__in=(before - shown) | (shown - kept))  # some may be gone
    with one_change("Choix de qui reçoit le rappel.", by):
        reminder.spared.set(people)
    return people.count()

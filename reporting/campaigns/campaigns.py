"""A campaign from its preparation to its closing: who is asked what, and when.

No HTTP, no printing. Dates are days in Paris and come as arguments.
"""

from django.db import transaction
from django.utils import timezone

from conventions.sender import sender
from records.history.recording import one_change
from reporting.campaigns.recipients import by_person, expectations, mark_of_expected
from reporting.campaigns.reminder_recipients import CampaignRecipients, due_reminder
from reporting.letters import notifications, templates
from reporting.letters.writing import NO_ADDRESS
from reporting.models import (
    Campaign,
    CampaignText,
    Letter,
    LetterKind,
    Reminder,
    Report,
    TextKind,
)
from reporting.models.letter import ASKING
from reporting.report.sections import prepare_lines

DEFAULT_REMINDERS = ((-7, TextKind.REMINDER), (1, TextKind.REMINDER), (8, TextKind.LAST_REMINDER))


def prepare(campaign):
    """Give a new `campaign` its letters and its reminders."""
    for kind, (subject, body) in templates.defaults_of(campaign).items():
        words = {"subject": subject, "body": body}
        CampaignText.objects.get_or_create(campaign=campaign, kind=kind, defaults=words)
    last = (campaign.closes_on - campaign.due_on).days
    first = (campaign.opens_on - campaign.due_on).days
    for days, kind in DEFAULT_REMINDERS:
        if first < days <= last:
            Reminder.objects.get_or_create(campaign=campaign, days=days, defaults={"kind": kind})


class CannotOpen(Exception):
    """The campaign cannot open: the text is a sentence that says what to do."""


class Moved(CannotOpen):
    """Who is asked what is no longer what was shown."""


class Discarded(CannotOpen):
    """Somebody put the campaign in the corbeille meanwhile."""


@transaction.atomic
def open_campaign(campaign, *, by, at, shown=None):
    """Open `campaign`: one report per action, one letter per person; gives the number of letters.

    Opened before its day, it opens today. Opened twice, it is opened once. `shown` is the
    mark of what the person saw before deciding. Raises CannotOpen, Moved when that is
    out of date, Discarded.
    """
    on = timezone.localdate(at)
    if not Campaign.objects.filter(pk=campaign.pk, opened_at=None).update(
        opened_at=at, opened_by=by
    ):
        if not Campaign.objects.filter(pk=campaign.pk).exists():
            raise Discarded(
                "Rien n’est parti : cette campagne vient d’être supprimée. Elle est dans la "
                "corbeille."
            )
        return 0
    campaign.refresh_from_db()
    if campaign.convention.is_read_only:
        raise CannotOpen(campaign.convention.closed_words)
    if campaign.closes_on < on:
        raise CannotOpen("La date de fermeture est passée : modifiez-la, puis ouvrez la campagne.")
    if campaign.due_on < on:
        raise CannotOpen(
            "La date à laquelle les réponses sont attendues est passée : modifiez-la d’abord."
        )
    if not campaign.convention.territory.email:
        raise CannotOpen(NO_ADDRESS)
    expected = expectations(campaign, on)
    if not expected:
        raise CannotOpen("Aucune action publiée n’est concernée : modifiez le choix des actions.")
    if shown is not None and shown != mark_of_expected(expected):
        raise Moved(
            "Rien n’est parti : la liste a changé depuis que vous l’avez lue. Relisez-la, puis "
            "ouvrez la campagne."
        )
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
                is_demo=one.action.is_demo,
            )
            for one in expected
        ]
    )
    prepare_lines(*campaign.reports.all())
    return ask_each(campaign, TextKind.OPENING, by_person(expected), f"ouverture:{campaign.pk}")


def ask_each(campaign, kind, actions_of, once, reminder=None):
    """One letter to each person of the dict `actions_of` (person → actions); gives how many.

    `once` names the act: written again, it writes to nobody twice.
    """
    who, text = sender(), notifications.text_of(campaign, kind)
    letters = [
        notifications.write_to(
            person,
            LetterKind.OPENING if kind == TextKind.OPENING else LetterKind.REMINDER,
            campaign,
            once=f"{once}:{person.pk}",
            values={"actions": notifications.listed(actions)},
            by=who,
            text=text,
            reminder=reminder,
        )
        for person, actions in actions_of.items()
    ]
    return sum(letter is not None for letter in letters)


@transaction.atomic
def discard(campaign, *, by):
    """Put in the corbeille a `campaign` that nobody has heard of; False once it is open, or gone.

    Its texts and its reminders leave with it, and come back with it.
    """
    found = Campaign.objects.in_preparation().select_for_update().filter(pk=campaign.pk).first()
    if found is None:
        return False
    with one_change("Suppression avant l’ouverture.", by):
        found.delete()
    return True


@transaction.atomic
def close(campaign, *, by, at):
    """Close `campaign` before its day; drafts stay. Closed twice, it is closed once."""
    found = Campaign.objects.filter(pk=campaign.pk, closed_at=None, opened_at__isnull=False)
    if not found.update(closed_at=at):
        return False
    campaign.refresh_from_db()
    with one_change("Fermeture de la campagne.", by):
        campaign.save()
    Letter.objects.filter(campaign=campaign, kind__in=ASKING).cancel()  # what has not left
    return True


# --- reminders -----------------------------------------------------------------------------------


@transaction.atomic
def run_reminder(campaign, *, at):
    """Write the letters of the reminder that is due, if any; gives how many.

    Reminders missed long ago are set aside without a letter: nobody receives a burst.
    """
    on = timezone.localdate(at)
    list(Campaign.objects.select_for_update().filter(pk=campaign.pk).values_list("pk"))
    campaign.refresh_from_db()  # its dates may have moved since the caller read it
    if not campaign.is_open(on):
        return 0
    reminder, missed = due_reminder(campaign, on)
    waiting = Reminder.objects.filter(ran_at=None, skipped_at=None)
    waiting.filter(pk__in=[one.pk for one in missed]).update(ran_at=at, skipped_at=at)
    if reminder is None or not waiting.filter(pk=reminder.pk).update(ran_at=at):
        return 0
    spared = frozenset(reminder.spared.values_list("pk", flat=True))
    receives, _others = CampaignRecipients(campaign, on).on(on, spared=spared)
    actions_of = {one.person: one.actions for one in receives}
    count = ask_each(campaign, reminder.kind, actions_of, f"rappel:{reminder.pk}", reminder)
    Reminder.objects.filter(pk=reminder.pk).update(letters_count=count)
    return count


def complete_answers(at):
    """Ask, in the answers still to come at the datetime `at`, of what was added to the actions.

    An indicator or a step written after the opening would be asked of nobody. Run twice, it adds
    nothing more.
    """
    campaigns = Campaign.objects.open_on(timezone.localdate(at))
    waiting = Report.objects.unanswered().filter(campaign__in=campaigns).order_by("pk")
    with transaction.atomic():  # none is sent while its lines are read, then written
        keys = list(waiting.select_for_update(of=("self",)).values_list("pk", flat=True))
        prepare_lines(*waiting.filter(pk__in=keys))


def run(at):
    """Send what every open campaign has to send at the datetime `at`; gives how many letters.

    Run twice, or by two at once, it sends them once.
    """
    found = Campaign.objects.open_on(timezone.localdate(at))
    return sum(run_reminder(campaign, at=at) for campaign in found)

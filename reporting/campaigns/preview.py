"""A letter as somebody real would receive it, without a link that opens anything."""

from dataclasses import dataclass

from django.urls import reverse

from partners.models import User
from reporting.campaigns.recipients import covered_actions
from reporting.campaigns.reminder_recipients import CampaignRecipients
from reporting.letters import notifications
from reporting.letters.templates import on_one_line
from reporting.letters.writing import site
from reporting.models import TextKind

REFERENCE = "R0001"
COMMENTS = "Combien de familles sont venues en tout ?"
STOPPABLE = (TextKind.OPENING, TextKind.REMINDER, TextKind.LAST_REMINDER)


@dataclass(frozen=True)
class Preview:
    """`person` is who the data come from; None when nobody of the campaign can be reached."""

    person: User | None
    subject: str
    body: str


def example(campaign, on):
    """(somebody of `campaign`, their actions): the first by name; (None, actions) without any."""
    recipients = CampaignRecipients(campaign, on)
    for group in (recipients.asked, recipients.answered):
        if group:
            person = min(group, key=lambda one: (str(one).casefold(), one.pk))
            return person, group[person]
    return None, list(covered_actions(campaign, on)[:2])


def dead_address(_tail=""):
    """Where the links of a preview lead: a page that says what it is."""
    return site(reverse("campaign-trial"))


def preview(campaign, text, *, stops, person, actions):
    """The words `text` (subject, body) filled for `person` and `actions`: a Preview."""
    page = actions[0].get_absolute_url() if actions else "/"
    values = notifications.common(campaign, person, dead_address()) | {
        "actions": notifications.listed(actions),
        "reference": REFERENCE,
        "commentaires": COMMENTS,
        "page": site(page),
    }
    subject, body = notifications.composed(text, values, dead_address, stops=stops)
    return Preview(person, on_one_line(subject), body)


def preview_of_kind(campaign, kind, text, on):
    """The Preview of the letter `kind` of `campaign` with the words `text`."""
    person, actions = example(campaign, on)
    return preview(campaign, text, stops=kind in STOPPABLE, person=person, actions=actions)

"""A letter as somebody real would receive it, without a link that opens anything."""

from dataclasses import dataclass

from django.urls import reverse

from conventions.sender import site_address
from partners.models import User
from reporting.campaigns.recipients import covered_actions
from reporting.campaigns.reminder_recipients import CampaignRecipients, Recipient
from reporting.letters import html, notifications
from reporting.letters.templates import on_one_line
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

    @property
    def blocks(self):
        """The paragraphs and the lists that the letter itself will have."""
        return html.blocks_of(self.body)


def example(campaign, on):
    """A Recipient of `campaign`, the first by name; without any, nobody and some actions."""
    recipients = CampaignRecipients(campaign, on)
    for group in (recipients.asked, recipients.answered):
        if group:
            person = min(group, key=lambda one: (str(one).casefold(), one.pk))
            return Recipient(person, group[person])
    return Recipient(None, list(covered_actions(campaign, on)[:2]))


def dead_address(_tail=""):
    """Where the links of a preview lead: a page that says what it is."""
    return site_address(reverse("campaign-trial"))


def preview_letter(campaign, text, recipient, *, stops, on):
    """The words `text` (subject, body) filled for the Recipient on the date `on`: a Preview."""
    person, actions = recipient.person, recipient.actions
    page = actions[0].get_absolute_url() if actions else "/"
    values = notifications.common(campaign, person, dead_address()) | {
        "attente": notifications.expected_words(campaign, on),
        "actions": notifications.listed(actions),
        "reference": REFERENCE,
        "commentaires": COMMENTS,
        "page": site_address(page),
    }
    subject, body = notifications.composed(text, values, dead_address, stops=stops)
    return Preview(person, on_one_line(subject), body)


def preview_of_text(row, on):
    """The Preview of the CampaignText `row`."""
    who, text = example(row.campaign, on), (row.subject, row.body)
    return preview_letter(row.campaign, text, who, stops=row.kind in STOPPABLE, on=on)

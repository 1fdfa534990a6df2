"""What the outbox asks of this room: links to put in, letters overtaken, addresses that fail."""

from django.utils import timezone

from letters.models import LetterState
from letters.sources import LetterSource
from partners.contacts import note_fault
from partners.models import Invitation, MailFault
from reporting.letters.notifications import expected_words
from reporting.letters.send_guards import stop_of
from reporting.letters.templates import EXPECTED
from reporting.models import Letter
from reporting.report.links import links_in, tokens_for

# What is read of a letter to judge it.
ABOUT = (
    "person", "campaign", "report__action", "report__campaign", "invitation__organisation",
)  # fmt: skip


def words_of_day(letter, on):
    """Dict mark → the words that stand for it in `letter` when it leaves on the date `on`."""
    return {EXPECTED: expected_words(letter.campaign, on)} if letter.campaign is not None else {}


class ReportingLetters(LetterSource):
    """Those of `reporting.models.Letter`. Their texts stay: the team reads them and sends again."""

    def prepare(self, letter, at):
        about = (
            "person",
            "campaign",
            "report__action",
            "report__campaign",
            "invitation__organisation",
        )
        mine = Letter.objects.select_related(*about).get(pk=letter.pk)
        if mine.person is not None and mine.person.email.lower() != letter.to.lower():
            letter.to = mine.to = mine.person.email  # the former one may be a stranger's
        links = links_in(mine)
        stop = stop_of(mine, links, at)
        if stop is not None:
            raise stop
        return tokens_for(mine, links) | words_of_day(mine, timezone.localdate(at))

    def over(self, letter, *, blames_address):
        """Note that the address of `letter`, refused or returned, fails, wherever we hold it."""
        if not blames_address:
            return
        fault = MailFault.BOUNCED if letter.state == LetterState.BOUNCED else MailFault.REFUSED
        note_fault(letter.to, fault, timezone.localdate())
        found = Invitation.objects.filter(letters=letter.pk, email__iexact=letter.to)
        found.update(fault=fault)

"""What the team does about letters: send again, say it is dealt with, note that one came back.

Each act is done once, whatever the number of clicks: the state it starts from is in its update.
"""

from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from partners.contacts import clear_fault
from partners.models import Invitation, MailFault
from reporting.letters.link_placeholders import links_in
from reporting.letters.send_guards import stop_of
from reporting.letters.sending import MIRROR, blame, send_in_demonstration
from reporting.models import Letter, LetterState
from reporting.models.letter import FAULTY

RESENT = (*FAULTY, LetterState.CANCELLED)  # what « Renvoyer » may start from
BY_TEAM = "Revenue : l’équipe l’a noté."


def address_now(letter):
    """The address to write to today: that of the person or of the invitation, if it changed."""
    if letter.person is not None:
        return letter.person.email
    return letter.invitation.email if letter.invitation is not None else letter.to


class Overtaken(Exception):
    """The letter has no longer to leave: the text is the sentence that says why."""


def refuse_overtaken(letter, at):
    """Raise Overtaken when `letter`, sent again at the datetime `at`, would not leave."""
    letter.next_try_at = at
    if letter.person is not None:
        letter.person.mail_fault = ""  # whoever sends again says that the address works
    stop = stop_of(letter, links_in(letter) if letter.email else [], at)
    if stop is not None:
        raise Overtaken(stop.words)


@transaction.atomic
def resend(letter):
    """Put `letter` back in the queue, the same text, to the address known today.

    Asking for it says that the address works: its fault is cleared. False when it is not a letter
    that failed. Raises Overtaken when it has no longer to leave. Reads what stop_of reads.
    """
    now = timezone.now()
    refuse_overtaken(letter, now)
    to = address_now(letter)
    failed = Letter.objects.filter(pk=letter.pk, state__in=RESENT)
    if not failed.update(
        state=LetterState.WAITING, to=to, tries=0, next_try_at=now, claimed_at=None,
        fault="", handled_at=None,
    ):  # fmt: skip
        return False
    Email.objects.filter(pk=letter.email_id).update(to=to, status=None)
    works_again(letter)
    send_in_demonstration()
    return True


def works_again(letter):
    """The address of whoever `letter` is for works: letters may go to it."""
    if letter.person is not None:
        clear_fault(letter.person)
    if letter.invitation_id:
        Invitation.objects.filter(pk=letter.invitation_id).update(fault="")


def mark_handled(letter):
    """The failure of `letter` is dealt with otherwise; False when there is nothing to deal with."""
    return bool(
        Letter.objects.faulty()
        .filter(pk=letter.pk)
        .update(handled_at=timezone.now(), claimed_at=None)
    )


@transaction.atomic
def mark_bounced(letter, *, words=BY_TEAM, blames_address=True):
    """`letter` left and came back, for the reason `words`; False when it was not known as gone."""
    gone = Letter.objects.filter(pk=letter.pk, state=LetterState.SENT)
    bounced = LetterState.BOUNCED
    if not gone.update(state=bounced, fault=words[:250], handled_at=None):
        return False
    Email.objects.filter(letter=letter.pk).update(status=MIRROR[bounced])
    if blames_address:
        blame(letter, MailFault.BOUNCED)
    return True

"""What the team does about letters: send again, say it is dealt with, note that one came back.

Each act is done once, whatever the number of clicks: the state it starts from is in its update.
"""

from django.db import transaction
from django.utils import timezone

from conventions.sender import sender
from letters import bounces
from letters.models import FAULTY, LetterState, OutboxLetter
from letters.sending import NO_TEXT, send_in_demonstration
from letters.sources import Stopped
from partners.contacts import clear_fault
from partners.models import Invitation
from reporting.letters.send_guards import stop_of
from reporting.models import Letter, LetterKind
from reporting.report.links import links_in

RESENT = (*FAULTY, LetterState.CANCELLED)  # what « Renvoyer » may start from
BY_TEAM = "Revenu : l’équipe l’a noté."


def address_now(letter):
    """The address to write to today: that of the person, of the invitation or of the team."""
    if letter.person is not None:
        return letter.person.email
    if letter.invitation is not None:
        return letter.invitation.email
    return (letter.kind == LetterKind.NOT_ME and sender().reply_to) or letter.to


@transaction.atomic
def resend(letter):
    """Put `letter` back in the queue, the same text, to the address known today.

    Asking for it says that the address works: its fault is cleared. False when it is not a letter
    that failed. Raises Stopped when it has no longer to leave. Reads what stop_of reads.
    """
    now = timezone.now()
    if not letter.text:
        raise Stopped(LetterState.FAILED, NO_TEXT)
    if letter.person is not None:
        letter.person.mail_fault = ""  # whoever sends again says that the address works
    stop = stop_of(letter, links_in(letter), now)
    if stop is not None:
        raise stop
    failed = OutboxLetter.objects.filter(pk=letter.pk, state__in=RESENT)
    if not failed.update(
        state=LetterState.WAITING, to=address_now(letter), tries=0, next_try_at=now,
        claimed_at=None, fault="", handled_at=None,
    ):  # fmt: skip
        return False
    works_again(letter)
    send_in_demonstration(letter)
    return True


def works_again(letter):
    """The address of whoever `letter` is for works: letters may go to it."""
    if letter.person is not None:
        clear_fault(letter.person)
    if letter.invitation_id:
        Invitation.objects.filter(pk=letter.invitation_id).update(fault="")


def mark_handled(letter):
    """The failure of `letter` is dealt with otherwise; False when there is nothing to deal with."""
    found = OutboxLetter.objects.faulty().filter(pk=letter.pk)
    return bool(found.update(handled_at=timezone.now(), claimed_at=None))


def note_bounce(letter):
    """`letter` left and came back, somebody of the team says; False when it was not gone."""
    return bounces.mark_bounced(letter, BY_TEAM, blames_address=True)


@transaction.atomic
def purge_letters(before):
    """Erase the texts and the addresses of letters written before the date `before`.

    Those that still wait keep theirs. The rows stay: which letter, to whom, when. Gives how many.
    """
    old = OutboxLetter.objects.filter(created_at__date__lt=before)
    old = old.exclude(state=LetterState.WAITING)
    old.erase_texts()
    naming = Letter.objects.filter(kind=LetterKind.NOT_ME, outbox__in=old).in_outbox()
    naming.update(subject=LetterKind.NOT_ME.label)  # it named who left
    return old.exclude(to="").update(to="")

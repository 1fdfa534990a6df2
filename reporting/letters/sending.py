"""Letters leave: each is claimed, sent and marked; one that does not leave is tried again.

Several senders may run at once, on one host or many: a conditional update claims each letter. A
sender that is killed leaves its claim, which lapses (CLAIM_LIFE); the letter then goes with the
same Message-ID, by which a mail server knows it if it had taken it already. docs/decisions/0019.
"""

import logging
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from post_office.models import STATUS, Email

from partners.contacts import note_fault
from partners.models import Invitation, MailFault
from reporting.letters.link_placeholders import filled, links_in, tokens_for
from reporting.letters.send_guards import stop_of
from reporting.letters.smtp import Post, verdict_on
from reporting.models import Letter, LetterKind, LetterState

DEMONSTRATION = "demonstration.entrance.LetterBackend"
logger = logging.getLogger(__name__)

# Minutes from one try to the next: at once, then until a day has passed since the first.
DELAYS = [timedelta(minutes=n) for n in (1, 5, 15, 60, 4 * 60, 12 * 60, 6 * 60 + 39)]
GIVEN_UP = "Pas partie en 24 heures. {}"
RESTORED = (
    "Une sauvegarde a été restaurée : elle est peut-être déjà partie. Vérifiez avant de renvoyer."
)
# What the library's own row says; while a letter waits nothing, so that its queue stays empty.
MIRROR = {
    LetterState.SENT: STATUS.sent,
    LetterState.REFUSED: STATUS.failed,
    LetterState.FAILED: STATUS.failed,
    LetterState.BOUNCED: STATUS.failed,
}


def send_due():
    """Send every letter that is due; gives a Counter, state → how many letters are now in it."""
    found = Counter()
    due = Letter.objects.due(timezone.now()).order_by("next_try_at", "pk")
    with Post() as post:
        for key in list(due.values_list("pk", flat=True)):
            state = send(key, post)
            if state is not None:
                found[state] += 1
    return found


def send_in_demonstration():
    """There, no timer sends letters and none leaves the machine: they do with the act itself."""
    if settings.DEMO and settings.EMAIL_BACKEND == DEMONSTRATION:
        transaction.on_commit(send_due, robust=True)


def send(key, post):
    """Claim the letter `key` and send it; gives its state then, None when another sender has it."""
    now = timezone.now()
    if not Letter.objects.due(now).filter(pk=key).update(claimed_at=now):
        return None
    about = ("email", "person", "campaign", "report", "invitation")
    letter = readdressed(Letter.objects.select_related(*about).get(pk=key))
    links = links_in(letter) if letter.email else []
    stop = stop_of(letter, links, now)
    if stop is not None:
        return settle(letter, stop.state, fault=stop.words)
    try:
        post.send(message_of(letter, tokens_for(letter, links)))
    except Exception as error:
        return not_sent(letter, verdict_on(error))
    return settle(letter, LetterState.SENT, sent_at=timezone.now(), tries=F("tries") + 1)


def readdressed(letter):
    """`letter` to the address that its person has now: the former one may be a stranger's."""
    person = letter.person
    if person is not None and person.email.lower() != letter.to.lower():
        letter.to = person.email
        Letter.objects.filter(pk=letter.pk).update(to=letter.to)
        Email.objects.filter(letter=letter.pk).update(to=letter.to)
    return letter


def message_of(letter, tokens):
    """The message that carries `letter`, its links put in; nothing of it is saved."""
    email = letter.email
    email.message = filled(email.message, tokens)
    email.html_message = filled(email.html_message, tokens)
    email.headers = {name: filled(words, tokens) for name, words in (email.headers or {}).items()}
    message = email.email_message()
    message.to = [letter.to]
    return message


def settle(letter, state, fault="", **values):
    """Write that the claimed `letter` is now in `state`; gives it.

    Nothing is written by a sender whose claim lapsed: another one has the letter.
    """
    held = Letter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at)
    with transaction.atomic():
        if held.update(state=state, fault=fault[:250], claimed_at=None, **values):
            Email.objects.filter(letter=letter.pk).update(status=MIRROR.get(state))
    return state


def not_sent(letter, verdict):
    """Plan the next try of `letter`, or give it up; gives its state."""
    # No address in the log: the number of the letter leads to it.
    logger.warning("letter %s not sent, try %s: %s", letter.pk, letter.tries + 1, verdict.code)
    tries = {"tries": letter.tries + 1}
    if verdict.is_final:
        if verdict.blames_address:
            blame(letter, MailFault.REFUSED)
        return settle(letter, LetterState.REFUSED, verdict.words, **tries)
    if letter.tries >= len(DELAYS):
        return settle(letter, LetterState.FAILED, GIVEN_UP.format(verdict.words), **tries)
    next_try = timezone.now() + DELAYS[letter.tries]
    return settle(letter, LetterState.WAITING, verdict.words, next_try_at=next_try, **tries)


def blame(letter, fault):
    """Note that the address of `letter` has the MailFault `fault`, wherever we hold it."""
    note_fault(letter.to, fault, timezone.localdate())
    if letter.invitation_id:
        found = Invitation.objects.filter(pk=letter.invitation_id, email__iexact=letter.to)
        found.update(fault=fault)


def hold_waiting():
    """After a restore: no waiting letter leaves before somebody looked; gives how many there are.

    They may have left since the backup was made.
    """
    with transaction.atomic():
        waiting = Letter.objects.filter(state=LetterState.WAITING)
        keys = list(waiting.values_list("pk", flat=True))
        found = waiting.update(
            state=LetterState.FAILED, fault=RESTORED, claimed_at=None, handled_at=None
        )
        Email.objects.filter(letter__in=keys).update(status=STATUS.failed)
    return found


def purge(before):
    """Erase the texts and the addresses of letters written before the date `before`.

    Those that still wait keep theirs. The rows stay: which letter, to whom, when. Gives how many.
    """
    old = Letter.objects.filter(created_at__date__lt=before).exclude(state=LetterState.WAITING)
    naming = old.filter(kind=LetterKind.NOT_ME)
    with transaction.atomic():
        Email.objects.filter(letter__in=old).delete()
        naming.update(subject=LetterKind.NOT_ME.label)  # it named who left
        return old.exclude(to="").update(to="")

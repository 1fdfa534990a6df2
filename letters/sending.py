"""Letters leave: each is claimed, sent and marked; one that does not leave is tried again.

Several senders may run at once, on one host or many: a conditional update claims each letter. A
sender that is killed leaves its claim, which lapses (CLAIM_LIFE); the letter then goes with the
same Message-ID, by which a mail server knows it if it had taken it already. docs/decisions/0019.
"""

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connections, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from letters.models import LetterState, OutboxLetter
from letters.smtp import Post, verdict_on
from letters.sources import Stopped, source_of

logger = logging.getLogger(__name__)
DEMONSTRATION = "demonstration.entrance.LetterBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
# Beside the requests, for all that does not wait for send_letters: whoever asks for a page never
# waits for the mail server, and this many conversations at most are open from one process.
BACKGROUND = ThreadPoolExecutor(max_workers=3, thread_name_prefix="letters")

# Minutes from one try to the next: at once, then until a day has passed since the first.
DELAYS = [timedelta(minutes=n) for n in (1, 5, 15, 60, 4 * 60, 12 * 60, 6 * 60 + 39)]
OLD = timedelta(days=3)  # due for so long: a backup came back, or the sender was stopped
TOO_OLD = (
    "Trop ancien : il attendait depuis plus de trois jours. Relisez-le, puis envoyez-le de nouveau."
)
NO_TEXT = "Le texte de ce courriel est effacé : il ne peut plus partir."
GIVEN_UP = "Pas parti en 24 heures. {}"
RESTORED = (
    "Une sauvegarde est restaurée : il est peut-être parti. Vérifiez, puis envoyez de nouveau."
)


def send_due():
    """Send every letter that is due; gives a Counter, state → how many letters are now in it."""
    found = Counter()
    due = OutboxLetter.objects.due(timezone.now()).order_by("next_try_at", "pk")
    with Post() as post:
        for key in list(due.values_list("pk", flat=True)):
            if post.is_tired:
                break
            state = send(key, post)
            if state is not None:
                found[state] += 1
    return found


def send(key, post):
    """Claim the letter `key` and send it; gives its state then, None when another sender has it."""
    now = timezone.now()
    if not OutboxLetter.objects.due(now).filter(pk=key).update(claimed_at=now):
        return None
    letter = OutboxLetter.objects.get(pk=key)
    try:
        post.send(message_of(letter, prepare(letter, now)))
    except Stopped as stop:
        return settle(letter, stop.state, stop.words)
    except Exception as error:
        return not_sent(letter, verdict_on(error))
    except BaseException:  # stopped by hand: nobody has to wait for the claim to lapse
        settle(letter, LetterState.WAITING, letter.fault)
        raise
    return settle(letter, LetterState.SENT, sent_at=timezone.now(), tries=letter.tries + 1)


def prepare(letter, at):
    """What to put in the place of the marks of `letter`, which then has its address of today.

    Raises Stopped when it has no longer to leave.
    """
    if at - letter.next_try_at > OLD:
        raise Stopped(LetterState.FAILED, TOO_OLD)
    if not letter.text:
        raise Stopped(LetterState.FAILED, NO_TEXT)
    written_to = letter.to
    tokens = source_of(letter).prepare(letter, at)
    if letter.to != written_to:
        OutboxLetter.objects.filter(pk=letter.pk).update(to=letter.to)
    return tokens


def message_of(letter, tokens):
    """The EmailMessage that carries `letter`, the dict `tokens` put in; nothing of it is saved."""

    def filled(text):
        for mark, token in tokens.items():
            text = text.replace(mark, token)
        return text

    headers = {name: filled(words) for name, words in letter.headers.items()}
    message = EmailMultiAlternatives(
        letter.subject, filled(letter.text), letter.from_email, [letter.to],
        headers={**headers, "Message-ID": letter.message_id},
    )  # fmt: skip
    if letter.html:
        message.attach_alternative(filled(letter.html), "text/html")
    return message


def settle(letter, state, fault="", *, blames_address=False, **values):
    """Write that the claimed `letter` is now in `state`, and what follows from it; gives `state`.

    Nothing is written by a sender whose claim lapsed: another one has the letter.
    """
    held = OutboxLetter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at)
    with transaction.atomic():
        if held.update(state=state, fault=fault[:250], claimed_at=None, **values):
            letter.state = state
            if state != LetterState.WAITING:
                source_of(letter).over(letter, blames_address=blames_address)
    return state


def not_sent(letter, verdict):
    """Plan the next try of `letter`, or give it up; gives its state."""
    # No address in the log: the number of the letter leads to it.
    logger.warning("letter %s not sent, try %s: %s", letter.pk, letter.tries + 1, verdict.code)
    tries = {"tries": letter.tries + 1}
    if verdict.is_unsure:  # sent again, it could arrive twice: somebody decides
        return settle(letter, LetterState.FAILED, verdict.words, **tries)
    if verdict.is_final:
        blames = verdict.blames_address
        return settle(letter, LetterState.REFUSED, verdict.words, blames_address=blames, **tries)
    if letter.tries >= len(DELAYS):
        return settle(letter, LetterState.FAILED, GIVEN_UP.format(verdict.words), **tries)
    next_try = timezone.now() + DELAYS[letter.tries]
    return settle(letter, LetterState.WAITING, verdict.words, next_try_at=next_try, **tries)


def hold_waiting():
    """After a restore: no waiting letter leaves before somebody looked; gives how many there are.

    They may have left since the backup was made.
    """
    waiting = OutboxLetter.objects.filter(state=LetterState.WAITING)
    return waiting.update(state=LetterState.FAILED, fault=RESTORED, claimed_at=None)


# --- beside a request ----------------------------------------------------------------------------


def send_after_commit(letter):
    """Send `letter` once the act that wrote it is kept; send_letters does if that fails."""
    transaction.on_commit(partial(beside, partial(send, letter.pk)), robust=True)


def send_in_demonstration(letter):
    """There, no timer sends letters and none leaves the machine: they do with the act itself."""
    if settings.EMAIL_BACKEND == DEMONSTRATION:
        send_after_commit(letter)


def send_unkept(to, subject, template, context):
    """Send the text `template` at once, beside the request, without ever storing it: for codes.

    A failure is logged by its kind, without an address, and not tried again.
    """
    beside(
        lambda post: post.send(EmailMessage(subject, render_to_string(template, context), to=[to]))
    )


def beside(job):
    """Do `job` with a Post now, or in the background when a mail server must be waited for."""
    if settings.EMAIL_BACKEND != SMTP:
        attempt(job, lambda: None)
        return
    try:
        BACKGROUND.submit(attempt, job, connections.close_all)
    except RuntimeError:
        logger.warning("letter not sent beside the request: the server is stopping")


def attempt(job, finish):
    try:
        with Post() as post:
            job(post)
    except Exception as error:
        # The kind only: what a mail server says may hold addresses.
        logger.error("letter not sent beside the request: %s", type(error).__name__)
    finally:
        finish()

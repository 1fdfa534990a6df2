"""What is no longer asked for goes: requests that nobody confirmed, follows that nobody renewed."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from follow import letters
from follow.models import NOTICE, REQUEST_LIFE, WARNED_MONTHS, Follower, FollowRequest
from letters.models import LetterState, OutboxLetter

TRACES = timedelta(days=30)  # of letters that left, without text nor address: a return names them


@dataclass
class FollowPurge:
    """How many were warned, erased, and how many requests went."""

    warned: int = 0
    erased: int = 0
    requests: int = 0


def purge_followers(at):
    """Warn who has a month left to renew, erase who did not, and old requests; gives FollowPurge.

    Nobody is erased before a month has passed since the letter that warned. Run twice, it does
    nothing more.
    """
    done, today = FollowPurge(), timezone.localdate(at)
    for follower in Follower.objects.not_renewed(today, WARNED_MONTHS).order_by("pk"):
        if follower.warned_on is None:
            done.warned += warn(follower, today)
        elif follower.warned_on + NOTICE <= today and follower.ends_on <= today:
            done.erased += erase(follower)
    old = FollowRequest.objects.filter(received_at__lt=at - REQUEST_LIFE)
    for request in old:
        letters.letters_named(letters.name_of(letters.ASKED, request)).delete()
    done.requests = old.delete()[0]
    gone = OutboxLetter.objects.filter(source=letters.SOURCE, created_at__lt=at - TRACES)
    gone.exclude(state=LetterState.WAITING).delete()
    return done


@transaction.atomic
def warn(follower, today):
    """True when the letter is written: another run may just have done it, or the person renewed."""
    mine = Follower.objects.filter(
        pk=follower.pk, warned_on=None, renewed_on=follower.renewed_on
    ).update(warned_on=today)
    return bool(mine and letters.warn(follower, max(follower.ends_on, today + NOTICE)))


@transaction.atomic
def erase(follower):
    """Erase `follower`, unless they renewed since the run began; gives how many went."""
    held = Follower.objects.select_for_update().filter(
        pk=follower.pk, renewed_on=follower.renewed_on
    )
    return letters.forget(follower.email) if held.first() else 0

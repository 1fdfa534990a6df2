"""Asking, confirming, changing, renewing, stopping: the verbs of who follows. No HTTP here."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from follow import letters
from follow.models import Follow, Follower, FollowRequest

MOST_TO_ONE_ADDRESS = 3  # letters in a day that anybody may have us send there
SAME = timedelta(minutes=10)  # asked again so soon, it is a double click


@transaction.atomic
def ask(email, scope, at, **sender):
    """Somebody types `email` to follow `scope`: its owner is asked by a letter.

    `sender` says from where (FromVisitor). Gives nothing: whoever typed learns nothing of the
    address.
    """
    email = email.lower()
    mine = FollowRequest.objects.filter(email=email)
    if mine.since(at - SAME).filter(scope=scope.key).exists():
        return
    few = mine.since(at - timedelta(days=1)).count() < MOST_TO_ONE_ADDRESS
    request = FollowRequest.objects.create(email=email, scope=scope.key, **sender)
    if few:
        letters.ask(request, scope, Follower.objects.filter(email=email).first())


@transaction.atomic
def confirm(request, at):
    """The owner of the address of `request`, a FollowRequest, follows from `at` on; gives the
    Follower."""
    today = timezone.localdate(at)
    started = {"renewed_on": today, "told_until": at}
    try:
        with transaction.atomic():
            follower, is_new = Follower.objects.get_or_create(email=request.email, defaults=started)
    except IntegrityError:  # confirmed twice at once
        follower, is_new = Follower.objects.get(email=request.email), False
    Follow.objects.get_or_create(follower=follower, scope=request.scope, defaults={"since": at})
    if not is_new:
        renew(follower, today)
    asked = FollowRequest.objects.filter(email=request.email, scope=request.scope)
    for row in asked:
        letters.letters_named(letters.name_of(letters.ASKED, row)).delete()
    asked.delete()
    return follower


def renew(follower, on):
    """`follower` goes on for two years from the date `on`."""
    follower.renewed_on, follower.warned_on = on, None
    follower.save(update_fields=["renewed_on", "warned_on"])


@transaction.atomic
def keep(follower, scopes, on):
    """`follower` follows those of its `scopes` alone, and renews; nothing left stops all.

    True while something is followed.
    """
    follower.follows.exclude(scope__in=scopes).delete()
    if not follower.follows.exists():
        stop(follower)
        return False
    renew(follower, on)
    return True


@transaction.atomic
def stop(follower):
    """Erase `follower`, all it follows, its requests and its letters."""
    letters.forget(follower.email)

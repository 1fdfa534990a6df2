"""The letters of the week: one at most, and only when something was published."""

from django.db import transaction
from django.utils import timezone

from actions.models import Action
from conventions.sender import sender, site_address
from follow.letters import NEWS, letters_named, name_of, write
from follow.models import Follower
from follow.published import Kind, published, told_to
from follow.scopes import actions_of, known
from letters.models import LetterState

# Told in one letter; the others are on the site.
MOST_ACTIONS, MOST_LINES = 20, 8


def write_due(at):
    """Write to each follower what was published since their last letter; gives how many letters.

    Run twice, it writes nothing more. As many queries whatever was published, and a few for each
    letter.
    """
    followers = list(
        Follower.objects.ready(timezone.localdate(at)).prefetch_related("follows").order_by("pk")
    )
    if not followers:
        return 0
    rows = published(min(row.told_until for row in followers), at)
    if not rows:
        return 0
    keys = {follow.scope for row in followers for follow in row.follows.all()}
    held, scopes, by = actions_of(keys), known(keys), sender()
    told = {row.action for row in rows}
    names = {row.pk: row for row in Action.objects.public().filter(pk__in=told).in_plan_order()}
    count = 0
    for follower in followers:
        lines = told_to(rows, since_of(follower, held))
        if lines:
            shown = [(names[key], lines[key]) for key in names if key in lines]
            words = [scopes[f.scope].words for f in follower.follows.all() if f.scope in scopes]
            count += write_to(follower, shown, words, at, by)
    return count


def since_of(follower, held):
    """Dict action → until when `follower` knows what happened to it."""
    found = {}
    for follow in follower.follows.all():
        since = max(follow.since, follower.told_until)
        for action in held[follow.scope]:
            found[action] = min(since, found.get(action, since))
    return found


@transaction.atomic
def write_to(follower, shown, followed, at, by):
    """Write one letter to `follower` of the actions `shown`; True unless another run just did, or
    the last one still waits."""
    mine = Follower.objects.filter(pk=follower.pk, written_on=follower.written_on)
    waiting = letters_named(name_of(NEWS, follower)).filter(state=LetterState.WAITING)
    if waiting.exists() or not mine.update(written_on=timezone.localdate(at)):
        return False
    actions = [
        {
            "name": action.called,
            "address": site_address(action.get_absolute_url()),
            "lines": [row.words for row in lines[:MOST_LINES]],
            "others": max(0, len(lines) - MOST_LINES),
        }
        for action, lines in shown[:MOST_ACTIONS]
    ]
    written = write(
        NEWS,
        follower,
        "emails/follow_news.txt",
        subject_of(shown),
        moment=at.isoformat(),
        by=by,
        actions=actions,
        others=max(0, len(shown) - MOST_ACTIONS),
        followed=followed,
        ends_on=follower.ends_on,
    )
    return written is not None


def subject_of(shown):
    """The first headline, else the name of the first action; then how many other actions."""
    action, lines = shown[0]
    headlines = [row.words.partition(" : ")[2] for row in lines if row.kind == Kind.NEWS]
    first = headlines[0] if headlines else action.called
    others = len(shown) - 1
    more = f" (et {others} autre{'s' * (others > 1)} action{'s' * (others > 1)})" if others else ""
    return f"{first[: 240 - len(more)]}{more}"

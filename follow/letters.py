"""The letters of who follows: to confirm, to tell what is new, to warn of the end.

Their links are marks, put in as they leave: no table holds one.
"""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from conventions.sender import sender, site_address, written_from
from follow.models import Follower, FollowRequest
from letters import writing as outbox
from letters.links import drawn
from letters.models import LetterState, OutboxLetter
from letters.sources import LetterSource, Stopped

SOURCE = "follow"
MARK = "[[suivi]]"  # the token of the Follower
REQUEST_MARK = "[[demande]]"  # that of the FollowRequest
NEWS, WARNING, ASKED = "nouvelles", "fin", "demande"
GONE = "Plus personne ne suit avec cette adresse."


def name_of(kind, row, moment=""):
    """What makes an act write one letter: « nouvelles:12:2026-03-02T06:00:00+00:00 »."""
    return f"{kind}:{row.pk}:{moment}"


class FollowLetters(LetterSource):
    """They leave while somebody still follows, or asks to; nothing of them stays."""

    def prepare(self, letter, at):
        kind, key, _moment = letter.once.split(":", 2)
        rows = FollowRequest if kind == ASKED else Follower
        row = rows.objects.filter(pk=key).first()
        if row is None:
            raise Stopped(LetterState.CANCELLED, GONE)
        letter.to = row.email
        if kind != ASKED:
            return {MARK: drawn(row)}
        known = Follower.objects.filter(email=row.email).first()
        return {REQUEST_MARK: drawn(row), MARK: drawn(known) if known else ""}

    def over(self, letter, *, blames_address):
        """What left is told; an address that does not work follows no more."""
        super().over(letter, blames_address=blames_address)
        kind, key, moment = letter.once.split(":", 2)
        rows = FollowRequest if kind == ASKED else Follower
        row = rows.objects.filter(pk=key).first()
        if row is None:
            return
        if blames_address:
            forget(row.email)
        elif kind == NEWS and letter.state == LetterState.SENT:
            told = dt.datetime.fromisoformat(moment)
            Follower.objects.filter(pk=row.pk, told_until__lt=told).update(told_until=told)


def forget(email):
    """Erase all that is known of the address `email`: what it follows, asks, and its letters.

    Gives how many followers went: 1 or 0. To be called in a transaction.
    """
    followers, requests = (
        list(model.objects.filter(email=email)) for model in (Follower, FollowRequest)
    )
    for row in followers:
        for kind in (NEWS, WARNING):
            letters_named(name_of(kind, row)).delete()
        row.delete()
    for row in requests:
        letters_named(name_of(ASKED, row)).delete()
        row.delete()
    return len(followers)


def letters_named(start):
    return OutboxLetter.objects.filter(source=SOURCE, once__startswith=start)


def write(
    kind, row, template, subject, *, moment="", soon=False, by=None, one_click=True, **context
):  # fmt: skip
    """Put a letter to the Follower or FollowRequest `row` in the outbox; gives it, or None when the
    same act wrote it already.

    `by`: a Sender read before, when many letters are written. To be called in a transaction.
    """
    by = by or sender()
    mine = site_address(f"/suivre/{MARK}/")
    headers = {"Auto-Submitted": "auto-generated"}
    if by.reply_to:
        headers["Reply-To"] = by.reply_to
    if one_click:
        headers["List-Unsubscribe"] = f"<{mine}arreter/>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    context |= {"mine": mine, "site": settings.SITE_URL, "signed": by.name or "L’équipe de la CTG"}
    return outbox.add(
        SOURCE,
        once=name_of(kind, row, moment),
        to=row.email,
        soon=soon,
        from_email=written_from(by),
        subject=" ".join(subject.split())[:250],
        text=render_to_string(template, context),
        headers=headers,
    )


def ask(request, scope, follower):
    """The letter that asks the owner of an address to confirm; to who follows already, it gives the
    link again. It leaves with the commit."""
    follows = follower is not None and follower.follows.filter(scope=scope.key).exists()
    return write(
        ASKED,
        request,
        "emails/follow_request.txt",
        "Suivre la convention territoriale globale : confirmez",
        soon=True,
        one_click=False,
        words=scope.words,
        follows=follows,
        knows=follower is not None,
        confirm=site_address(f"/suivre/confirmer/{REQUEST_MARK}/"),
        page=site_address(scope.url),
    )


def warn(follower, ends_on):
    """The letter that tells that all will be erased on the date `ends_on`, unless renewed."""
    return write(
        WARNING,
        follower,
        "emails/follow_end.txt",
        "Voulez-vous encore suivre la convention ?",
        moment=timezone.localdate().isoformat(),
        ends_on=ends_on,
    )

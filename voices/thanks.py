"""One letter of thanks to each address left with an idea, then the address is erased. No HTTP."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.template.loader import render_to_string

from actions.models import Action
from conventions.models import Convention
from conventions.sender import sender, site_address, written_from
from letters import writing as outbox
from letters.sources import LetterSource
from voices.models import Voice, VoiceState
from voices.shown import actions_of

SOURCE = "voices"


class ThanksLetters(LetterSource):
    """They leave as written, and nothing of them stays."""


@dataclass(frozen=True)
class IdeaFate:
    """What a letter says of one idea: its public `words` ("" when it was set aside) and the public
    actions it led to, as (title, address)."""

    words: str
    actions: list
    is_accepted: bool


def next_published(convention):
    """The published convention that follows, or None: nobody is told anything before."""
    return Convention.objects.public().filter(predecessor=convention).first()


def by_address(convention, rows=None):
    """Dict address, in lower case → its ideas of `convention`, those decided on, oldest first."""
    rows = Voice.objects.to_thank() if rows is None else rows
    found = defaultdict(list)
    for row in rows.filter(convention=convention).order_by("received_at", "pk"):
        found[row.email.lower()].append(row)
    return found


def told_of(ideas):
    """What becomes of the `ideas`, as a list of IdeaFate: two queries."""
    born = actions_of(ideas, Action.objects.public())
    return [
        IdeaFate(
            row.words,
            [(action.title, site_address(action.get_absolute_url())) for action in born[row.pk]],
            row.state == VoiceState.ACCEPTED,
        )
        for row in ideas
    ]


def text_of(told, convention, following, by):
    """The text of the letter that says `told`, a list of IdeaFate, signed by the Sender `by`."""
    facts = {
        "told": told,
        "convention": convention,
        "following": following,
        "address": site_address(following.get_absolute_url()),
        "signed": by.name or "L’équipe de la CTG",
    }
    return render_to_string("emails/voices_thanks.txt", facts)


@transaction.atomic
def thank(convention, following):
    """Write one letter to each address, erase the addresses, and give how many letters.

    `following` is the published convention after `convention`. Done again, it writes to nobody
    twice: an address that was written to is gone.
    """
    groups = by_address(convention, Voice.objects.to_thank().select_for_update())
    ideas = [row for rows in groups.values() for row in rows]
    told = dict(zip([row.pk for row in ideas], told_of(ideas), strict=True))
    signed = sender()
    reply = {"Reply-To": signed.reply_to} if signed.reply_to else {}
    for address, rows in groups.items():
        outbox.add(
            SOURCE, once=f"merci:{convention.pk}:{rows[0].pk}", to=address,
            subject="Ce que votre idée est devenue",
            text=text_of([told[row.pk] for row in rows], convention, following, signed),
            from_email=written_from(signed),
            headers={"Auto-Submitted": "auto-generated", **reply},
        )  # fmt: skip
    Voice.objects.filter(pk__in=list(told)).update(email="")
    return len(groups)

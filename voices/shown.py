"""What residents read of what residents said: accepted words, and opinions counted."""

from collections import defaultdict
from dataclasses import dataclass

from actions.models import Action
from voices.models import Felt, Voice

FEWEST = 5  # opinions: fewer are not told apart


def ideas_shown(convention):
    """Context of the box of `convention`: `sections`, (title, [(Voice, its public actions)]), and
    `count`, and whether one is an example. Three queries."""
    found = Voice.objects.ideas().accepted().filter(convention=convention)
    rows = list(found.order_by("received_at", "pk"))
    born = actions_of(rows, Action.objects.public())
    by_enjeu = defaultdict(list)
    for row in rows:
        by_enjeu[row.enjeu_id].append((row, born[row.pk]))
    titles = [*((enjeu.pk, enjeu.title) for enjeu in convention.enjeux.all()), (None, "")]
    sections = [(title or "Autre chose", by_enjeu[pk]) for pk, title in titles if by_enjeu[pk]]
    shows_demo = any(row.is_demo for row in rows)
    return {"sections": sections, "count": len(rows), "shows_demo": shows_demo}


def actions_of(ideas, actions):
    """Dict key of each of the `ideas` → those of the queryset `actions` born of it: one query."""
    keys = [row.pk for row in ideas]
    found = defaultdict(list)
    linked = actions.filter(ideas__number__in=keys).select_related("convention")
    for action in linked.prefetch_related("ideas").distinct().order_by("number"):
        for link in action.ideas.all():
            found[link.number].append(action)
    return found


@dataclass(frozen=True)
class Heard:
    """The accepted opinions on one enjeu, or on the whole: how many of each answer, and quotes.

    Their answers are None while they are too few to be told apart.
    """

    count: int = 0
    answers: tuple | None = None  # how many of each of Felt, in their order
    quotes: tuple = ()


def heard(convention):
    """Dict key of an enjeu (None: the whole) → Heard, of the accepted opinions: one query."""
    rows = Voice.objects.opinions().accepted().filter(convention=convention)
    by_enjeu = defaultdict(list)
    for row in rows.order_by("received_at", "pk"):
        by_enjeu[row.enjeu_id].append(row)
    return {pk: heard_among(found) for pk, found in by_enjeu.items()}


def heard_among(rows):
    felt = [row.felt for row in rows]
    counts = tuple(felt.count(one.value) for one in Felt)
    quotes = tuple(row.words for row in rows if row.is_quoted)
    return Heard(len(rows), counts if len(rows) >= FEWEST else None, quotes)

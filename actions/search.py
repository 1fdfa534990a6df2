"""Words typed by people, found in all that is public, or in what an action says of itself."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.utils import timezone

from actions.models import Update
from actions.searchable import Reader, vocabulary
from conventions.models import ContentVersion
from records import folding
from search.answers import answers_to
from search.index import Index

# Shown beside an empty box, those that this plan answers.
EVERYDAY = (
    *("crèche", "nounou", "papiers", "ordinateur", "permis", "emploi"),
    *("logement", "seniors", "fêtes"),
)


@dataclass(frozen=True)
class Kept:
    """An index, the content version it was built from, and when scheduled news ends its life."""

    index: Index
    token: str
    until: datetime | None

    def holds(self, token, now):
        return bool(token) and self.token == token and (self.until is None or now < self.until)


class PublicIndex:
    """The index of all that is public: one for a process, built again when content changes."""

    def __init__(self):
        self.kept = None
        self.lock = Lock()

    def get(self):
        """The Index of now: one query while nothing has changed."""
        token, now = ContentVersion.current(), timezone.now()
        kept = self.kept
        if kept and kept.holds(token, now):
            return kept.index
        with self.lock:  # a change is indexed once, not once per waiting visitor
            if not (self.kept and self.kept.holds(token, now)):
                self.kept = self.build(token, now)
            return self.kept.index

    def build(self, token, now):
        """Read everything again. Scheduled news appear at their time, without any write."""
        scheduled = Update.objects.public().filter(published_at__gt=now)
        until = scheduled.order_by("published_at").values_list("published_at", flat=True).first()
        return Kept(Index(Reader(now).documents(), vocabulary()), token, until)


public_index = PublicIndex()


def is_answered(index, word):
    """True when `index` finds the folded `word`, as such."""
    found = answers_to(index, word)
    return bool(found.rows) and not found.asked.unknown


def everyday_words():
    """Words of every day that a search finds now, in the order of EVERYDAY."""
    index = public_index.get()
    return [word for word in EVERYDAY if is_answered(index, word)]


def answering(actions, query):
    """Actions of the queryset of public ones that answer `query`: a query more, or two."""
    return actions.filter(pk__in=answers_to(public_index.get(), query).keys("action"))


def matching(actions, query):
    """Actions of the queryset that hold every word of `query`, drafts included: a query more.

    A lead is also known by the names of the organisations that were merged with it.
    """
    rows = actions.order_by().values_list(
        "pk", "code", "title", "summary", "description", "lead__name", "lead__merged__name"
    )
    return actions.filter(pk__in=folding.matching(rows, query))

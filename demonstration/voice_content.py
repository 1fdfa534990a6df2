"""The demonstration of what residents say: both forms open, a few opinions and ideas.

Read from data/reviews/voices.toml; there from the last year of the convention on.
"""

import datetime as dt

from conventions.models import Convention, Enjeu
from demonstration.content_files import CONVENTION, read_toml
from demonstration.review_content import DEMO
from records.history.recording import DEMONSTRATION, one_change
from reviews.evaluation.publishing import may_begin
from voices.models import Voice

BEFORE, AFTER = dt.timedelta(days=20), dt.timedelta(days=60)
DAYS = ("opinions_from", "opinions_until", "ideas_from", "ideas_until")


class VoicesDemonstration:
    """Loads the examples with `loader`, on the date `today`."""

    def __init__(self, loader, today):
        self.loader, self.today = loader, today
        self.convention = Convention.objects.get(slug=CONVENTION)

    def load(self):
        """Load everything; dates that the team chose stay."""
        first = dt.date(self.convention.ends_on.year, 1, 1)
        if not may_begin(self.convention, self.today):
            return
        with one_change(DEMONSTRATION):
            if not any(getattr(self.convention, name) for name in DAYS):
                opened, closed = max(first, self.today - BEFORE), self.today + AFTER
                days = {name: opened if "from" in name else closed for name in DAYS}
                # No version says it: the convention itself is no example.
                Convention.objects.filter(pk=self.convention.pk).update(**days)
            enjeux = {row.code: row for row in Enjeu.objects.filter(convention=self.convention)}
            for rank, facts in enumerate(read_toml(DEMO / "voices.toml")["voices"], start=1):
                key = f"{CONVENTION}/paroles/{rank}"
                facts["enjeu"] = enjeux.get(facts.pop("enjeu", ""))
                lookup = {"convention": self.convention, "form_key": f"exemple-{rank}"}
                self.loader.load(Voice, key, lookup, facts)


def close_demo_forms():
    """Take the days back, unless the team saved the convention with them since."""
    for convention in Convention.objects.exclude(opinions_from=None):
        saved = convention.history.first()
        if saved is None or not any(getattr(saved, name) for name in DAYS):
            Convention.objects.filter(pk=convention.pk).update(**dict.fromkeys(DAYS))

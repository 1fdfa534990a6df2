"""The demonstration of a review: that of last year, published as an example.

Read from data/reviews/, on top of plan_content.py: its figures are those of the examples.
"""

from pathlib import Path

from actions.models import Picture
from conventions.models import Convention, Enjeu
from demonstration.content_files import CONVENTION, read_toml
from records.history.recording import DEMONSTRATION, one_change
from reviews.figures.news import news_of
from reviews.models import Review, ReviewWord
from reviews.publishing import publish

DEMO = Path(__file__).resolve().parent / "data" / "reviews"
KEY = f"{CONVENTION}/bilan"


class ReviewDemonstration:
    """Loads the example with `loader`, on the date `today`; once loaded, its year stays."""

    def __init__(self, loader, today):
        self.loader = loader
        self.convention = Convention.objects.get(slug=CONVENTION)
        self.year = min(today.year - 1, self.convention.ends_on.year)

    def load(self):
        """Load everything; call it once the examples of actions are there."""
        if self.year not in self.convention.years:
            return  # it has just begun
        with one_change(DEMONSTRATION):
            self.load_review(read_toml(DEMO / "last_year.toml"))

    def load_review(self, facts):
        words, news = facts.pop("words"), facts.pop("highlights")
        told = [row for row in news_of(self.convention, self.year) if not row.nothing_new]
        links = {
            "highlights": told[-news:],
            "pictures": Picture.objects.of(self.convention)[: facts.pop("pictures")],
        }
        lookup = {"convention": self.convention, "is_demo": True}
        review = self.loader.load(Review, KEY, lookup, {"year": self.year, **facts}, links)
        if review is None:
            return  # somebody took it away
        for enjeu in Enjeu.objects.filter(convention=self.convention):
            lookup = {"review": review, "enjeu": enjeu}
            text = {"text": words.get(enjeu.code, "")}
            self.loader.load(ReviewWord, f"{KEY}/{enjeu.code}", lookup, text)
        if not review.editions.exists():
            publish(review)

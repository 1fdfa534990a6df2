"""A review from its first draft to its editions. No HTTP.

An edition keeps what was true when it was published: nothing computes it again. What was published
by mistake is corrected by another edition, which says what it corrects; the older stays at its own
address.
"""

from django.db import transaction

from records.history.recording import one_change
from reviews.editions import add_edition
from reviews.figures.frozen import REVIEW
from reviews.figures.preparing import prepare, texts_of
from reviews.models import Review, ReviewEdition, ReviewWord


def years_to_review(convention, on):
    """Years of `convention` that are over on the date `on`, or under way, latest first."""
    return [year for year in reversed(convention.years) if year <= on.year]


def year_over(convention, on):
    """The last year of `convention` that is over on the date `on`, or None."""
    year = min(on.year - 1, convention.ends_on.year)
    return year if year in convention.years else None


def year_waiting(convention, on):
    """The year of `year_over` as long as residents cannot read its review, or None: one query."""
    year = year_over(convention, on)
    editions = ReviewEdition.objects.filter(review__convention=convention, review__year=year)
    return None if year is None or editions.exists() else year


@transaction.atomic
def begin(convention, year, *, by):
    """The Review of `year`, created with a word for each enjeu unless somebody began it."""
    review = Review.objects.filter(convention=convention, year=year).first()
    if review is None:
        with one_change("Bilan commencé.", by):
            review = Review.objects.create(convention=convention, year=year)
            add_words(review)
    return review


def add_words(review):
    """Give `review` a line for each enjeu of its convention that has none yet."""
    for enjeu in review.convention.enjeux.exclude(review_words__review=review):
        ReviewWord.objects.create(review=review, enjeu=enjeu)


def year_of(review):
    """The YearReview that publishing `review` now would freeze."""
    return prepare(review.convention, review.year, texts_of(review))


def missing_from(review, year):
    """What readers would miss in the `review` whose YearReview is `year`, as labels."""
    lacks = [
        ("l’introduction", review.introduction),
        ("un fait marquant", year.highlights),
        ("une photo", year.pictures),
        *((f"le mot sur {one.title}", one.word) for one in year.enjeux if one.lines),
    ]
    return [label for label, found in lacks if not found]


@transaction.atomic
def publish(review, *, correction="", at=None):
    """Freeze `review` as its next edition, and give it.

    Raises CannotPublish when a second edition does not say what it corrects, or when residents
    cannot read the convention.
    """
    locked = Review.objects.select_for_update(of=("self",)).select_related("convention__territory")
    return add_edition(locked.get(pk=review.pk), REVIEW, year_of, correction=correction, at=at)

"""A review from its first draft to its editions. No HTTP.

An edition keeps what was true when it was published: nothing computes it again. What was published
by mistake is corrected by another edition, which says what it corrects; the older stays at its own
address.
"""

from django.db import transaction
from django.utils import timezone

from records.history.recording import one_change
from reviews.figures.frozen import frozen
from reviews.figures.preparing import prepare, texts_of
from reviews.models import Review, ReviewEdition, ReviewWord

NO_CORRECTION = "Dites en une phrase ce que cette version corrige."


class CannotPublish(Exception):
    """The review cannot be published: the text is a sentence that says what to do."""


def years_to_review(convention, on):
    """Years of `convention` that are over on the date `on`, or under way, latest first."""
    return [year for year in reversed(convention.years) if year <= on.year]


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
    review = locked.get(pk=review.pk)
    if not review.convention.is_published:
        raise CannotPublish("Publiez d’abord la convention : son bilan se lit à côté d’elle.")
    last = review.editions.first()
    if last and not correction:
        raise CannotPublish(NO_CORRECTION)
    return ReviewEdition.objects.create(
        review=review,
        number=last.number + 1 if last else 1,
        data=frozen(year_of(review)),
        correction=correction,
        published_at=at or timezone.now(),
        is_demo=review.is_demo,
    )

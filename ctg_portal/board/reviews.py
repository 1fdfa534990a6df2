"""The review of last year on the board, until residents can read it."""

from django.urls import reverse

from ctg_portal.board.lines import BoardLine
from reviews.models import Review


def review_lines(convention, on):
    """The line of the last year of `convention` that is over on the date `on`: two queries."""
    year = min(on.year - 1, convention.ends_on.year)
    if year not in convention.years:
        return []
    review = Review.objects.filter(convention=convention, year=year).first()
    is_published = review is not None and review.editions.exists()
    words = f"bilan à {'publier' if review else 'préparer'} : {year}"
    url = review.get_absolute_url() if review else reverse("year-reviews")
    return [BoardLine(int(not is_published), words, words, url, f"le bilan {year} est publié")]

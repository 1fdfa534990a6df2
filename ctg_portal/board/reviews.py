"""The review of last year on the board, until residents can read it."""

from django.urls import reverse

from ctg_portal.board.lines import BoardLine
from reviews.publishing import year_over, year_waiting


def review_lines(convention, on):
    """The line of the last year of `convention` that is over on the date `on`: one query."""
    year = year_over(convention, on)
    if year is None:
        return []
    waits = year_waiting(convention, on) is not None
    words = f"bilan à publier : {year}"
    nothing = f"le bilan {year} est publié"
    return [BoardLine(int(waits), words, words, reverse("year-reviews"), nothing)]

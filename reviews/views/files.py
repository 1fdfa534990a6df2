"""The other forms of a review: its picture where it is shared."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from actions.share_card import drawn_card
from reviews.views.public import the_edition


@require_safe
def year_review_card(request, slug, year):
    """The picture shown where somebody shares the review."""
    edition, _editions = the_edition(slug, year)
    convention = edition.review.convention
    picture = drawn_card(str(edition.review), convention.title, convention.territory.site_title, 2)
    return HttpResponse(picture, content_type="image/png")

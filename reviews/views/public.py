"""The review of a year as residents read it, and its earlier versions."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.models import Picture, Update
from reviews.figures.frozen import read_edition
from reviews.models import ReviewEdition
from reviews.views.editions import action_addresses, shown_of, the_edition


def editions_of(slug, year):
    """The public editions of the review of `year`, the latest first, with their convention."""
    rows = ReviewEdition.objects.public().filter(review__convention__slug=slug, review__year=year)
    return rows.select_related("review__convention__territory")


def page_context(year, convention):
    """What the page of a YearReview prints. Three queries: what it may still show and lead to."""
    told = [line.pk for part in year.enjeux for row in part.lines for line in row.news]
    news = Update.objects.of(convention).filter(pk__in=told, nothing_new=False)
    pictures = Picture.objects.of(convention).select_related("action")
    return {
        "year": year,
        "convention": convention,
        # Withdrawn since: a picture is not shown any more, an address leads nowhere.
        "pictures": pictures.filter(pk__in=[one.pk for one in year.pictures]),
        "actions": action_addresses(convention, year.lines),
        "news": {row.pk: row.get_absolute_url() for row in news.only("title", "nothing_new")},
        "shows_demo": year.shows_demo,
        "details": {},  # code of an enjeu → the page of its detail, where it is not here
    }


@require_safe
def year_review(request, slug, year):
    """The last version published of a year."""
    return render(request, "reviews/year_review.html", edition_context(slug, year))


@require_safe
def year_review_version(request, slug, year, number):
    """One version of a year, the last one or an earlier."""
    return render(request, "reviews/year_review.html", edition_context(slug, year, number))


@require_safe
def year_review_enjeu(request, slug, year, code, number=None):
    """All that a version of a year says of one enjeu, or 404 where it says nothing."""
    context = edition_context(slug, year, number)
    if code not in context["details"]:
        raise Http404
    part = next(one for one in context["year"].enjeux if one.code == code)
    name = "year-review" if number is None else "year-review-version"
    back = reverse(name, args=[slug, year, *([] if number is None else [number])])
    context |= {"part": part, "back": back}
    return render(request, "reviews/year_review_enjeu.html", context)


def edition_context(slug, year, number=None):
    """What the pages of a version of a year print, 404 for one that nobody may read."""
    edition, editions = the_edition(editions_of(slug, year), number)
    context = page_context(read_edition(edition), edition.review.convention)
    parts = [part for part in context["year"].enjeux if part.lines]
    details = {part.code: detail_address(slug, year, number, part.code) for part in parts}
    return context | shown_of(edition, editions, number) | {"details": details}


def detail_address(slug, year, number, code):
    """Where the version `number` (None: the last) says all of the enjeu `code`."""
    if number is None:
        return reverse("year-review-enjeu", args=[slug, year, code])
    return reverse("year-review-version-enjeu", args=[slug, year, number, code])

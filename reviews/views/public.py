"""The review of a year as residents read it, and its earlier versions."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.models import Action, Picture, Update
from reviews.figures.frozen import read_edition
from reviews.models import ReviewEdition


def editions_of(slug, year):
    """The public editions of the review of `year`, the latest first, with their convention."""
    rows = ReviewEdition.objects.public().filter(review__convention__slug=slug, review__year=year)
    return rows.select_related("review__convention__territory")


def the_edition(slug, year, number=None):
    """(the edition `number`, or the latest; all of them, the latest first), or 404: one query.

    Only the one shown bears its data.
    """
    rows = list(editions_of(slug, year).defer("data"))
    found = rows[0] if rows and number is None else next(
        (row for row in rows if row.number == number), None
    )  # fmt: skip
    if found is None:
        raise Http404
    return found, rows


def page_context(year, convention):
    """What the page of a YearReview prints. Three queries: what it may still show and lead to."""
    told = [line.pk for part in year.enjeux for row in part.lines for line in row.news]
    actions = Action.objects.of(convention).filter(number__in=[row.number for row in year.lines])
    news = Update.objects.of(convention).filter(pk__in=told, nothing_new=False)
    pictures = Picture.objects.of(convention).select_related("action")
    return {
        "year": year,
        "convention": convention,
        # Withdrawn since: a picture is not shown any more, an address leads nowhere.
        "pictures": pictures.filter(pk__in=[one.pk for one in year.pictures]),
        "actions": {row.number: row.get_absolute_url() for row in actions.only("number", "title")},
        "news": {row.pk: row.get_absolute_url() for row in news.only("title", "nothing_new")},
        "shows_demo": year.shows_demo,
    }


@require_safe
def year_review(request, slug, year):
    """The last version published of a year."""
    return shown(request, *the_edition(slug, year))


@require_safe
def year_review_version(request, slug, year, number):
    """One version of a year, the last one or an earlier."""
    return shown(request, *the_edition(slug, year, number), is_numbered=True)


def shown(request, edition, editions, *, is_numbered=False):
    context = page_context(read_edition(edition), edition.review.convention)
    context |= {"edition": edition, "editions": editions, "is_last": edition == editions[0]}
    context["is_numbered"] = is_numbered
    return render(request, "reviews/year_review.html", context)

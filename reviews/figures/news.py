"""The news of a year, and the people that they tell of."""

import datetime as dt

from django.utils import timezone

from actions.models import Update
from actions.models.indicator import SMALL_COUNT
from actions.telling import headline
from reviews.figures.shapes import NewsLine


def news_of(convention, year):
    """What was published of the year, oldest first, actions at hand: one query.

    News count from the day they were said: those of January may tell of December.
    """
    return news_between(convention, dt.date(year, 1, 1), dt.date(year, 12, 31))


def news_between(convention, first, last):
    """What was published of the days from `first` to `last`, as `news_of`: one query."""
    rows = Update.objects.of(convention).published(timezone.now()).select_related("action")
    opens, closes = (
        timezone.make_aware(dt.datetime(one, 1, 1)) for one in (first.year, last.year + 2)
    )
    near = rows.filter(published_at__gte=opens, published_at__lt=closes)
    said = [row for row in near if first <= row.said_on <= last]
    return sorted(said, key=lambda row: (row.said_on, row.pk))


def news_line(update):
    """The NewsLine of an `update` whose action is at hand."""
    return NewsLine(
        pk=update.pk,
        on=update.said_on,
        title=update.title,
        said=headline(update.body),
        action=update.action.number,
        action_title=update.action.title,
    )


def people_in(updates):
    """(how many people the `updates` count, True when some count was too small to be told).

    A small count is left out of the sum: the sum would give it away to who reads the others.
    """
    counts = [one.people_reached for one in updates if one.people_reached]
    told = [count for count in counts if count >= SMALL_COUNT]
    return sum(told), len(told) < len(counts)

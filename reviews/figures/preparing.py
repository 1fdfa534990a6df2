"""A year of a convention, prepared from what is published and from history.

A dozen queries whatever the plan holds (tests/reviews/test_preparing.py). What is not published is
not read: each part starts from the querysets of the public pages.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from actions.models import Action, Avancement, Picture
from actions.models.avancement import EXPECTS_NEWS
from conventions.models import Meeting
from reviews.figures.frozen import read_edition
from reviews.figures.indicators import figures_of
from reviews.figures.money import money_of
from reviews.figures.news import news_line, news_of, people_in
from reviews.figures.shapes import (
    ActionLine,
    ActionName,
    EnjeuPart,
    MeetingLine,
    PictureLine,
    Since,
    YearReview,
)
from reviews.figures.states import Past
from reviews.figures.steps import steps_of
from reviews.models import ReviewEdition


@dataclass(frozen=True)
class Texts:
    """What the team writes around the figures; keys of enjeux, of updates and of pictures."""

    introduction: str = ""
    outlook: str = ""
    words: dict = field(default_factory=dict)
    highlights: frozenset = frozenset()
    pictures: frozenset = frozenset()


def texts_of(review):
    """The Texts of a saved `review`: three queries."""
    return Texts(
        introduction=review.introduction,
        outlook=review.outlook,
        words=dict(review.words.values_list("enjeu", "text")),
        highlights=frozenset(review.highlights.values_list("pk", flat=True)),
        pictures=frozenset(review.pictures.values_list("pk", flat=True)),
    )


def prepare(convention, year, texts=None):
    """The YearReview of `year`, as what is published today tells it.

    `convention` bears its territory. Nothing is written.
    """
    texts = texts or Texts()
    plan = Action.objects.of(convention).select_related("enjeu").in_plan_order()
    actions = list(plan.defer("context", "description", "expected_results", "perspectives"))
    past, before, last = Past(convention, actions), dt.date(year - 1, 12, 31), dt.date(year, 12, 31)
    # An action written after the year tells nothing of it.
    actions = [row for row in actions if past.state(row, last) or not past.is_new(row, last)]
    ends = {row.pk: past.state(row, last) for row in actions}
    news = news_of(convention, year)
    steps, figures = steps_of(convention, year, ends), figures_of(convention, year)
    by_action = {}
    for update in news:
        by_action.setdefault(update.action_id, []).append(update)
    told = {line.action for line in steps.kept + steps.late if line.done_on}

    def line_of(row):
        mine = by_action.get(row.pk, ())
        people, small = people_in(mine)
        heard = [row.verified_on, row.avancement_on]
        is_told = bool(mine) or row.number in told or any(day and day.year == year for day in heard)
        return ActionLine(
            number=row.number,
            code=row.code,
            title=row.title,
            start=past.state(row, before),
            end=ends[row.pk],
            is_new=past.is_new(row, before),
            is_silent=not is_told and is_expected(row, ends[row.pk], last),
            news=tuple(news_line(one) for one in mine if not one.nothing_new),
            people=people,
            small=small,
        )

    parts = tuple(
        EnjeuPart(
            pk=enjeu.pk,
            code=enjeu.code,
            title=enjeu.title,
            icon=enjeu.icon,
            accent=enjeu.accent,
            word=texts.words.get(enjeu.pk, ""),
            lines=tuple(line_of(row) for row in actions if row.enjeu_id == enjeu.pk),
            figures=tuple(
                one
                for row in actions
                if row.enjeu_id == enjeu.pk
                for one in figures.get(row.pk, ())
            ),
        )
        for enjeu in convention.enjeux.all()
    )
    territory = convention.territory
    return YearReview(
        year=year,
        prepared_on=timezone.localdate(),
        convention=convention.title,
        slug=convention.slug,
        territory=territory.name,
        site=territory.site_title,
        first_year=convention.starts_on.year,
        last_year=convention.ends_on.year,
        enjeu_name=territory.enjeu_name,
        enjeu_names=territory.enjeu_names,
        action_name=territory.action_name,
        action_names=territory.action_names,
        introduction=texts.introduction,
        outlook=texts.outlook,
        enjeux=parts,
        steps=steps,
        money=money_of(convention, year),
        meetings=meetings_of(convention, year),
        highlights=tuple(news_line(one) for one in news if one.pk in texts.highlights),
        pictures=pictures_of(convention, texts.pictures),
        since=since(convention, year, parts),
        shows_demo=any(row.is_demo for row in actions),
    )


def is_expected(action, state, last):
    """True when residents could wait for news of `action` in the year that ends on `last`."""
    begun = action.starts_on is None or action.starts_on <= last
    return begun and (not state or Avancement(state) in EXPECTS_NEWS)


def meetings_of(convention, year):
    """The public meetings held in `year`, oldest first."""
    rows = Meeting.objects.public().past(timezone.now()).filter(
        committee__convention=convention, is_cancelled=False, starts_at__year=year
    )  # fmt: skip
    return tuple(
        MeetingLine(timezone.localdate(row.starts_at), row.committee.name, row.title, row.is_open)
        for row in rows.select_related("committee").order_by("starts_at", "pk")
    )


def pictures_of(convention, keys):
    rows = Picture.objects.of(convention).filter(is_published=True, pk__in=keys)
    return tuple(
        PictureLine(row.pk, row.alt, row.caption, row.credit, row.action.number)
        for row in rows.select_related("action").order_by("action__number", "position", "pk")
    )


def since(convention, year, parts):
    """What differs from the last edition of the review of the year before, or None without one."""
    rows = ReviewEdition.objects.public().filter(review__convention=convention)
    edition = rows.filter(review__year=year - 1).first()
    if edition is None:
        return None
    before = {line.number: line for line in read_edition(edition).lines}
    now = {line.number: line for part in parts for line in part.lines}

    def names(lines):
        return tuple(ActionName(line.number, line.title) for line in lines)

    return Since(
        year=year - 1,
        before=dict(read_edition(edition).end.counts),
        appeared=names(line for number, line in now.items() if number not in before),
        left=names(line for number, line in before.items() if number not in now),
        moved=names(
            line for number, line in now.items()
            if number in before and before[number].end != line.end
        ),
    )  # fmt: skip

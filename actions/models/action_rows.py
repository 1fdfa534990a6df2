"""Which actions: late, silent, incomplete… The date is always an argument."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from actions.models.avancement import EXPECTS_NEWS, HAS_DEADLINE, Avancement
from actions.models.completeness import LACKS, incomplete, lack_columns
from actions.months import months_before

# What a list prints of an action: the long texts stay in the database.
LINE_FIELDS = (
    *("number", "code", "title", "summary", "avancement", "starts_on", "ends_on"),
    *("is_permanent", "whole_territory", "is_demo", "convention", "enjeu", "objective"),
    *("lead__name", "lead__short_name"),
)

LONG_TEXTS = ("context", "description", "expected_results", "perspectives", "human_means")


def late_on(on):
    """Condition of a late action on the date `on`: past its planned end, not done nor stopped."""
    return Q(avancement__in=HAS_DEADLINE, ends_on__lt=on)


def silent_on(on, months):
    """Condition of a live action that nobody has verified in the `months` before the date `on`."""
    return Q(
        Q(verified_on=None) | Q(verified_on__lt=months_before(on, months)),
        avancement__in=EXPECTS_NEWS,
    )


def under_way_in(year, prefix=""):
    """Condition of an action that was carried out in `year`, so that figures are expected of it.

    `prefix` is the path to the action, « action__ », for the rows below it.
    """

    def on(name, value):
        return Q(**{f"{prefix}{name}": value})

    started = on("starts_on", None) | on("starts_on__lte", dt.date(year, 12, 31))
    not_over = (
        on("is_permanent", True) | on("ends_on", None) | on("ends_on__gte", dt.date(year, 1, 1))
    )
    stopped = on("avancement__in", (Avancement.PLANNED, Avancement.DROPPED))
    return started & not_over & ~stopped


class ActionQuerySet(models.QuerySet):
    def public(self):
        """Published actions of published conventions: all that residents may read."""
        return self.filter(is_published=True, convention__is_published=True)

    def in_use(self):
        """Actions that the team works on: not archived."""
        return self.filter(archived_on=None)

    def in_plan_order(self, *first):
        """The order of the plan (enjeu, objective, position, code), after the fields `first`."""
        return self.order_by(
            *first,
            "enjeu__position",
            "enjeu__code",
            F("objective__position").asc(nulls_first=True),
            F("objective__code").asc(nulls_first=True),
            "position",
            "code",
            "number",
        )

    def late(self, on):
        """Actions past their planned end on the date `on` and neither done nor stopped."""
        return self.filter(late_on(on))

    def on_time(self, on):
        """Actions to come or under way that are not late on the date `on`."""
        return self.filter(Q(ends_on__gte=on) | Q(ends_on=None), avancement__in=HAS_DEADLINE)

    def silent(self, on, months):
        """Live actions that nobody has verified in the `months` before the date `on`."""
        return self.filter(silent_on(on, months))

    def lacking(self, slug):
        """Actions whose sheet lacks the thing `slug` of completeness.LACKS."""
        return self.filter(LACKS[slug].condition(self.model))

    def incomplete(self):
        """Actions whose sheet lacks anything but a lead."""
        return self.filter(incomplete(self.model))

    def with_lacks(self):
        """Each action with one boolean per thing that its sheet may lack."""
        return self.annotate(**lack_columns(self.model))

    def unvalued_in(self, year):
        """Condition of the actions that have an indicator still without a value for `year`."""
        indicators = self.model._meta.get_field("indicators").related_model.objects
        return Q(Exists(indicators.without_value(year).filter(action=OuterRef("pk"))))

    def without_value(self, year):
        """Actions that have an indicator still without a value for `year`."""
        return self.filter(self.unvalued_in(year))

    def in_commune(self, commune):
        """Actions that concern `commune`: its own, and those of its whole territory."""
        own = self.model.communes.through.objects.filter(commune=commune).values("action")
        return self.filter(
            Q(whole_territory=True, convention__territory=commune.territory_id) | Q(pk__in=own)
        )

    def with_labels(self):
        """Only what a line of a list prints (actions/list_rows.py), without a query per line."""
        return self.select_related("lead").only(*LINE_FIELDS)

    def defer_texts(self):
        """Leave the long texts in the database: no list prints them."""
        return self.defer(*LONG_TEXTS)

    def next_number(self):
        """The number of the next action; call it inside the transaction that creates the row.

        The number of a deleted draft stays its own: it may come back.
        """
        managers = (self.model._base_manager, self.model.history)
        taken = [manager.aggregate(n=models.Max("number"))["n"] or 0 for manager in managers]
        return max(taken) + 1

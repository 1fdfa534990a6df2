"""Which actions: late, silent, incomplete… The date is always an argument."""

from collections import Counter, defaultdict

from django.db import models
from django.db.models import Count, F, Q

from actions.models.avancement import EXPECTS_NEWS, HAS_DEADLINE
from actions.months import months_before
from conventions.models import Convention
from conventions.models.phase import over_on

# What a list prints of an action: the long texts stay in the database.
LINE_FIELDS = (
    *("number", "code", "title", "summary", "avancement", "starts_on", "ends_on"),
    *("outcome", "is_permanent", "whole_territory", "is_demo", "convention", "enjeu", "objective"),
    *("lead__name", "lead__short_name"),
    *("convention__starts_on", "convention__ends_on", "convention__status"),  # its phase
)


LONG_TEXTS = ("context", "description", "expected_results", "perspectives", "human_means")


def late_on(on):
    """Condition of a late action on the date `on`: past its planned end, not done nor stopped.

    One without an end of its own had until the last day of its convention.
    """
    return Q(Q(ends_on__lt=on) | without_end_on(on), avancement__in=HAS_DEADLINE)


def without_end_on(on):
    """Condition of an action without an end, whose convention is over on the date `on`."""
    return over_on(on, "convention__") & Q(ends_on=None, is_permanent=False)


def silent_on(on, months):
    """Condition of a live action that nobody has verified in the `months` before the date `on`."""
    return silent_since(months_before(on, months))


def silent_since(day):
    """Condition of a live action that nobody has verified from the date `day` on."""
    return Q(
        Q(verified_on=None) | Q(verified_on__lt=day),
        avancement__in=EXPECTS_NEWS,
    )


class ActionQuerySet(models.QuerySet):
    def public(self):
        """Published actions of published conventions: all that residents may read."""
        return self.filter(is_published=True, convention__is_published=True)

    def of(self, convention):
        """What residents may read of `convention`; nothing when it is None."""
        return self.public().filter(convention=convention) if convention else self.none()

    def of_today(self):
        """What residents may read of the convention that each territory lives by."""
        return self.public().filter(convention__in=Convention.objects.of_today())

    def in_use(self):
        """Actions that the team works on: not archived."""
        return self.filter(archived_on=None)

    def in_plan_order(self, *first):
        """The order of the plan (enjeu, objective, position, code), after the fields `first`."""
        return self.order_by(
            *first,
            "enjeu__position",
            "enjeu__code_order",
            F("objective__position").asc(nulls_first=True),
            F("objective__code_order").asc(nulls_first=True),
            "position",
            "code_order",
            "number",
        )

    def late(self, on):
        """Actions past their planned end on the date `on` and neither done nor stopped."""
        return self.filter(late_on(on))

    def on_time(self, on):
        """Actions to come or under way that are not late on the date `on`."""
        return self.filter(~late_on(on), avancement__in=HAS_DEADLINE)

    def silent(self, on, months):
        """Live actions that nobody has verified in the `months` before the date `on`."""
        return self.filter(silent_on(on, months))

    def in_commune(self, commune):
        """Actions that concern `commune`: its own, those of all whom its conventions cover."""
        own = self.model.communes.through.objects.filter(commune=commune).values("action")
        return self.filter(
            Q(whole_territory=True, convention__in=Convention.objects.covering(commune))
            | Q(whole_territory=False, pk__in=own)
        )

    def count_on_site(self):
        """Counter key of a commune → how many rows are there and not everywhere: one query."""
        own = self.order_by().filter(whole_territory=False).values_list("communes")
        return Counter(dict(own.annotate(n=Count("pk", distinct=True))))

    def count_by_commune(self, communes):
        """Dict key of each of `communes` → how many rows `in_commune` would keep: two queries."""
        number = Count("pk", distinct=True)
        rows = self.order_by()
        counts = self.count_on_site()
        # By convention, and by commune that it names: None when it names nobody, and covers all.
        whole = rows.filter(whole_territory=True).values_list(
            "convention__territory", "convention__communes", "convention"
        )
        shared = Counter()
        for territory, commune, _convention, n in whole.annotate(n=number):
            shared[territory, commune] += n
        return {
            row.pk: counts[row.pk]
            + shared[row.territory_id, row.pk]
            + shared[row.territory_id, None]
            for row in communes
        }

    def for_audiences(self, keys):
        """Actions that are for one of the audiences of these `keys`."""
        links = self.model.audiences.through.objects.filter(audience__in=keys)
        return self.filter(pk__in=links.values("action"))

    def count_by_audience(self, reach):
        """Dict key of an audience → how many rows are for one that it reaches: one query.

        `reach` is that of `AudienceQuerySet.reach`.
        """
        found = defaultdict(set)
        links = self.order_by().filter(audiences__isnull=False).values_list("audiences", "pk")
        for audience, action in links:
            found[audience].add(action)
        return {
            key: len(set().union(*(found[one] for one in others if one in found)))
            for key, others in reach.items()
        }

    def with_before_and_after(self, names=("origins", "continuations")):
        """Each with its `public_origins` and `public_continuations`, those that residents may
        read, with their conventions: a query more for each name."""
        public = self.model._default_manager.public().select_related("convention")
        rows = public.in_plan_order()
        return self.prefetch_related(
            *(models.Prefetch(name, rows, to_attr=f"public_{name}") for name in names)
        )

    def with_labels(self):
        """Only what a line of a list prints (actions/list_rows.py), without a query per line."""
        return self.select_related("convention", "lead").only(*LINE_FIELDS)

    def next_number(self):
        """The number of the next action; call it inside the transaction that creates the row.

        The number of a deleted draft stays its own: it may come back.
        """
        managers = (self.model._base_manager, self.model.history)
        taken = [manager.aggregate(n=models.Max("number"))["n"] or 0 for manager in managers]
        return max(taken) + 1


class OfActionQuerySet(models.QuerySet):
    """Rows that belong to an action."""

    def public(self):
        """Those of actions residents may read."""
        return self.filter(action__is_published=True, action__convention__is_published=True)

    def of(self, convention):
        """Those of what residents may read of `convention`; nothing when it is None."""
        return self.public().filter(action__convention=convention) if convention else self.none()

"""What exists: what one may use now, what comes, what is over; of a commune, or of a list.

In each group, what is special to a commune stands before what serves the whole territory.
"""

from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    Value,
)

from actions.models import Action, Place
from actions.models.action_rows import LINE_FIELDS
from actions.models.use import Use, use_case
from actions.practical_page import in_short, where

USED = ("kind", "use_name", "price", "phone", "email", "form_url", "website", "website_name")

NOTHING = {
    Use.SOON: "Rien n’est annoncé pour l’instant.",
    Use.OVER: "Rien n’est terminé ni arrêté ici.",
}
UNFINISHED = "Prévu, pas achevé"  # what was to come, once the convention is over


@dataclass
class UseGroup:
    """Actions of one Use: how many in all, and those of the page, here then everywhere."""

    use: Use
    is_over: bool = False
    here: list = field(default_factory=list)
    everywhere: list = field(default_factory=list)
    here_count: int = 0
    everywhere_count: int = 0

    @property
    def count(self):
        return self.here_count + self.everywhere_count

    @property
    def is_open(self):
        return self.use == Use.NOW

    @property
    def slug(self):
        return self.use.name.lower()

    @property
    def rows(self):
        return [*self.here, *self.everywhere]

    @property
    def nothing(self):
        """What is said when there is none; "" when nobody asks."""
        return "" if self.is_over and self.use == Use.SOON else NOTHING.get(self.use, "")

    @property
    def label(self):
        return UNFINISHED if self.is_over and self.use == Use.SOON else self.use.label


def near(commune):
    """What residents may read today of the actions that concern `commune`, in the order above."""
    return by_use(Action.objects.of_today().in_commune(commune), commune)


def by_use(actions, commune=None):
    """`actions` in the order above, each told its `use` and whether it `is_here`.

    It is when it is not for everybody alike, or receives in the `commune`; without one, always.
    """
    is_here = Value(True)
    if commune is not None:
        places = Place.objects.filter(action=OuterRef("pk"), commune=commune)
        is_here = Q(whole_territory=False) | Q(Exists(places))
    rows = actions.annotate(use=use_case(), is_here=ExpressionWrapper(is_here, BooleanField()))
    return rows.in_plan_order("use", "-is_here")


def with_uses(actions):
    """`actions` with what a line prints of each, its places by one query for all of them."""
    places = Prefetch("places", Place.objects.select_related("commune"))
    return (
        actions.select_related("convention", "lead")
        .only(*LINE_FIELDS, *USED)
        .prefetch_related(places)
    )


def groups_of(actions, shown, *, is_over=False):
    """Dict Use → UseGroup of all the `actions` (`by_use`), filled with the rows `shown` of a page.

    `is_over` says that their convention is.
    """
    found = {use: UseGroup(use, is_over) for use in Use}
    for use, is_here, count in (
        actions.order_by().values_list("use", "is_here").annotate(n=Count("pk"))
    ):
        if is_here:
            found[use].here_count += count
        else:
            found[use].everywhere_count += count
    for row in shown:
        row.is_open = row.use == Use.NOW
        (found[row.use].here if row.is_here else found[row.use].everywhere).append(row)
    return found


def note_places(services, commune):
    """Note on fetched `services` their places in the `commune`, and where the others are."""
    mine = (commune.pk, None)  # a place without a commune is everywhere
    for row in services:
        places = row.places.all()
        row.spots = [place for place in places if place.commune_id in mine]
        others = [place for place in places if place.commune_id not in mine]
        row.elsewhere = list(dict.fromkeys(map(where, others)))


def note_short(services, commune=None):
    """Note on fetched `services` how each is reached in one line (`short`), near the `commune`."""
    for row in services:
        row.short = in_short(row, row.places.all(), commune)

"""Euros planned and spent: by funder in the year, by year in the convention."""

from actions.models import Funding
from actions.models.follow_up import NO_FUNDER
from reviews.figures.shapes import Money, MoneyLine


class Sums:
    """Amounts added up under a label; None as long as nobody said any."""

    def __init__(self):
        self.found = {}

    def add(self, label, row):
        sums = self.found.setdefault(label, [None, None])
        for place, amount in enumerate((row.planned, row.actual)):
            if amount is not None:
                sums[place] = (sums[place] or 0) + amount

    def lines(self):
        return tuple(MoneyLine(str(label), *sums) for label, sums in self.found.items())


def money_of(convention, year):
    """The Money of `year`: one query."""
    rows = Funding.objects.filter(
        action__is_published=True, action__convention=convention
    ).select_related("funder")
    by_funder, by_year, whole = Sums(), Sums(), Sums()
    for row in sorted(rows, key=lambda row: row.funder.label if row.funder else "\uffff"):
        if row.year == year:
            by_funder.add(row.funder.label if row.funder else NO_FUNDER, row)
            whole.add("Total connu", row)
    for row in sorted(rows, key=lambda row: row.year):
        if row.year in convention.years:
            by_year.add(row.year, row)
    return Money(by_funder.lines(), by_year.lines(), next(iter(whole.lines()), None))

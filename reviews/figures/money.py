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


def fundings_of(convention):
    """The fundings of public actions of `convention`, funders at hand: one query."""
    rows = Funding.objects.filter(action__is_published=True, action__convention=convention)
    return list(rows.select_related("funder"))


def money_of(convention, year):
    """The Money of `year`: one query."""
    rows = fundings_of(convention)
    found = money_among(row for row in rows if row.year == year)
    return Money(found.by_funder, by_year(rows, convention), found.total)


def money_among(rows):
    """The Money of the fetched `rows`, by funder and in all."""
    by_funder, whole = Sums(), Sums()
    for row in sorted(rows, key=lambda row: row.funder.label if row.funder else "\uffff"):
        by_funder.add(row.funder.label if row.funder else NO_FUNDER, row)
        whole.add("Total connu", row)
    return Money(by_funder.lines(), total=next(iter(whole.lines()), None))


def by_year(rows, convention):
    """The MoneyLine of each year of `convention` that the fetched `rows` tell of."""
    found = Sums()
    for row in sorted(rows, key=lambda row: row.year):
        if row.year in convention.years:
            found.add(row.year, row)
    return found.lines()

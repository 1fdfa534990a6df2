"""What waits for the team: each kind is a filter of the working list, with its condition.

The board counts with the very conditions that the list filters with.
"""

from django.db.models import Count, Exists, OuterRef, Q

from actions.models import ActionOutcome, Funding, Indicator, Milestone
from actions.models.action_rows import late_on, silent_on
from actions.models.completeness import INCOMPLETE, LACKS

SHEET = "fiche"
TO_TELL = "a-dire"  # no outcome yet


def value_years(convention, on):
    """Years of `convention` for which values can be expected on the date `on`, latest first."""
    return sorted((year for year in convention.years if year <= on.year), reverse=True)


def year_expected(convention, on):
    """The last year that is over on the date `on`, if it belongs to `convention`, else None."""
    return on.year - 1 if on.year - 1 in convention.years else None


def money_conditions(on):
    """Dict slug → (words, condition on actions) of what is known of their money on the date `on`.

    A real amount is expected once the year is over.
    """
    rows = Funding.objects.filter(action=OuterRef("pk"))
    return {
        "avec": ("Avec un financement", Q(Exists(rows))),
        "sans": ("Sans financement", Q(~Exists(rows))),
        "sans-prevu": ("Un montant prévu manque", Q(Exists(rows.filter(planned=None)))),
        "sans-reel": (
            "Le montant réel d’une année finie manque",
            Q(Exists(rows.filter(actual=None, year__lt=on.year))),
        ),
    }


def outcome_conditions():
    """Dict slug → condition on actions, by what becomes of them at the end of the convention."""
    return {TO_TELL: Q(outcome=""), **{one.value: Q(outcome=one) for one in ActionOutcome}}


def conditions(*, on, months, years):
    """Dict (name of the filter, value) → condition on actions, on the date `on`."""
    lacks = {("manque", slug): lack.condition for slug, lack in LACKS.items()}
    unvalued = {year: Indicator.objects.without_value(year) for year in years}
    values = {
        ("valeur", str(year)): Q(Exists(rows.filter(action=OuterRef("pk"))))
        for year, rows in unvalued.items()
    }
    return {
        ("delai", "en-retard"): late_on(on),
        ("etapes", "en-retard"): Q(
            Exists(Milestone.objects.overdue(on).filter(action=OuterRef("pk")))
        ),
        ("nouvelles", "sans"): silent_on(on, months),
        **{("argent", slug): condition for slug, (_, condition) in money_conditions(on).items()},
        **{("suite", slug): condition for slug, condition in outcome_conditions().items()},
        ("publication", "en-ligne"): Q(is_published=True),
        ("publication", "brouillon"): Q(is_published=False),
        ("manque", SHEET): INCOMPLETE,
        **lacks,
        **values,
    }


def count_each(actions, wanted):
    """Dict key → number of rows of the queryset `actions` under each condition: one query.

    `wanted` is a dict key → condition.
    """
    keys = list(wanted)
    counts = actions.order_by().aggregate(
        **{f"n{rank}": Count("pk", filter=wanted[key]) for rank, key in enumerate(keys)}
    )
    return {key: counts[f"n{rank}"] for rank, key in enumerate(keys)}

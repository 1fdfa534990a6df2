"""A plan in preparation as its page says it: levels, actions, where each comes from."""

from django.db.models import Prefetch

from actions.action_page import reading
from actions.models import Action, Indicator
from conventions.models import Objective
from records.french import figure


def draft_sections(convention):
    """A dict for each enjeu of the draft `convention`: `enjeu`, the actions `direct`ly below,
    `objectives` with their actions. Archived actions are left out. Ten queries at most.

    Each level and each action bears `public_origins`, those residents may read; each action its
    `figures`: the label of an indicator, its start and its goal in words.
    """
    enjeux = list(convention.enjeux.all().with_before_and_after(("origins",)))
    rows = Objective.objects.filter(convention=convention)
    objectives = list(rows.with_before_and_after(("origins",)))
    actions = (
        Action.objects.filter(convention=convention, archived_on=None)
        .select_related("lead")
        .with_before_and_after(("origins",))
        .prefetch_related(Prefetch("indicators", Indicator.objects.order_by("pk")))
        .in_plan_order()
    )
    by_place = {}
    for action in actions:
        action.figures = [figure_words(one) for one in action.indicators.all()]
        by_place.setdefault((action.enjeu_id, action.objective_id), []).append(action)
    return [
        {
            "enjeu": enjeu,
            "direct": by_place.get((enjeu.pk, None), []),
            "objectives": [
                (row, by_place.get((enjeu.pk, row.pk), []))
                for row in objectives
                if row.enjeu_id == enjeu.pk
            ],
        }
        for enjeu in enjeux
    ]


def figure_words(indicator):
    """(label, start, goal) of an `indicator`; a count of people too small is told to nobody."""

    def said(on, value, words=""):
        told = reading(indicator, "", on, value, words)
        return told.words or figure(told.value) or "à préciser"

    unit = f" ({indicator.unit})" if indicator.unit else ""
    return (
        f"{indicator.label}{unit}",
        said(indicator.baseline_on, indicator.baseline_value),
        said(
            indicator.target_on,
            indicator.target_value,
            "" if indicator.target_value is not None else indicator.target_text,
        ),
    )

"""A plan in preparation as its page says it: levels, actions, where each comes from."""

from django.db.models import Prefetch

from actions.models import Action, Indicator
from conventions.models import Objective


def draft_sections(convention):
    """A dict for each enjeu of the draft `convention`: `enjeu`, `origins`, the actions `direct`ly
    below, `objectives` with their actions. Archived actions are left out. Ten queries at most.

    Each action bears `public_origins`, those residents may read.
    """
    enjeux = list(convention.enjeux.all().with_before_and_after(("origins",)))
    objectives = list(Objective.objects.filter(convention=convention))
    actions = (
        Action.objects.filter(convention=convention, archived_on=None)
        .select_related("lead")
        .with_before_and_after(("origins",))
        .prefetch_related(Prefetch("indicators", Indicator.objects.order_by("pk")))
        .in_plan_order()
    )
    by_place = {}
    for action in actions:
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

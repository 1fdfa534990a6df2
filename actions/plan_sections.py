"""Every level of a plan, in its order: what its page and its file (a PDF) both say."""

from actions.charts import calendar
from actions.list_rows import list_rows, shows_demo
from actions.models import Action
from actions.progress import Progress, progress_by_enjeu
from conventions.models import Objective


def plan_sections(convention, on):
    """A dict for each enjeu of `convention`, as residents may read it on the date `on`.

    Each holds its `enjeu`, its actions `direct`ly below, its `objectives` with their actions, its
    `calendar` (None without dates) and its `progress`. Four queries, whatever the plan holds.
    """
    enjeux = list(convention.enjeux.select_related("convention"))
    objectives = list(Objective.objects.filter(convention=convention).select_related("convention"))
    public = Action.objects.of(convention)
    progresses = progress_by_enjeu(public, on)
    actions = list_rows(public.with_labels().in_plan_order(), on)
    by_enjeu, by_place = {}, {}
    for action in actions:
        by_enjeu.setdefault(action.enjeu_id, []).append(action)
        by_place.setdefault((action.enjeu_id, action.objective_id), []).append(action)

    def section(enjeu):
        mine = by_enjeu.get(enjeu.pk, [])
        below = [
            (row, by_place.get((enjeu.pk, row.pk), []))
            for row in objectives
            if row.enjeu_id == enjeu.pk
        ]
        return {
            "enjeu": enjeu,
            "direct": by_place.get((enjeu.pk, None), []),
            "objectives": below,
            "calendar": calendar(convention, mine, on),
            "progress": progresses.get(enjeu.pk, Progress()),
            "shows_demo": shows_demo([enjeu], [row for row, _rows in below], mine),
        }

    return [section(enjeu) for enjeu in enjeux]

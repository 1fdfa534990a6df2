"""The plan: whole, by enjeu, by objective."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.charts import calendar
from actions.lines import lines, shows_demo
from actions.models import Action
from actions.progress import progress_by, progress_of_rows
from conventions.models import Convention, Enjeu, Objective


def public_convention(slug):
    """The published convention `slug`, or 404."""
    return get_object_or_404(Convention.objects.public().select_related("territory"), slug=slug)


def plan(request, slug):
    """« L’ensemble des objectifs à atteindre »: every level of a convention on one page."""
    convention = public_convention(slug)
    today = timezone.localdate()
    enjeux = list(convention.enjeux.select_related("convention"))
    objectives = list(Objective.objects.filter(convention=convention).select_related("convention"))
    actions = list(
        Action.objects.public().filter(convention=convention).with_labels().in_plan_order()
    )
    by_place = {}
    for action, line in zip(actions, lines(actions, today), strict=True):
        by_place.setdefault((action.enjeu_id, action.objective_id), []).append(line)
    progresses = progress_by(actions, "enjeu_id", today)
    sections = []
    for item in enjeux:
        mine = [action for action in actions if action.enjeu_id == item.pk]
        sections.append(
            {
                "enjeu": item,
                "progress": progresses.get(item.pk),
                "direct": by_place.get((item.pk, None), []),
                "objectives": [
                    (row, by_place.get((item.pk, row.pk), []))
                    for row in objectives
                    if row.enjeu_id == item.pk
                ],
                "calendar": calendar(convention, mine, today),
            }
        )
    context = {
        "convention": convention,
        "sections": sections,
        "progress": progress_of_rows(actions, today),
        "shows_demo": shows_demo(enjeux, objectives, actions),
    }
    return render(request, "actions/plan.html", context)


def enjeu(request, slug, code):
    """One enjeu: its objectives, counts and actions."""
    item = get_object_or_404(
        Enjeu.objects.select_related("convention__territory"),
        convention__slug=slug,
        convention__is_published=True,
        code=code,
    )
    today = timezone.localdate()
    actions = list(Action.objects.public().filter(enjeu=item).with_labels().in_plan_order())
    by_objective = {}
    for action, line in zip(actions, lines(actions, today), strict=True):
        by_objective.setdefault(action.objective_id, []).append(line)
    objectives = list(item.objectives.select_related("convention"))
    context = {
        "enjeu": item,
        "convention": item.convention,
        "direct": by_objective.get(None, []),
        "objectives": [(row, by_objective.get(row.pk, [])) for row in objectives],
        "progress": progress_of_rows(actions, today),
        "calendar": calendar(item.convention, actions, today),
        "shows_demo": shows_demo([item], objectives, actions),
    }
    return render(request, "actions/enjeu_detail.html", context)


def objective(request, slug, code):
    """One objective and its actions."""
    item = get_object_or_404(
        Objective.objects.select_related("convention__territory", "enjeu__convention"),
        convention__slug=slug,
        convention__is_published=True,
        code=code,
    )
    today = timezone.localdate()
    actions = list(Action.objects.public().filter(objective=item).with_labels().in_plan_order())
    context = {
        "objective": item,
        "enjeu": item.enjeu,
        "convention": item.convention,
        "lines": lines(actions, today),
        "progress": progress_of_rows(actions, today),
        "shows_demo": shows_demo([item, item.enjeu], actions),
    }
    return render(request, "actions/objective_detail.html", context)

"""The plan: whole, by enjeu, by objective."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.charts import calendar
from actions.list_rows import list_rows, shows_demo
from actions.models import Action
from actions.plan_sections import plan_sections
from actions.progress import progress_of, total
from conventions.models import Convention, Enjeu, Objective

ACTIONS_PER_PAGE = 60


def public_convention(slug):
    """The published convention `slug`, or 404."""
    return get_object_or_404(Convention.objects.public().select_related("territory"), slug=slug)


def actions_page(request, actions):
    """The page asked for of the queryset `actions`, in the order of the plan."""
    ordered = actions.with_labels().in_plan_order()
    return Paginator(ordered, ACTIONS_PER_PAGE).get_page(request.GET.get("page"))


@require_safe
def plan(request, slug):
    """« Tous les objectifs »: every level of a convention on one page."""
    convention = public_convention(slug)
    sections = plan_sections(convention, timezone.localdate())
    count = sum(one["progress"].total for one in sections)
    context = {
        "convention": convention,
        "sections": sections,
        "calendar": next((one["calendar"] for one in sections if one["calendar"]), None),
        "progress": total(one["progress"] for one in sections),
        "folds": count > ACTIONS_PER_PAGE,
        "shows_demo": any(one["shows_demo"] for one in sections),
    }
    return render(request, "actions/plan.html", context)


@require_safe
def enjeu(request, slug, code):
    """One enjeu: its objectives, counts and actions."""
    item = get_object_or_404(
        Enjeu.objects.public().select_related("convention__territory").with_before_and_after(),
        convention__slug=slug,
        code=code,
    )
    today = timezone.localdate()
    public = Action.objects.public().filter(enjeu=item)
    page = actions_page(request, public)
    actions = list_rows(page.object_list, today)
    by_objective = {}
    for action in actions:
        by_objective.setdefault(action.objective_id, []).append(action)
    objectives = list(item.objectives.select_related("convention"))
    progress = progress_of(public, today)
    context = {
        "enjeu": item,
        "convention": item.convention,
        "direct": by_objective.get(None, []),
        "objectives": [(row, by_objective.get(row.pk, [])) for row in objectives],
        "page": page,
        "progress": progress,
        "calendar": calendar(item.convention, actions, today),
        "is_over": item.convention.is_over(today),
        "shows_demo": progress.demo > 0 or shows_demo([item], objectives),
    }
    return render(request, "actions/enjeu_detail.html", context)


@require_safe
def objective(request, slug, code):
    """One objective and its actions."""
    item = get_object_or_404(
        Objective.objects.public()
        .select_related("convention__territory", "enjeu__convention")
        .with_before_and_after(),
        convention__slug=slug,
        code=code,
    )
    today = timezone.localdate()
    public = Action.objects.public().filter(objective=item)
    page = actions_page(request, public)
    progress = progress_of(public, today)
    context = {
        "objective": item,
        "enjeu": item.enjeu,
        "convention": item.convention,
        "page": page,
        "lines": list_rows(page.object_list, today),
        "progress": progress,
        "shows_demo": progress.demo > 0 or shows_demo([item, item.enjeu]),
    }
    return render(request, "actions/objective_detail.html", context)

"""The list of actions and the page of one action."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.action_page import indicator_views, modified_on, money_rows, steps_by_state
from actions.filters import action_filter
from actions.list_rows import list_rows, shows_demo
from actions.list_titles import also_kept, list_title
from actions.models import (
    Action,
    ActionPartner,
    Avancement,
    Funding,
    Indicator,
    Measure,
    Picture,
    Update,
)
from actions.models.attached import public_documents
from actions.models.use import Use
from actions.near import by_use, groups_of, note_short, with_uses
from actions.practical_page import enjoy_of, structured_data
from actions.progress import progress_of
from actions.where_map import where_map
from conventions.models import Convention, Page, Territory
from conventions.redirects import moved_to, without_empty_parameters
from records.archive import public_or_gone

ACTIONS_PER_PAGE = 20


def asked_for(request, on):
    """(convention in force or None, filter form, its actions): what the query string asks for."""
    convention = Convention.objects.current()
    territory = convention.territory if convention else Territory()
    form = action_filter(request.GET, convention=convention, territory=territory, on=on)
    return convention, form, form.filter()


@require_safe
@without_empty_parameters
def action_list(request):
    """Actions of the convention in force, filtered by the query string, with their counts."""
    today = timezone.localdate()
    convention, form, found = asked_for(request, today)
    grouped = by_use(found, form.commune_asked) if form.asks_what_exists else None
    shown = found.with_labels() if grouped is None else with_uses(grouped)
    page = Paginator(shown, ACTIONS_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    rows = list_rows(page.object_list, today)
    progress = progress_of(found, today)
    groups = [] if grouped is None else use_groups(grouped, rows, page, form, progress)
    intro = Page.objects.intro("actions", "Toutes les actions")
    context = {
        "intro": intro,
        "title": list_title(form) or intro.title,
        "also": also_kept(form),
        "convention": convention,
        "period": convention,
        "form": form,
        "page": page,
        "lines": rows,
        "groups": groups,
        "progress": progress,
        "query": query.urlencode(),
        "shows_demo": shows_demo(rows),
    }
    return render(request, "actions/action_list.html", context)


def use_groups(actions, rows, page, form, progress):
    """The UseGroups that a `page` of a list shows: those of its `rows`, and what is open, or not.

    `actions` are all those of the list (`by_use`); nothing to use now is an answer, said once.
    """
    groups = groups_of(actions, rows, is_over=progress.is_over)
    now = groups[Use.NOW]
    note_short(now.rows, form.commune_asked)
    says_nothing = page.number == 1 and not now.count and not progress.is_over
    return [one for one in groups.values() if one.rows or (one is now and says_nothing)]


@require_safe
def action_by_number(request, number):
    """The permanent short address: leads to the address in today's words."""
    action = public_or_gone(Action.objects.public(), number=number)
    return moved_to(request, action.get_absolute_url())


@require_safe
def action_detail(request, number, slug):
    """One action: state, what is done, for whom, indicators, history, how to go further."""
    public = Action.objects.public()
    action = public_or_gone(
        public.select_related(
            "convention", "enjeu", "objective", "lead", "avancement_by"
        ).prefetch_related(
            "audiences",
            "communes",
            "domains",
            "milestones",
            Prefetch("action_partners", ActionPartner.objects.select_related("organisation")),
            Prefetch("fundings", Funding.objects.select_related("funder")),
            Prefetch(
                "indicators",
                Indicator.objects.select_related("reported_by").prefetch_related(
                    Prefetch("measures", Measure.objects.order_by("on"))
                ),
            ),
            Prefetch("pictures", Picture.objects.public(), to_attr="public_pictures"),
            Prefetch("replaced_actions", public.in_plan_order(), to_attr="public_replaced"),
            *(
                Prefetch(
                    name,
                    public.select_related("convention").in_plan_order(),
                    to_attr=f"public_{name}",
                )
                for name in ("origins", "continuations")
            ),
        ),
        number=number,
    )
    share_convention(action)
    if slug != action.slug:
        return moved_to(request, action.get_absolute_url())
    now = timezone.now()
    today = timezone.localdate()
    updates = list(
        Update.objects.published(now)
        .filter(action=action)
        .select_related("organisation", "replaces", "action")
    )
    is_over = action.convention.is_over(today)
    enjoy = enjoy_of(action, is_over=is_over)
    is_silent = not is_over and action.is_silent(today, action.convention.territory.silence_months)
    pictures = action.public_pictures
    context = {
        "action": action,
        "convention": action.convention,
        "enjoy": enjoy,
        "data": structured_data(action, enjoy, request.build_absolute_uri(request.path)),
        "told": {
            "modified_on": modified_on(action),
            "silence": action.months_of_silence(today) if is_silent else None,
        },
        "map": where_map(action),
        "late": action.late_words(today),
        "is_over": is_over,
        "is_dropped": action.avancement == Avancement.DROPPED,
        "steps": steps_by_state(action.milestones.all()),
        "latest": next((update for update in updates if not update.nothing_new), None),
        "updates": updates,
        "indicators": indicator_views(action.indicators.all()),
        "money": money_rows(action.fundings.all()),
        "picture": pictures[0] if pictures else None,
        "other_pictures": pictures[1:],
        "documents": public_documents().filter(action_links__action=action),
        "successor": public_only(action.successor),
        "shows_demo": action.is_demo or shows_demo(pictures),
    }
    return render(request, "actions/action_detail.html", context)


def share_convention(action):
    """Hand the fetched convention of `action` to its levels, so that nobody asks for it again."""
    action.enjeu.convention = action.convention
    if action.objective:
        action.objective.convention = action.convention


def public_only(action):
    """`action` if residents may read it, else None."""
    readable = action and action.is_published and action.convention.is_published
    return action if readable else None

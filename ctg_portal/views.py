"""Pages that belong to no room: the home page and the site map."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.list_rows import shows_demo
from actions.models import Action, Picture, Update
from actions.progress import progress_by_enjeu, total
from actions.telling import headline
from actions.views.search import finder_lists
from conventions.between import situation_of
from conventions.models import Convention, Meeting, Page
from conventions.territory_map import drawn_map
from records.folding import fold
from reviews.models import EvaluationEdition, ReviewEdition

NEWS_SHOWN = 4  # the first one is the lead story
DATES_SHOWN = 4
# Pages whose texts are editorial, and that the site map names by hand.
LISTED_ABOVE = {
    *("accueil", "actions", "actualites", "agenda", "communes", "objectifs", "partenaires"),
    "plan-du-site",
}


@require_safe
def home(request):
    """What was promised and what is done, in one screen; then where to go on."""
    convention = Convention.objects.current()
    today = timezone.localdate()
    now = timezone.now()
    actions = Action.objects.of(convention)
    progresses = progress_by_enjeu(actions, today)
    progress = total(progresses.values())
    enjeux = list(convention.enjeux.select_related("convention")) if convention else []
    updates = list(
        Update.objects.of(convention)
        .published(now)
        .filter(nothing_new=False)
        .select_related("action__enjeu")[:NEWS_SHOWN]
    )
    for update in updates:
        update.said = headline(update.body)
    meetings = list(
        Meeting.objects.public()
        .upcoming(now)
        .filter(
            committee__convention__territory=convention and convention.territory_id,
            is_open=True,
            is_cancelled=False,
        )[:DATES_SHOWN]
    )
    finder = finder_lists(convention)
    on_site = actions.count_on_site()
    first = updates[0].action_id if updates else None
    pictures = list(Picture.objects.public().filter(action=first)[:1])
    context = {
        "intro": Page.objects.intro("accueil", "Ce qui est promis aux habitants, ce qui est fait"),
        "convention": convention,
        "period": convention,
        "situation": situation_of(convention, today),
        "progress": progress,
        "enjeux": [(item, progresses.get(item.pk)) for item in enjeux],
        **finder,
        "updates": updates,
        "picture": next(iter(pictures), None),
        "meetings": meetings,
        "map": drawn_map(finder["communes"], on_site),
        "by_commune": [(row, on_site[row.pk]) for row in finder["communes"]],
        "everywhere": actions.filter(whole_territory=True).count(),
        "shows_demo": progress.demo > 0 or shows_demo(enjeux, updates, meetings, pictures),
    }
    return render(request, "ctg_portal/home.html", context)


@require_safe
def site_map(request):
    """Every kind of page, and the plan down to its objectives."""
    conventions = list(
        Convention.objects.public()
        .select_related("territory")
        .prefetch_related("enjeux__convention", "objectives__convention")
    )
    pages = Page.objects.public().exclude(slug__in=LISTED_ABOVE)
    context = {
        "intro": Page.objects.intro("plan-du-site", "Plan du site"),
        "pages": sorted(pages, key=lambda page: fold(page.title)),
    }
    by_convention = {}
    for kind in (EvaluationEdition, ReviewEdition):
        for edition in kind.objects.latest_of(conventions):
            by_convention.setdefault(edition.convention.pk, []).append(edition)
    context["lines"] = [(row, by_convention.get(row.pk, [])) for row in conventions]
    rows = [row for item in conventions for row in item.objectives.all()]
    return render(request, "ctg_portal/site_map.html", context | {"shows_demo": shows_demo(rows)})

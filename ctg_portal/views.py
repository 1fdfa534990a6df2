"""Pages that belong to no room: the home page and the site map."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.coming_dates import coming_dates
from actions.list_rows import shows_demo
from actions.models import Action, Milestone, Update
from actions.progress import progress_by_enjeu, total
from actions.views.search import finder_lists
from conventions.models import Convention, Meeting, Page
from records.folding import fold

NEWS_SHOWN = 3
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
        .select_related("action")[:NEWS_SHOWN]
    )
    meetings = list(
        Meeting.objects.public()
        .upcoming(now)
        .filter(
            committee__convention__territory=convention and convention.territory_id,
            is_open=True,
            is_cancelled=False,
        )[:DATES_SHOWN]
    )
    steps = list(
        Milestone.objects.of(convention).upcoming(today).select_related("action")[:DATES_SHOWN]
    )
    context = {
        "intro": Page.objects.intro("accueil", "Ce qui est promis aux habitants, ce qui est fait"),
        "convention": convention,
        "period": convention,
        "progress": progress,
        "enjeux": [(item, progresses.get(item.pk)) for item in enjeux],
        **finder_lists(convention),
        "updates": updates,
        "dates": coming_dates(meetings, steps)[:DATES_SHOWN],
        "shows_demo": progress.demo > 0 or shows_demo(enjeux, updates, meetings, steps),
    }
    return render(request, "ctg_portal/home.html", context)


@require_safe
def site_map(request):
    """Every kind of page, and the plan down to its objectives."""
    conventions = (
        Convention.objects.public()
        .select_related("territory")
        .prefetch_related("enjeux__convention", "objectives__convention")
    )
    pages = Page.objects.public().exclude(slug__in=LISTED_ABOVE)
    context = {
        "intro": Page.objects.intro("plan-du-site", "Plan du site"),
        "conventions": conventions,
        "pages": sorted(pages, key=lambda page: fold(page.title)),
    }
    rows = [row for item in conventions for row in item.objectives.all()]
    return render(request, "ctg_portal/site_map.html", context | {"shows_demo": shows_demo(rows)})

"""What happened, what comes next."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.coming_dates import AGENDA_SHOWN, agenda_meetings, coming_dates
from actions.list_rows import shows_demo
from actions.models import Milestone, Update
from actions.models.attached import public_documents
from conventions.models import Convention, Page

NEWS_PER_PAGE = 10


@require_safe
def news(request):
    """Published updates, newest first."""
    updates = (
        Update.objects.published(timezone.now())
        .filter(nothing_new=False)
        .select_related("action", "organisation", "replaces")
    )
    page = Paginator(updates, NEWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "intro": Page.objects.intro("actualites", "Actualités"),
        "page": page,
        "shows_demo": shows_demo(page.object_list),
    }
    return render(request, "actions/news.html", context)


@require_safe
def agenda(request):
    """Meetings open to the public and steps to come, then those of before."""
    now = timezone.now()
    today = timezone.localdate()
    files = Prefetch("documents", public_documents(), to_attr="public_documents")
    coming, past = (rows.prefetch_related(files) for rows in agenda_meetings(now))
    convention = Convention.objects.current()
    steps = Milestone.objects.of(convention).select_related("action")
    coming_meetings = list(coming)
    coming_steps = list(steps.upcoming(today)[:AGENDA_SHOWN])
    context = {
        "intro": Page.objects.intro("agenda", "Agenda"),
        "next": next(iter(coming_dates(coming_meetings, coming_steps)), None),
        "period": convention,
        "is_over": convention is not None and convention.is_over(today),
        "coming_meetings": coming_meetings,
        "coming_steps": coming_steps,
        "overdue_steps": list(steps.overdue(today)[:AGENDA_SHOWN]),
        "past_meetings": list(past),
        "past_steps": list(steps.past(today)[:AGENDA_SHOWN]),
    }
    context["shows_demo"] = shows_demo(*(rows for rows in context.values() if type(rows) is list))
    return render(request, "actions/agenda.html", context)

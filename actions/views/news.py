"""What happened, what comes next."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.coming_dates import coming_dates
from actions.list_rows import shows_demo
from actions.models import Milestone, Update
from actions.models.attached import public_documents
from conventions.models import Convention, Meeting, Page

NEWS_PER_PAGE = 10
DATES_SHOWN = 15


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
    meetings = (
        Meeting.objects.public()
        .select_related("committee__convention")
        .prefetch_related(
            Prefetch("documents", public_documents(), to_attr="public_documents"),
        )
    )
    convention = Convention.objects.current()
    steps = Milestone.objects.of(convention).select_related("action")
    coming_meetings = list(meetings.upcoming(now).filter(is_open=True)[:DATES_SHOWN])
    coming_steps = list(steps.upcoming(today)[:DATES_SHOWN])
    context = {
        "intro": Page.objects.intro("agenda", "Agenda"),
        "next": next(iter(coming_dates(coming_meetings, coming_steps)), None),
        "period": convention,
        "coming_meetings": coming_meetings,
        "coming_steps": coming_steps,
        "overdue_steps": list(steps.overdue(today)[:DATES_SHOWN]),
        "past_meetings": list(meetings.past(now)[:DATES_SHOWN]),
        "past_steps": list(steps.past(today)[:DATES_SHOWN]),
    }
    context["shows_demo"] = shows_demo(*(rows for rows in context.values() if type(rows) is list))
    return render(request, "actions/agenda.html", context)

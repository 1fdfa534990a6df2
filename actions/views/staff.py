"""The working list of the team: every action of a convention, drafts included."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.list_rows import staff_rows
from actions.models import Action, Indicator
from actions.models.action_rows import LONG_TEXTS
from actions.models.completeness import with_lacks
from actions.progress import progress_of
from actions.quick_acts import AT_THE_END, ON_LINES, acts_of
from actions.staff_filters import StaffFilter
from conventions.models import Convention, Territory
from conventions.redirects import without_empty_parameters
from partners.permissions import may_edit, may_read
from partners.staff_access import staff_page

STAFF_ACTIONS_PER_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What a query string asks of the working list: the rows, and how they were chosen."""

    conventions: list
    convention: Convention | None
    form: StaffFilter
    found: object
    today: object


def asked_of_the_list(data):
    """Read the query string `data`: the convention it names, or the one the team works on."""
    conventions = list(Convention.objects.for_staff())
    named = data.get("convention")
    convention = next((row for row in conventions if row.slug == named), None)
    convention = convention or next(iter(conventions), None)
    territory = convention.territory if convention else Territory()
    today = timezone.localdate()
    form = StaffFilter(
        data,
        everything=Action.objects.filter(convention=convention),
        convention=convention,
        territory=territory,
        on=today,
    )
    return Asked(conventions, convention, form, form.filter(), today)


def say_closed(request, convention):
    """Warn, when a page that writes opens, that the plan of `convention` no longer changes."""
    if request.method != "POST" and convention and convention.is_read_only:
        messages.warning(request, convention.closed_words)


def with_what_lines_show(found, year):
    """The actions of `found` with all that a line shows; `year` names the values looked for."""
    rows = with_lacks(found.select_related("convention", "lead").defer(*LONG_TEXTS))
    if year is None:
        return rows
    unvalued = Indicator.objects.without_value(year)
    return rows.prefetch_related(Prefetch("indicators", unvalued, to_attr="unvalued"))


@staff_page(may_read)
@require_safe
@without_empty_parameters
def staff_actions(request):
    """Actions that the query string asks for, with what each still lacks."""
    asked = asked_of_the_list(request.GET)
    form, found = asked.form, asked.found
    rows = with_what_lines_show(found, form.year_without_value)
    page = Paginator(rows, STAFF_ACTIONS_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "conventions": asked.conventions,
        "convention": asked.convention,
        "form": form,
        "page": page,
        "lines": staff_rows(page.object_list, asked.convention, asked.today),
        "progress": progress_of(found, asked.today),
        "query": query.urlencode(),
        "editable": may_edit(request.user),
        "acts": acts_of(request.user, AT_THE_END if form.asks_outcomes else ON_LINES),
        "here": request.get_full_path(),
    }
    return render(request, "actions/staff_list.html", context)

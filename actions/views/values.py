"""The grid of values: of one action, of the whole plan."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions.models import Indicator
from actions.quick_acts import VALUES
from actions.values_filter import ValuesFilter
from actions.values_grid import ValuesGrid, keys_of
from actions.views.quick import one_action, page_context
from actions.work_conditions import value_years
from conventions.models import Convention
from partners.permissions import may_edit
from partners.staff_access import staff_page
from records.closing import closed_among
from records.editing.conflict_page import VERSION
from records.editing.form_page import UP_TO_DATE, FormPage
from records.editing.once_only import unsaved
from records.editing.way_back import way_back

INDICATORS_PER_PAGE = 40
TOO_OLD = "Rien n’est encore enregistré : cette page ne disait plus ce qu’elle montrait. Relisez."
PLAN_ORDER = (
    "action__enjeu__position",
    "action__enjeu__code_order",
    F("action__objective__position").asc(nulls_first=True),
    F("action__objective__code_order").asc(nulls_first=True),
    "action__position",
    "action__code_order",
    "action__number",
    "position",
    "pk",
)


class ValuesPage(FormPage):
    """The page of the grid of `shown` (indicators of the page) for `years`.

    `allowed` is the queryset of the indicators that may be written from here: what is sent is read
    for those that the page showed, whatever the pages and the filters say meanwhile.
    """

    def __init__(self, request, template, allowed, shown, years, *, context, done):
        super().__init__(request)
        self.template, self.allowed, self.shown, self.years = template, allowed, shown, years
        self.context, self.done = context, done
        self.today = timezone.localdate()

    def build(self, data=None, files=None):
        if data is None:
            return [ValuesGrid(self.shown, self.years)]
        token = data.get(VERSION, "")
        keys, years = keys_of(token)
        if not keys:
            return [ValuesGrid(self.shown, self.years)]
        rows = list(self.allowed.filter(pk__in=keys))
        return [ValuesGrid(rows, years, data=data, token=token)]

    def sign(self, forms):
        return forms[0].token

    def show(self, forms, version, *, is_kept=False, status=200):
        (grid,) = forms
        by_action = groupby(grid.lines, key=lambda line: line.indicator.action)
        context = {
            "grid": grid,
            "groups": [(action, list(lines)) for action, lines in by_action],
            "version": version or grid.token,
            "is_kept": is_kept,
            "single": len(grid.years) == 1,
            "before_year": grid.years[0] - 1 if grid.years else "",
            "columns": len(grid.years) + (2 if len(grid.years) == 1 else 1),
            "named": False,
        }
        return render(self.request, self.template, context | self.context, status=status)

    @transaction.atomic(savepoint=False)
    def send(self):
        if not keys_of(self.version_sent)[0]:
            messages.warning(self.request, TOO_OLD)
            return self.show(self.build(), "", status=409)
        keys, _years = keys_of(self.version_sent)
        locked = Indicator.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        list(locked.values_list("pk"))  # whoever saves the same values waits for the end
        (grid,) = self.build(self.request.POST)
        if closed := closed_among(self.allowed.filter(pk__in=keys)):
            messages.warning(self.request, closed[0][1])
            return self.show([grid], grid.token, status=409)
        if not grid.judge() or grid.lost:
            moved = grid.has_moved or grid.lost
            return self.show([grid], grid.token, status=409 if moved else 200)
        if changed := grid.save(self.today):
            words = "valeurs sont enregistrées" if changed > 1 else "valeur est enregistrée"
            messages.success(self.request, f"{changed} {words}.")
            return redirect(self.done)
        messages.info(self.request, UP_TO_DATE)
        return unsaved(redirect(self.done))


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def action_values(request, number):
    """The values of one action, year by year."""
    action = get_object_or_404(one_action(number))
    allowed = Indicator.objects.filter(action=action).select_related("action__convention")
    years = sorted(value_years(action.convention, timezone.localdate()))
    page = ValuesPage(
        request,
        "actions/quick_values.html",
        allowed,
        list(allowed),
        years,
        context=page_context(request, action, VALUES),
        done=way_back(request, reverse("staff-actions")),
    )
    return page.send() if request.method == "POST" else page.open()


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_values(request):
    """The values of the plan named or of today's, by enjeu, by year, a page at a time."""
    conventions = list(Convention.objects.for_staff())
    named = [row for row in conventions if row.slug == request.GET.get("convention")]
    convention = next(iter([*named, *conventions]), None)
    today = timezone.localdate()
    asked = ValuesFilter(request.GET, convention=convention, on=today)
    allowed = (
        Indicator.objects.filter(action__convention=convention, action__archived_on=None)
        .select_related("action__convention")
        .order_by(*PLAN_ORDER)
    )
    page = Paginator(asked.narrow(allowed), INDICATORS_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "convention": convention,
        "form": asked,
        "page": page,
        "query": query.urlencode(),
        "here": request.get_full_path(),
    }
    sent = ValuesPage(
        request,
        "actions/values.html",
        allowed,
        list(page.object_list),
        asked.years,
        context=context,
        done=way_back(request, request.get_full_path()),
    )
    return sent.send() if request.method == "POST" else sent.open()

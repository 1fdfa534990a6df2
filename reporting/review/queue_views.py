"""The queue of the team, and several « rien de nouveau » published at once."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.models import Action
from partners.permissions import may_publish_alone, may_read, may_review
from partners.staff_access import staff_page
from records.editing.once_only import needs_key
from reporting import workflow
from reporting.letters import notifications
from reporting.letters.notifications import nobody_told
from reporting.models import ReportEvent
from reporting.report import public_side
from reporting.report.publishing import ARCHIVED, wording_of
from reporting.report.reading import held
from reporting.report.transitions import ALONE
from reporting.review.queue import ALL, QueueFilter, days_waiting

REPORTS_PER_PAGE = 25
MOST_AT_ONCE = 50
TICKED, SEEN, PUBLISH = "r", "vu-", "publier"
A_KEY = re.compile(r"[0-9]{1,12}")
GONE = (
    "Rien n’est publié : {} réponses de la liste ont changé d’état entre-temps. Relisez "
    "la liste à jour, puis publiez-la."
)
GONE_ONE = (
    "Rien n’est publié : une réponse de la liste a changé d’état entre-temps. Relisez la "
    "liste à jour, puis publiez-la."
)

MOVED = (
    "Rien n’est publié : {} fiches ont changé depuis que cette liste est ouverte. Elles sont "
    "décochées : relisez-les, puis publiez."
)
MOVED_ONE = (
    "Rien n’est publié : une fiche a changé depuis que cette liste est ouverte. Elle est "
    "décochée : relisez-la, puis publiez."
)


@staff_page(may_read)
@require_safe
def reviews(request):
    """The reports that the query string asks for, oldest first, and how many are in each state."""
    today = timezone.localdate()
    form = QueueFilter(request.GET, on=today)
    counts = form.counts()
    page = Paginator(form.filter().with_labels(), REPORTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    rest = {name: value for name, value in form.query.items() if name != "etat"}
    context = {
        "form": form,
        "page": page,
        "lines": [(report, days_waiting(report, today)) for report in page.object_list],
        "states": [
            {
                "slug": slug,
                "words": words,
                "count": counts[slug],
                "query": urlencode({**rest, "etat": slug}),
                "here": slug == form.state,
            }
            for slug, (words, _rows) in form.states.items()
            if slug != ALL or form.state == ALL
        ],
        "query": urlencode(form.query),
        "reviewer": may_review(request.user),
        "quiet": counts["quiet"],
        "quiet_query": urlencode({n: rest[n] for n in ("campagne", "organisation") if n in rest}),
    }
    return render(request, "reporting/review/reviews.html", context)


def quiet_reports(form, keys):
    """« Rien de nouveau » to review: those of `keys`, or all that answer the filters of `form`."""
    found = form.narrowed().to_review().filter(nothing_new=True)
    return found.filter(pk__in=keys) if keys else found


def alone_in(reports, user):
    """Keys of those of the « rien de nouveau » `reports` that `user` said: one query."""
    events = ReportEvent.objects.filter(report__in=reports, verb="say_nothing_new")
    last = dict(events.order_by("at", "pk").values_list("report", "by"))
    return {key for key, by in last.items() if by == user.pk}


def keys_of(data):
    return [int(key) for key in data.getlist(TICKED) if A_KEY.fullmatch(key)][:1000]


@staff_page(may_review)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def review_nothing_new(request, refusal=""):
    """What would be published of the « rien de nouveau » ticked; then all of it, or nothing."""
    form = QueueFilter(request.GET, on=timezone.localdate())
    if request.method != "POST":
        return quiet_page(request, form, keys_of(request.GET))
    keys = keys_of(request.POST)
    if PUBLISH not in request.POST or not keys:
        messages.error(request, "Cochez au moins une réponse à publier : rien n’est publié.")
        return quiet_page(request, form, keys_of(request.GET))
    if refusal:
        messages.warning(request, refusal)
        return quiet_page(request, form, keys, status=409)

    def refuse(words, **shown):
        messages.error(request, words)
        return quiet_page(request, form, keys, status=409, **shown)

    found = locked_together(quiet_reports(form, keys))
    gone = len(set(keys)) - len(found)
    if gone:
        return refuse(GONE.format(gone) if gone > 1 else GONE_ONE)
    sheets = public_side.public_sides(found, timezone.now())
    moved = {
        one.pk
        for one in found
        if request.POST.get(f"{SEEN}{one.pk}") != seen(one, sheets)
        and not one.action.archived_on  # said in its own words
    }
    if moved:
        words = MOVED.format(len(moved)) if len(moved) > 1 else MOVED_ONE
        return refuse(words, ticked=set(keys) - moved)
    try:
        untold = publish_together(found, by=request.user)
    except workflow.Refused as refused:
        return refuse(str(refused))
    words = "réponses sont publiées" if len(found) > 1 else "réponse est publiée"
    messages.success(request, f"{len(found)} {words}.")
    for report in untold:
        messages.warning(request, f"{report.reference} : {nobody_told(report)}")
    return redirect(form.address("reviews"))


def locked_together(reports):
    """The queryset `reports` as a list, in its order, with their actions, kept from other writers.

    Whoever reviews one holds it, then its action: here too, all the reports first, each in the
    order of keys, or two of us would wait for each other.
    """
    rows = reports.order_by("pk").select_for_update(of=("self",))
    keys = dict(rows.values_list("pk", "action"))
    actions = Action.objects.filter(pk__in=keys.values()).order_by("pk")
    list(actions.select_for_update(of=("self",)).values_list("pk"))
    return list(reports.filter(pk__in=keys).select_related("action"))


@transaction.atomic
def publish_together(reports, *, by):
    """Publish the « rien de nouveau » `reports`, all or none, and write one letter per person.

    Gives those of which nobody could be told. Raises what workflow.publish raises.
    """
    at = timezone.now()
    done = []
    for report in reports:
        event = workflow.publish(report, wording_of(report), by=by, at=at, letter=False)
        done.append(held(report))
    return notifications.published(done, event)


def seen(report, sheets):
    """The same as long as the list shows the same of a « rien de nouveau » and of its sheet."""
    sheet = sheets[report.pk].seen_mark()
    return public_side.content_mark([report.submitted_at.isoformat(), sheet])


def quiet_page(request, form, keys, status=200, ticked=None):
    """The list of the reports `keys`, or of all that `form` asks for.

    Ticked are those of the set `ticked`, or whose sheet did not move.
    """
    found = list(quiet_reports(form, keys).with_labels()[: MOST_AT_ONCE + 1])
    shown = found[:MOST_AT_ONCE]
    alone = set() if may_publish_alone(request.user) else alone_in(shown, request.user)
    listed = [one for one in shown if one.pk not in alone and not one.action.archived_on]
    sheets = public_side.public_sides(listed, timezone.now())
    confirmed = public_side.sheets_confirmed(listed)
    moved = {one.pk for one in listed if sheets[one.pk].moved_from(confirmed.get(one.pk))}
    context = {
        "lines": [
            {
                "report": one,
                "seen": seen(one, sheets),
                "moved": one.pk in moved,
                "ticked": one.pk in ticked if ticked is not None else one.pk not in moved,
            }
            for one in listed
        ],
        "any_moved": bool(moved),
        "sheet_moved": public_side.SHEET_MOVED,
        "archived": [report for report in shown if report.action.archived_on],
        "archived_words": ARCHIVED,
        "refused": [report for report in shown if report.pk in alone],
        "more": len(found) > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "alone_words": ALONE,
        "queue_url": form.address("reviews"),
    }
    return render(request, "reporting/review/review_nothing_new.html", context, status=status)

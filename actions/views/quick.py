"""The short pages of the week, one act each: state, news, publication; and how one gets there.

Each comes back where one was (`?retour=`), to the working list otherwise.
"""

import json
from functools import partial
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from actions.models import Action
from actions.models.completeness import missing_from, with_lacks
from actions.quick_acts import ACTS, NEWS, OUTCOME, PUBLICATION, STATE, act_links, acts_of
from actions.quick_forms import NewsForm, OutcomeForm, StateForm
from actions.telling import confirm
from conventions.models import Convention
from partners.permissions import may_edit, may_publish, may_read
from partners.staff_access import staff_page
from records.admin.published import CHANGED_SINCE, state_shown
from records.closing import closed_words
from records.constraints import refusals
from records.editing.once_only import needs_key, unsaved
from records.editing.views import add, edit
from records.editing.way_back import way_back
from records.folding import fold, matching
from records.french import full_date, moment

READ_WITH = ("convention__territory", "enjeu", "lead", "avancement_by")
WANTED, SEEN = "publier", "vu"


def one_action(number):
    """The queryset of the action `number`, with what every page of an act shows."""
    return Action.objects.filter(number=number).select_related(*READ_WITH)


def page_context(request, action, act):
    """What the templates of the acts need: the action, where one comes back, the other acts."""
    back = way_back(request, reverse("staff-actions"))
    others = [one for one in act_links(request.user, action, back) if one[0] != act]
    if request.method != "POST" and (words := closed_words(action)):
        messages.warning(request, words)
    return {"action": action, "back": back, "others": others}


# --- from the board ----------------------------------------------------------------------------


def found_by(words):
    """Keys of the actions that `words` name in the convention the team works on.

    A code or a number written whole is enough; else every word must be in the code, the title or
    the name of the lead.
    """
    convention = Convention.objects.for_staff().first()
    rows = list(
        Action.objects.in_use()
        .filter(convention=convention)
        .values_list("pk", "code", "number", "title", "lead__name", "lead__short_name")
    )
    asked = fold(words).strip()
    number = asked.removeprefix("n°").strip()
    by_code = [row[0] for row in rows if asked == fold(row[1])]
    by_number = [row[0] for row in rows if number == str(row[2])]
    return (
        by_code
        or by_number
        or matching([(pk, code, *texts) for pk, code, _n, *texts in rows], words)
    )


@staff_page(may_read)
@require_safe
def go_to_action(request):
    """Lead to the page where the action that `q` names is edited; to the list when it is not one.

    `faire` is the slug of an act; without one that the reader may do, their first.
    """
    words = request.GET.get("q", "").replace("\0", "").strip()
    keys = found_by(words) if words else []
    if len(keys) != 1:
        return redirect(reverse("staff-actions", query={"q": words} if words else None))
    action = Action.objects.get(pk=keys[0])
    mine = acts_of(request.user, ACTS)
    act = next((one for one in mine if one.slug == request.GET.get("faire")), mine[0])
    return redirect(act.address(action, reverse("board")))


# --- the acts ----------------------------------------------------------------------------------


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def action_state(request, number):
    """The state of one action, its reason, its day and who declared it."""

    def words(action):
        on = f", déclaré le {full_date(action.avancement_on)}" if action.avancement_on else ""
        return f"{action} : {action.get_avancement_display()}{on}."

    return edit(
        request,
        one_action(number),
        StateForm,
        "actions/quick_state.html",
        lambda action: way_back(request, reverse("staff-actions")),
        words=words,
        context=lambda action: page_context(request, action, STATE),
    )


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def action_outcome(request, number):
    """What becomes of one action at the end of its convention, and why."""

    def words(action):
        found = action.get_outcome_display()
        return f"{action} : {found}." if found else f"{action} : la suite reste à dire."

    return edit(
        request,
        one_action(number),
        OutcomeForm,
        "actions/quick_outcome.html",
        lambda action: way_back(request, reverse("staff-actions")),
        words=words,
        context=lambda action: page_context(request, action, OUTCOME),
    )


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def action_news(request, number, refusal=""):
    """One piece of news of one action: published at once, or on a day to come."""
    action = get_object_or_404(one_action(number))
    back = way_back(request, reverse("staff-actions"))

    def words(update):
        is_out = update.published_at <= timezone.now()
        when = "est publiée" if is_out else f"sera visible le {moment(update.published_at)}"
        return format_html(
            'L’actualité « {} » {}. L’avancement a changé ? <a href="{}">Modifiez-le</a>.',
            *(update.title, when, STATE.address(action, back)),
        )

    return add(
        request,
        partial(NewsForm, action=action),
        "actions/quick_news.html",
        lambda update: back,
        words=words,
        context=page_context(request, action, NEWS),
        refusal=refusal,
        saved=lambda update, changed: confirm(update),
    )


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
def action_publication(request, number):
    """Publish one action, or take it off the site: what is done is what the page showed."""
    rows = one_action(number)
    with transaction.atomic():
        if request.method != "POST":
            return publication_page(request, get_object_or_404(rows))
        get_object_or_404(Action.objects.select_for_update(), number=number)
        return publish_or_withdraw(request, rows.get())


def publication_page(request, action, *, faults=(), status=200):
    context = page_context(request, action, PUBLICATION) | {
        "missing": missing_from(with_lacks(Action.objects.filter(pk=action.pk)).get()),
        "faults": faults,
        "seen": json.dumps(state_shown(action)),
    }
    return render(request, "actions/quick_publication.html", context, status=status)


def publish_or_withdraw(request, action):
    """The answer to the button pressed on the page of `action`, read under lock."""
    pressed = request.POST.get(WANTED)
    if pressed not in ("oui", "non"):
        return publication_page(request, action)
    wanted = pressed == "oui"
    back = way_back(request, reverse("staff-actions"))
    if action.is_published is wanted:
        messages.info(request, "C’est déjà fait." if wanted else "Elle est déjà retirée du site.")
        return unsaved(redirect(back))
    if request.POST.get(SEEN) != json.dumps(state_shown(action)):
        messages.warning(request, CHANGED_SINCE.format(f"« {action} »"))
        return publication_page(request, action, status=409)
    faults = [words] if (words := closed_words(action)) else []
    action.is_published = wanted
    if faults := faults or refusals(action):
        action.is_published = not wanted
        return publication_page(request, action, faults=faults)
    action.save(update_fields=["is_published", "modified_on"])
    if wanted:
        messages.success(request, f"{action} : publiée.")
        return redirect(back)
    messages.success(request, f"{action} : retirée du site.")
    is_gone = urlsplit(back).path == action.get_absolute_url()
    return redirect("staff-actions" if is_gone else back)

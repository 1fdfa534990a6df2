"""The choices of a next convention: its levels, then its actions. Saved as typed, never public."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from partners.permissions import may_edit
from partners.staff_access import staff_page
from records.editing import form_recovery, versions
from records.editing.once_only import unsaved
from reviews.models import CarryState
from reviews.next_plan import beginning, meeting
from reviews.next_plan.fates import Fate, lines_of, old_actions
from reviews.next_plan.forms import ActionsForm, StructureForm, filtered
from reviews.next_plan.structure import Structure
from reviews.views.next_plan import shared, the_draft

ROWS_PER_PAGE = 40
WRITTEN = (
    "Vos choix ne sont pas enregistrés : quelqu’un a écrit ces brouillons entre-temps. Choisissez "
    "« Continuer le passage » pour les faire."
)
SAVED = "Vos choix sont enregistrés. Rien n’est encore écrit dans la convention suivante."


def already_written(request, carry):
    """Lead to what was done of `carry`; who sent choices reads that they came too late, and the
    titles that were typed."""
    if request.method == "POST":
        titles = [text.strip() for name, text in request.POST.items() if name.endswith("-title")]
        typed = ", ".join(f"« {text} »" for text in titles if text)
        messages.warning(request, f"{WRITTEN} Les titres envoyés : {typed}." if typed else WRITTEN)
    return unsaved(redirect(carry))


def revision_of(data):
    text = data.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def save_choices(request, carry, build):
    """Keep what was sent to the form that `build(carry, data, spare)` gives.

    Gives (CarryOver as it is now, bound form, status): 302 once saved, else 400, or 409 when
    somebody else changed what the page shows. What they changed elsewhere is not in the way.
    """
    form = build(carry, request.POST, 0)
    if not form.is_valid():
        return carry, form, 400
    if not beginning.keep(carry, revision_of(request.POST), form.choices(carry.choices)):
        carry = the_draft(carry.pk)
        if carry.state != CarryState.DRAFT:
            return carry, form, 302
        version = versions.read_version(carry, request.POST.get("version", ""))
        opened = version and version.shown["fields"]
        form, differing = meeting.meet(
            lambda data, spare: build(carry, data, spare), opened, request.POST
        )
        if differing or not form.is_valid():
            return carry, form, 409
        if not beginning.keep(carry, carry.revision, form.choices(carry.choices)):
            form.add_error(None, meeting.MOVED)
            return carry, form, 409
        carry = the_draft(carry.pk)
    form_recovery.forget(request)
    messages.success(request, SAVED)
    return carry, form, 302


def show_choices(request, carry, template, form, status, **context):
    """The page; it carries what it shows, and the number of the choices it started from."""
    started = request.POST if status == 400 else {}
    if not started:
        started = {
            "revision": str(carry.revision),
            "version": versions.sign_version(carry, meeting.shown_by(form)),
        }
    is_kept = form_recovery.take_up(request, form)
    if is_kept:  # the text found again started from older choices
        started = form_recovery.typed_in(form_recovery.kept_form(request))
    context |= shared(request, carry) | {
        "form": form,
        "revision": revision_of(started),
        "version": started.get("version", ""),
        "is_kept": is_kept,
    }
    return render(request, template, context, status=status)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def next_plan_structure(request, pk):
    """Which levels go on, change name, merge, stop; and those that are added."""
    carry = the_draft(pk)
    if carry.state != CarryState.DRAFT:
        return already_written(request, carry)

    def build(carry, data, spare):
        structure = Structure(carry.former, carry.convention, carry.choices)
        return StructureForm(structure, carry, data, spare=spare)

    status = 200
    if request.method == "POST":
        carry, form, status = save_choices(request, carry, build)
        if carry.state != CarryState.DRAFT:
            return already_written(request, carry)
        if status == 302:
            later = "next-plan-actions" if "suite" in request.POST else "next-plan-structure"
            return redirect(later, carry.pk)
    else:
        form = build(carry, None, 0)
    template = "reviews/next_plan_structure.html"
    return show_choices(request, carry, template, form, status, structure=form.structure)


def lines_to_choose(carry):
    """(Structure, OldActions in the order of the plan) of a CarryOver."""
    structure = Structure(carry.former, carry.convention, carry.choices)
    rows = old_actions(carry.former, carry.convention).select_related("enjeu", "objective")
    return structure, lines_of(list(rows.in_plan_order()), structure, carry.choices)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def next_plan_actions(request, pk):
    """What becomes of each action, a page of them at a time; proposals are filled in."""
    carry = the_draft(pk)
    if carry.state != CarryState.DRAFT:
        return already_written(request, carry)

    def build(carry, data, _spare):
        structure, lines = lines_to_choose(carry)
        # what is sent, not the page of today: it may have been opened on others
        shown = [line for line in lines if f"a{line.action.pk}-fate" in data]
        return ActionsForm(shown, structure, data)

    asked = request.GET.get("voir", "")
    status = 200
    if request.method == "POST":
        sent = request.POST
        carry, form, status = save_choices(
            request, carry, lambda carry, data, spare: build(carry, data or sent, spare)
        )
        if carry.state != CarryState.DRAFT:
            return already_written(request, carry)
        if status == 302:
            return redirect(after_actions(request, carry, asked))
    structure, lines = lines_to_choose(carry)
    page = Paginator(filtered(lines, asked), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    if request.method != "POST":
        form = ActionsForm(page.object_list, structure)
    context = {
        "page": page,
        "lines": lines,
        "asked": asked,
        "filters": fate_filters(lines),
        "faults": structure.faults,
        "query": f"voir={asked}" if asked else "",
    }
    return show_choices(request, carry, "reviews/next_plan_actions.html", form, status, **context)


def after_actions(request, carry, asked):
    """The preview when it was asked for, or the page of the same list that follows those sent.

    What was just chosen may have left a narrowed list: the next page is that of the first action
    after those that were sent.
    """
    if "suite" in request.POST:
        return redirect("next-plan-preview", carry.pk).url
    _structure, lines = lines_to_choose(the_draft(carry.pk))
    sent = [rank for rank, line in enumerate(lines) if f"a{line.action.pk}-fate" in request.POST]
    ranks = {line: rank for rank, line in enumerate(lines)}
    listed = filtered(lines, asked)
    seen = sum(ranks[line] <= max(sent, default=-1) for line in listed)
    query = request.GET.copy()
    query.pop("page", None)
    number = min(seen, max(len(listed) - 1, 0)) // ROWS_PER_PAGE + 1
    if number > 1:
        query["page"] = number
    return f"{request.path}?{query.urlencode()}" if query else request.path


def fate_filters(lines):
    """(value of « voir », words, how many) of what the list may be narrowed to."""
    found = [("", "Toutes", len(lines))]
    found += [(one.value, one.label, len(filtered(lines, one.value))) for one in Fate]
    found.append(("sans-place", "Sans place", len(filtered(lines, "sans-place"))))
    return [one for one in found if one[2] or not one[0]]

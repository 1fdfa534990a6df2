"""The team prepares the next convention: `/suivi/conventions/`. Nothing of it is public."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.models import Action
from conventions.models import Convention
from conventions.models.phase import Phase
from partners.permissions import may_edit, may_publish, may_read
from partners.staff_access import staff_page
from records.changes.plan import ChangeRefused
from records.editing import form_recovery
from records.editing.once_only import needs_key, unsaved
from records.publication import may_publish as may_make_public
from reviews.models import CarryOver, CarryState
from reviews.next_plan import applying, beginning
from reviews.next_plan.forms import BeginForm
from reviews.next_plan.models import Shape
from reviews.next_plan.planning import plan_of

NOT_PUBLISHED = "Publiez d’abord cette convention : la suivante se prépare à partir d’elle."


def the_draft(pk):
    """The CarryOver `pk` with its two conventions; 404 without."""
    rows = CarryOver.objects.select_related("convention__territory", "convention__predecessor")
    carry = get_object_or_404(rows.exclude(convention__predecessor=None), pk=pk)
    carry.former.territory = carry.convention.territory
    return carry


def shared(request, carry):
    return {
        "carry": carry,
        "convention": carry.convention,
        "former": carry.former,
        "editor": may_edit(request.user),
    }


# --- the conventions ---------------------------------------------------------------------------


@staff_page(may_read)
@require_safe
def next_plans(request):
    """Each convention, its phase, and what can be prepared of the next one. Three queries."""
    actions = Count("actions", filter=Q(actions__archived_on=None))
    published = Count("actions", filter=Q(actions__is_published=True))
    rounds = CarryOver.objects.select_related("by").order_by("-pk")
    conventions = list(
        Convention.objects.for_staff()
        .select_related("predecessor")
        .annotate(action_count=actions, published_count=published)
        .prefetch_related(Prefetch("carry_overs", rounds))
    )
    sizes = {row.pk: row.action_count for row in conventions}
    following = {row.predecessor_id: row for row in conventions}
    for row in conventions:
        row.following = following.get(row.pk)
        row.former_has_actions = sizes.get(row.predecessor_id, 0) > 0
        row.phase_label = Phase(row.phase).label
        row.draft_count = row.action_count - row.published_count
    context = {
        "conventions": sorted(conventions, key=lambda row: row.starts_on, reverse=True),
        "editor": may_edit(request.user),
        "publisher": may_publish(request.user),
    }
    return render(request, "reviews/next_plans.html", context)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def next_plan_begin(request, pk, refusal=""):
    """Ask what the convention that follows `pk` is, and write its draft."""
    former = get_object_or_404(Convention.objects.select_related("territory"), pk=pk)
    if not former.is_published:
        messages.info(request, NOT_PUBLISHED)
        return unsaved(redirect("next-plans"))
    if Convention.objects.filter(predecessor=former).exists():
        messages.info(request, beginning.BEGUN_ALREADY)
        return unsaved(redirect("next-plans"))
    proposed = beginning.proposed(former)
    form = BeginForm(request.POST or None, instance=proposed, former=former)
    if request.method == "POST" and not refusal and form.is_valid():
        signatories = form.cleaned_data.get("signatories", [])
        try:
            carry = beginning.begin(
                form.instance, former, signatories, form.choices, by=request.user
            )
        except ChangeRefused as refused:  # somebody else pressed at the same moment
            messages.info(request, str(refused))
            return unsaved(redirect("next-plans"))
        messages.success(
            request, "La convention suivante est un brouillon : l’équipe seule la lit."
        )
        copied = form.choices["shape"] == Shape.COPIED
        return redirect("next-plan-actions" if copied else "next-plan-structure", carry.pk)
    if refusal:
        messages.warning(request, refusal)
    kept = form_recovery.take_up(request, form)
    context = {"former": former, "form": form, "is_kept": kept}
    return render(request, "reviews/next_plan_begin.html", context)


@staff_page(may_edit)
@require_POST
def next_plan_go_on(request, pk):
    """Go on with the draft of the convention `pk`, or begin another round."""
    convention = get_object_or_404(Convention.objects.exclude(predecessor=None), pk=pk)
    carry = beginning.go_on(convention, by=request.user)
    return redirect("next-plan-structure", carry.pk)


# --- preview, apply, undo ----------------------------------------------------------------------


@staff_page(may_read)
@require_http_methods(["GET", "HEAD", "POST"])
def next_plan_preview(request, pk):
    """What would be written, counted and listed; applied exactly so. Afterwards, what was done."""
    carry = the_draft(pk)
    if request.method == "POST" and not may_edit(request.user):
        raise PermissionDenied
    if carry.state != CarryState.DRAFT:
        return done_page(request, carry)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            applying.apply(carry, request.POST.get("digest", ""), by=request.user)
        except ChangeRefused as refused:
            refusal, status = str(refused), 409
            carry = the_draft(pk)
            if carry.state != CarryState.DRAFT:  # the other click of a double one was faster
                return redirect(carry)
        else:
            messages.success(
                request, "C’est fait. Tout est en brouillon : personne ne le voit encore."
            )
            return redirect(carry)
    plan = plan_of(carry)
    for row in plan.rows:
        row.said = str(row.row)
    context = shared(request, carry) | {
        "plan": plan,
        "counts": plan.counts,
        "refusal": refusal,
        "needs_publisher": plan.moves_publication and not may_make_public(request.user),
    }
    return render(request, "reviews/next_plan_preview.html", context, status=status)


def done_page(request, carry, refusal="", status=200):
    drafts = Action.objects.filter(
        convention=carry.convention, is_published=False, archived_on=None
    )
    context = shared(request, carry) | {
        "counts": carry.done,
        "refusal": refusal,
        "drafts": drafts.count(),
        "publisher": may_publish(request.user),
    }
    return render(request, "reviews/next_plan_done.html", context, status=status)


@staff_page(may_edit)
@require_POST
def next_plan_undo(request, pk):
    """Take back all that was written, while nothing moved since."""
    carry = the_draft(pk)
    try:
        kept = applying.undo(carry, by=request.user)
    except ChangeRefused as refused:
        carry.refresh_from_db()
        if carry.state != CarryState.APPLIED:  # the other click of a double one was faster
            return redirect(carry)
        return done_page(request, carry, str(refused), status=409)
    messages.success(request, "C’est annulé : la convention suivante est comme avant.")
    if kept:
        messages.warning(request, f"Non supprimé, car utilisé ailleurs : {', '.join(kept)}.")
    return redirect(carry)

"""The team writes the review of a year: `/suivi/bilans/`."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.models import Convention
from partners.permissions import may_edit, may_publish, may_read
from partners.staff_access import staff_page
from records.editing.earlier import VERSION, earlier
from records.editing.once_only import needs_key, unsaved
from records.editing.views import edit
from records.history.timeline import Timeline
from reviews import publishing
from reviews.editions import CannotPublish
from reviews.evaluation.publishing import may_begin
from reviews.forms import PublishForm, WordFormSet, YearReviewForm
from reviews.models import Evaluation, EvaluationEdition, Review, ReviewEdition
from reviews.views.public import page_context

CHANGES_PER_PAGE = 20
SAVED = "Le bilan est enregistré. Personne d’autre que l’équipe ne le lit avant sa publication."


def the_review(pk):
    """The review of that key with what its pages print, or 404."""
    return get_object_or_404(Review.objects.select_related("convention__territory"), pk=pk)


def team_context(request, review):
    editions = list(review.editions.defer("data"))
    for edition in editions:
        edition.review = review
    return {
        "review": review,
        "convention": review.convention,
        "editions": editions,
        "editor": may_edit(request.user),
        "publisher": may_publish(request.user),
    }


def past_of(request, draft):
    """What the page of the history of a `draft` prints, the latest changes first."""
    timeline = Timeline(type(draft), draft.pk)
    page = Paginator(timeline.moments, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    entries = timeline.entries(list(page.object_list))
    return {"page": page, "entries": entries, "version": VERSION}


@staff_page(may_read)
@require_safe
def year_reviews(request):
    """Every convention: its evaluation, then each year of its plan. Five queries."""
    on = timezone.localdate()
    drafts = {(row.convention_id, row.year): row for row in Review.objects.all()}
    evaluations = {row.convention_id: row for row in Evaluation.objects.all()}
    everywhere = Convention.objects.all()
    last = {
        (row.convention.pk, row.review.year): row
        for row in ReviewEdition.objects.latest_of(everywhere)
    }
    evaluated = {row.convention.pk: row for row in EvaluationEdition.objects.latest_of(everywhere)}
    conventions = list(Convention.objects.for_staff().knowing_its_plan())

    def years_of(convention):
        if not convention.has_plan:
            return []  # there is nothing to count
        return [
            (year, drafts.get((convention.pk, year)), last.get((convention.pk, year)))
            for year in publishing.years_to_review(convention, on)
        ]

    groups = [
        {
            "convention": convention,
            "years": years_of(convention),
            "draft": evaluations.get(convention.pk),
            "edition": evaluated.get(convention.pk),
            "may_begin": may_begin(convention, on),
        }
        for convention in conventions
    ]
    with_plan = next((convention for convention in conventions if convention.has_plan), None)
    context = {
        "groups": groups,
        "has_plan": with_plan is not None,
        "editor": may_edit(request.user),
        "publisher": may_publish(request.user),
        "this_year": on.year,
        "waiting": publishing.year_waiting(with_plan, on) if with_plan else None,
    }
    return render(request, "reviews/year_reviews.html", context)


@staff_page(may_edit)
@require_POST
@needs_key
def year_review_begin(request, pk, year, refusal=""):
    """Begin the review of a year of the convention `pk`, or go on with the one that is there."""
    convention = get_object_or_404(
        Convention.objects.knowing_its_plan(), pk=pk, has_plan=True
    )  # without a plan, there is nothing to tell
    if year not in publishing.years_to_review(convention, timezone.localdate()):
        raise Http404
    review = publishing.begin(convention, year, by=request.user)
    messages.success(request, "Les chiffres sont prêts. Il reste à écrire ce qu’ils ne disent pas.")
    return redirect(review)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def year_review_edit(request, pk):
    """The words around the figures, with the protections of every form of the team."""
    review = the_review(pk)

    def saved(row, changed):
        publishing.add_words(row)

    return edit(
        request,
        Review.objects.select_related("convention__territory").filter(pk=pk),
        YearReviewForm,
        "reviews/year_review_edit.html",
        done=lambda row: row.get_absolute_url(),
        words=SAVED,
        formsets=[WordFormSet],
        context=team_context(request, review),
        opened=earlier(request),
        saved=saved,
    )


@staff_page(may_read)
@require_safe
def year_review_preview(request, pk):
    """The page as residents would read it if it were published now."""
    review = the_review(pk)
    context = page_context(publishing.year_of(review), review.convention)
    context |= team_context(request, review)
    return render(request, "reviews/year_review_preview.html", context)


def freeze(request, form, publish, again):
    """Where to go once `publish(correction=…)` froze what the valid `form` says; to the page
    `again`, with why, when nothing could be."""
    try:
        edition = publish(correction=form.cleaned_data.get("correction", ""))
    except CannotPublish as words:
        messages.error(request, str(words))
        return unsaved(again)
    messages.success(request, f"La version {edition.number} est visible sur le site.")
    return redirect(edition)


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def year_review_publish(request, pk, refusal=""):
    """What would be frozen and what it lacks; then freeze it."""
    review = the_review(pk)
    context = team_context(request, review)
    typed = request.POST if request.method == "POST" else None
    form = PublishForm(typed, is_correction=bool(context["editions"]))
    if not refusal and form.is_valid():
        publish = partial(publishing.publish, review)
        return freeze(request, form, publish, redirect("year-review-publish", pk))
    if refusal:
        messages.warning(request, refusal)
    year = publishing.year_of(review)
    context |= {"form": form, "year": year, "missing": publishing.missing_from(review, year)}
    return render(request, "reviews/year_review_publish.html", context)


@staff_page(may_read)
@require_safe
def year_review_history(request, pk):
    """Who wrote what in the draft, the latest first."""
    review = the_review(pk)
    context = team_context(request, review) | past_of(request, review)
    return render(request, "reviews/year_review_history.html", context)

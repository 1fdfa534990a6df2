"""The team writes the evaluation of a convention: below `/suivi/bilans/`."""

from functools import partial

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.models import Convention
from partners.permissions import may_edit, may_publish, may_read
from partners.staff_access import staff_page
from records.editing.earlier import earlier
from records.editing.once_only import needs_key
from records.editing.views import edit
from reviews.evaluation import publishing
from reviews.evaluation.forms import AppraisalFormSet, EvaluationForm, PartForm
from reviews.evaluation.opinions import opinions_by_goal, opinions_of
from reviews.forms import PublishForm
from reviews.models import Appraisal, Evaluation, EvaluationPart
from reviews.views.evaluation import page_context
from reviews.views.team import freeze, past_of

SAVED = "Le brouillon est enregistré. Personne d’autre que l’équipe ne le lit avant sa publication."


def the_evaluation(pk):
    """The evaluation of that key with what its pages print, or 404."""
    rows = Evaluation.objects.select_related("convention__territory")
    return get_object_or_404(rows, pk=pk)


def team_context(request, evaluation):
    """What every page of an evaluation prints: seven queries."""
    editions = list(evaluation.editions.defer("data"))
    for edition in editions:
        edition.evaluation = evaluation
    asked = Prefetch("appraisals", Appraisal.objects.asked())
    parts = list(evaluation.parts.select_related("enjeu").prefetch_related(asked))
    for part in parts:
        part.given = sum(bool(one.attainment) for one in part.appraisals.all())
    return {
        "draft": evaluation,
        "convention": evaluation.convention,
        "editions": editions,
        "parts": parts,
        "has_more": any(publishing.lacking(evaluation)),
        "editor": may_edit(request.user),
        "publisher": may_publish(request.user),
    }


@staff_page(may_edit)
@require_POST
@needs_key
def evaluation_begin(request, pk, refusal=""):
    """Begin the evaluation of the convention `pk`, or go on with the one that is there."""
    convention = get_object_or_404(Convention, pk=pk)
    if not publishing.may_begin(convention, timezone.localdate()):
        raise Http404
    evaluation = publishing.begin(convention, by=request.user)
    messages.success(request, "L’évaluation est prête à écrire. Commencez où vous voulez.")
    return redirect(evaluation)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_edit(request, pk):
    """What is said of the whole convention, with the protections of every form of the team."""

    def saved(row, changed):
        publishing.add_parts(row)

    return edit(
        request,
        Evaluation.objects.select_related("convention__territory").filter(pk=pk),
        EvaluationForm,
        "reviews/evaluation_edit.html",
        done=lambda row: row.get_absolute_url(),
        words=SAVED,
        context=team_context(request, the_evaluation(pk)),
        opened=earlier(request),
        saved=saved,
    )


def shown_opinions(goals):
    """Key of an objective (None: of a whole enjeu) → the Opinions of the `goals` and their rows."""
    return {
        objective and objective.pk: {"counted": opinions_of(rows), "rows": rows}
        for _enjeu, objective, rows in goals
    }


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_part(request, pk, code):
    """What is said of one enjeu, and the appraisal of each of its objectives."""
    evaluation = the_evaluation(pk)
    if request.method == "POST":
        publishing.add_parts(evaluation)  # an objective may have moved since the page was opened

    def saved(row, changed):
        if changed:
            publishing.touch(evaluation)

    context = team_context(request, evaluation)
    part = next((one for one in context["parts"] if one.enjeu.code == code), None)
    said = opinions_by_goal(evaluation.convention, part.enjeu) if part else []
    return edit(
        request,
        EvaluationPart.objects.select_related("enjeu").filter(evaluation=pk, enjeu__code=code),
        PartForm,
        "reviews/evaluation_part.html",
        done=lambda row: row.get_absolute_url(),
        words=SAVED,
        formsets=[AppraisalFormSet],
        context=context | {"part": part, "opinions": shown_opinions(said)},
        saved=saved,
    )


@staff_page(may_read)
@require_safe
def evaluation_preview(request, pk):
    """The page as residents would read it if it were published now."""
    evaluation = the_evaluation(pk)
    context = page_context(publishing.evaluation_of(evaluation), evaluation.convention)
    context |= team_context(request, evaluation)
    return render(request, "reviews/evaluation_preview.html", context)


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def evaluation_publish(request, pk, refusal=""):
    """What would be frozen and what it lacks; then freeze it."""
    evaluation = the_evaluation(pk)
    context = team_context(request, evaluation)
    typed = request.POST if request.method == "POST" else None
    form = PublishForm(typed, is_correction=bool(context["editions"]))
    if not refusal and form.is_valid():
        publish = partial(publishing.publish, evaluation)
        return freeze(request, form, publish, redirect("evaluation-publish", pk))
    if refusal:
        messages.warning(request, refusal)
    final = publishing.evaluation_of(evaluation)
    context |= {"form": form, "evaluation": final, "missing": publishing.missing_from(final)}
    return render(request, "reviews/evaluation_publish.html", context)


@staff_page(may_read)
@require_safe
def evaluation_history(request, pk):
    """Who wrote what in the draft, the latest first."""
    evaluation = the_evaluation(pk)
    context = team_context(request, evaluation) | past_of(request, evaluation)
    return render(request, "reviews/evaluation_history.html", context)

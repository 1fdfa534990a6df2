"""What partners think, beside what the team writes: read, and chosen to be quoted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partners.permissions import may_edit, may_read
from partners.staff_access import staff_page
from records.editing.once_only import needs_key, unsaved
from records.history.recording import one_change
from reviews.evaluation.opinions import mark_of, opinions_by_goal, opinions_of
from reviews.models import PartnerOpinion
from reviews.views.evaluation_team import team_context, the_evaluation

MOVED = (
    "Cet avis a changé pendant que vous le lisiez. Le voici à jour : relisez-le, puis choisissez."
)


@staff_page(may_read)
@require_safe
def evaluation_opinions(request, pk):
    """Every validated opinion, by goal, and which are quoted."""
    evaluation = the_evaluation(pk)
    goals = []
    for enjeu, objective, rows in opinions_by_goal(evaluation.convention):
        for row in rows:
            row.mark = mark_of(row)
        goal = objective or enjeu
        line = {"code": goal.code, "title": str(goal), "counted": opinions_of(rows), "rows": rows}
        goals.append(line)
    context = team_context(request, evaluation) | {"goals": goals}
    return render(request, "reviews/evaluation_opinions.html", context)


@staff_page(may_edit)
@require_POST
@needs_key
def evaluation_quote(request, pk, refusal=""):
    """Quote one opinion, or no longer: only as it was read."""
    evaluation, key = the_evaluation(pk), request.POST.get("avis", "")
    back = redirect(reverse("evaluation-opinions", args=[pk]))
    if refusal:
        messages.warning(request, refusal)
        return unsaved(back)
    rows = PartnerOpinion.objects.filter(action__convention=evaluation.convention)
    asked = rows.filter(pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0)
    row = get_object_or_404(asked.select_for_update())
    is_quoted = request.POST.get("citer") == "oui"
    if request.POST.get("lu") != mark_of(row):
        messages.warning(request, MOVED)
        return unsaved(back)
    if row.is_quoted != is_quoted:
        row.is_quoted = is_quoted
        with one_change("Avis cité." if is_quoted else "Avis qui n’est plus cité.", request.user):
            row.save()
    words = "L’évaluation citera cet avis" if is_quoted else "L’évaluation ne citera plus cet avis"
    messages.success(request, f"{words} à sa prochaine publication.")
    return back

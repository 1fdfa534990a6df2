"""Reviews, evaluations, the next convention: pages, files, and where the team writes them."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reviews.views import (
    draft_reading,
    evaluation,
    evaluation_team,
    files,
    next_choices,
    next_plan,
    opinions,
    photograph,
    public,
    sheets,
    team,
)
from reviews.views.editions import FORMS

PUBLIC = "conventions/<slug:slug>/bilan/<number:year>/"
TEAM = "suivi/bilans/<number:pk>/"
EVALUATION = "conventions/<slug:slug>/evaluation/"
EVALUATION_DRAFT = "suivi/bilans/evaluation/<number:pk>/"
ROUND = "suivi/conventions/passages/<number:pk>/"


class FormConverter(StringConverter):
    """The end of the name of a file of a review or of an evaluation."""

    regex = "|".join(FORMS)


register_converter(FormConverter, "review_form")

urlpatterns = [
    path("actions/<number:number>.pdf", sheets.action_sheet, name="action-sheet"),
    path("conventions/<slug:slug>/objectifs.pdf", sheets.plan_pdf, name="plan-pdf"),
    path(PUBLIC, public.year_review, name="year-review"),
    path(
        f"{PUBLIC}version-<number:number>/", public.year_review_version, name="year-review-version"
    ),
    path(f"{PUBLIC}enjeux/<code:code>/", public.year_review_enjeu, name="year-review-enjeu"),
    path(
        f"{PUBLIC}version-<number:number>/enjeux/<code:code>/",
        public.year_review_enjeu,
        name="year-review-version-enjeu",
    ),
    path(f"{PUBLIC}bilan.<review_form:form>", files.year_review_file, name="year-review-file"),
    path(f"{PUBLIC}carte.png", files.year_review_card, name="year-review-card"),
    path("suivi/bilans/", team.year_reviews, name="year-reviews"),
    path(
        "suivi/bilans/commencer/<number:pk>/<number:year>/",
        team.year_review_begin,
        name="year-review-begin",
    ),
    path(TEAM, team.year_review_edit, name="year-review-edit"),
    path(f"{TEAM}apercu/", team.year_review_preview, name="year-review-preview"),
    path(f"{TEAM}publier/", team.year_review_publish, name="year-review-publish"),
    path(f"{TEAM}historique/", team.year_review_history, name="year-review-history"),
    path("lecture/<str:token>/", draft_reading.read_draft, name="read-draft"),
    path(
        "suivi/conventions/<number:pk>/lecteurs/", draft_reading.draft_readers, name="draft-readers"
    ),
    path(
        "suivi/conventions/lecteurs/<number:pk>/arreter/",
        draft_reading.draft_reader_stop,
        name="draft-reader-stop",
    ),
    path("suivi/photographie/", photograph.photograph, name="photograph"),
    path(
        "suivi/photographie/table.<table_suffix:suffix>",
        photograph.photograph_file,
        name="photograph-file",
    ),
    path("suivi/conventions/", next_plan.next_plans, name="next-plans"),
    path(
        "suivi/conventions/<number:pk>/suivante/", next_plan.next_plan_begin, name="next-plan-begin"
    ),
    path(
        "suivi/conventions/<number:pk>/continuer/",
        next_plan.next_plan_go_on,
        name="next-plan-go-on",
    ),
    path(f"{ROUND}structure/", next_choices.next_plan_structure, name="next-plan-structure"),
    path(f"{ROUND}actions/", next_choices.next_plan_actions, name="next-plan-actions"),
    path(ROUND, next_plan.next_plan_preview, name="next-plan-preview"),
    path(f"{ROUND}annuler/", next_plan.next_plan_undo, name="next-plan-undo"),
    path(EVALUATION, evaluation.evaluation, name="evaluation"),
    path(f"{EVALUATION}enjeux/<code:code>/", evaluation.evaluation_enjeu, name="evaluation-enjeu"),
    path(f"{EVALUATION}version-<number:number>/", evaluation.evaluation, name="evaluation-version"),
    path(
        f"{EVALUATION}version-<number:number>/enjeux/<code:code>/",
        evaluation.evaluation_enjeu,
        name="evaluation-version-enjeu",
    ),
    path(
        f"{EVALUATION}evaluation.<review_form:form>",
        evaluation.evaluation_file,
        name="evaluation-file",
    ),
    path(f"{EVALUATION}carte.png", evaluation.evaluation_card, name="evaluation-card"),
    path(
        "suivi/bilans/evaluation/commencer/<number:pk>/",
        evaluation_team.evaluation_begin,
        name="evaluation-begin",
    ),
    path(EVALUATION_DRAFT, evaluation_team.evaluation_edit, name="evaluation-edit"),
    path(
        f"{EVALUATION_DRAFT}enjeux/<code:code>/",
        evaluation_team.evaluation_part,
        name="evaluation-part",
    ),
    path(f"{EVALUATION_DRAFT}avis/", opinions.evaluation_opinions, name="evaluation-opinions"),
    path(f"{EVALUATION_DRAFT}citer/", opinions.evaluation_quote, name="evaluation-quote"),
    path(
        f"{EVALUATION_DRAFT}apercu/", evaluation_team.evaluation_preview, name="evaluation-preview"
    ),
    path(
        f"{EVALUATION_DRAFT}publier/",
        evaluation_team.evaluation_publish,
        name="evaluation-publish",
    ),
    path(
        f"{EVALUATION_DRAFT}historique/",
        evaluation_team.evaluation_history,
        name="evaluation-history",
    ),
]

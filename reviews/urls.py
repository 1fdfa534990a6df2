"""The review of a year: its page, its files, and where the team writes it."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reviews.views import files, public, sheets, team

PUBLIC = "conventions/<slug:slug>/bilan/<number:year>/"
TEAM = "suivi/bilans/<number:pk>/"


class FormConverter(StringConverter):
    """The end of the name of a file of a review."""

    regex = "|".join(files.FORMS)


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
]

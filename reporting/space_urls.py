"""The partners' own pages, /espace/ and the personal link."""

from django.urls import path

from reporting.views import files, link, report, sending, space

ONE = "espace/remontees/<int:pk>/"
urlpatterns = [
    path("r/<str:token>/", link.personal_link, name="personal-link"),
    path("espace/", space.space, name="space"),
    path(ONE, report.report, name="report"),
    path(f"{ONE}brouillon/", report.draft, name="report-draft"),
    path(f"{ONE}rien-de-nouveau/", sending.nothing_new, name="report-nothing-new"),
    path(f"{ONE}verifier/", sending.check, name="report-check"),
    path(f"{ONE}envoyee/", sending.sent, name="report-sent"),
    path(f"{ONE}reprendre/", sending.take_back, name="report-take-back"),
    path(f"{ONE}fichiers/", files.file_add, name="report-file-add"),
    path("espace/fichiers/<int:pk>/", files.file, name="report-file"),
    path("espace/fichiers/<int:pk>/retirer/", files.file_remove, name="report-file-remove"),
]

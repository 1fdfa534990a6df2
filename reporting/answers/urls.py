"""The partners' own pages, /espace/ and the personal link."""

from django.urls import path

from reporting.answers import file_views, link_views, send_views, space_views, views

ONE = "espace/remontees/<int:pk>/"
urlpatterns = [
    path("r/<str:token>/", link_views.personal_link, name="personal-link"),
    path("espace/", space_views.space, name="space"),
    path(ONE, views.report, name="report"),
    path(f"{ONE}brouillon/", views.draft, name="report-draft"),
    path(f"{ONE}rien-de-nouveau/", send_views.nothing_new, name="report-nothing-new"),
    path(f"{ONE}verifier/", send_views.check, name="report-check"),
    path(f"{ONE}envoyee/", send_views.sent, name="report-sent"),
    path(f"{ONE}reprendre/", send_views.take_back, name="report-take-back"),
    path(f"{ONE}fichiers/", file_views.file_add, name="report-file-add"),
    path("espace/fichiers/<int:pk>/", file_views.file, name="report-file"),
    path("espace/fichiers/<int:pk>/retirer/", file_views.file_remove, name="report-file-remove"),
]

"""The partners' own pages, /espace/ and the personal link."""

from django.urls import path

from reporting.views import space

urlpatterns = [
    path("espace/remontees/<int:pk>/", space.report, name="report"),
]

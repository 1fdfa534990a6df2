"""Letters, those that failed first, /suivi/lettres/."""

from django.urls import path

from reporting.views import letters

urlpatterns = [
    path("suivi/lettres/", letters.letters, name="letters"),
    path("suivi/lettres/<int:pk>/", letters.letter, name="letter"),
]

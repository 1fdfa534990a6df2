"""Letters, those that failed first, /suivi/lettres/."""

from django.urls import path

from reporting.letters import views

urlpatterns = [
    path("suivi/lettres/", views.letters, name="letters"),
    path("suivi/lettres/<int:pk>/", views.letter, name="letter"),
]

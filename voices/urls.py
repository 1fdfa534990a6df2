"""What residents say: both public forms, and where the team reads them."""

from django.urls import path

from voices import team_views, thanks_views, views

OPINION = "conventions/<slug:slug>/evaluation/votre-avis/"
IDEAS = "conventions/<slug:slug>/idees/"

urlpatterns = [
    path(OPINION, views.opinion, name="opinion"),
    path(f"{OPINION}merci/", views.opinion_sent, name="opinion-sent"),
    path(IDEAS, views.ideas, name="ideas"),
    path(f"{IDEAS}merci/", views.ideas_sent, name="ideas-sent"),
    path("suivi/paroles/", team_views.voices, name="voices"),
    path("suivi/paroles/<number:pk>/", team_views.voice, name="voice"),
    path("suivi/paroles/paroles.<table_suffix:suffix>", team_views.voices_file, name="voices-file"),
    path("suivi/paroles/remercier/<number:pk>/", thanks_views.thanks, name="voices-thanks"),
]

"""The queue of the team, /suivi/remontees/."""

urlpatterns = []

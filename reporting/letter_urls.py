"""Letters that failed, /suivi/lettres/."""

urlpatterns = []

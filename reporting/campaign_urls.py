"""The team's pages of a campaign, /suivi/campagnes/."""

urlpatterns = []

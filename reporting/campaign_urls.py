"""The team's pages of a campaign, /suivi/campagnes/."""

from django.urls import path, re_path

from reporting.views import (
    campaign_acts,
    campaign_history,
    campaign_reminders,
    campaign_texts,
    campaign_write,
    campaigns,
)

ONE = "suivi/campagnes/<int:pk>/"
TEXT = f"{ONE}lettres/<slug:kind>/"

urlpatterns = [
    path("suivi/campagnes/", campaigns.campaigns, name="campaigns"),
    path("suivi/campagnes/nouvelle/", campaigns.campaign_add, name="campaign-add"),
    path("suivi/campagnes/essai/", campaign_texts.campaign_trial, name="campaign-trial"),
    path(ONE, campaigns.campaign, name="campaign"),
    path(f"{ONE}modifier/", campaigns.campaign_edit, name="campaign-edit"),
    path(f"{ONE}lettres/", campaign_texts.campaign_texts, name="campaign-texts"),
    path(TEXT, campaign_texts.campaign_text, name="campaign-text"),
    path(f"{TEXT}apercu/", campaign_texts.campaign_text_html, name="campaign-text-html"),
    path(f"{TEXT}essai/", campaign_texts.campaign_text_test, name="campaign-text-test"),
    path(f"{TEXT}origine/", campaign_texts.campaign_text_reset, name="campaign-text-reset"),
    path(f"{ONE}ouvrir/", campaign_acts.campaign_open, name="campaign-open"),
    path(f"{ONE}abandonner/", campaign_acts.campaign_discard, name="campaign-discard"),
    path(f"{ONE}rappels/", campaign_reminders.campaign_reminders, name="campaign-reminders"),
    path(f"{ONE}ecrire/", campaign_write.campaign_write, name="campaign-write"),
    path(f"{ONE}fermer/", campaign_acts.campaign_close, name="campaign-close"),
    path(f"{ONE}historique/", campaign_history.campaign_history, name="campaign-history"),
    path(
        f"{ONE}historique/<int:stamp>/", campaign_history.campaign_version, name="campaign-version"
    ),
    re_path(
        r"^suivi/campagnes/(?P<pk>[0-9]+)/export\.(?P<suffix>csv|xlsx|ods)$",
        campaigns.campaign_export,
        name="campaign-export",
    ),
]

"""The team's pages of a campaign, /suivi/campagnes/."""

from django.urls import path, re_path

from reporting.campaigns import (
    action_views,
    edit_views,
    history_views,
    reminder_views,
    text_views,
    views,
)

ONE = "suivi/campagnes/<int:pk>/"
TEXT = f"{ONE}lettres/<slug:kind>/"

urlpatterns = [
    path("suivi/campagnes/", views.campaigns, name="campaigns"),
    path("suivi/campagnes/nouvelle/", views.campaign_add, name="campaign-add"),
    path("suivi/campagnes/essai/", text_views.campaign_trial, name="campaign-trial"),
    path(ONE, views.campaign, name="campaign"),
    path(f"{ONE}modifier/", views.campaign_edit, name="campaign-edit"),
    path(f"{ONE}lettres/", text_views.campaign_texts, name="campaign-texts"),
    path(TEXT, text_views.campaign_text, name="campaign-text"),
    path(f"{TEXT}apercu/", text_views.campaign_text_html, name="campaign-text-html"),
    path(f"{TEXT}essai/", text_views.campaign_text_test, name="campaign-text-test"),
    path(f"{TEXT}origine/", text_views.campaign_text_reset, name="campaign-text-reset"),
    path(f"{ONE}ouvrir/", action_views.campaign_open, name="campaign-open"),
    path(f"{ONE}abandonner/", action_views.campaign_discard, name="campaign-discard"),
    path(f"{ONE}rappels/", reminder_views.campaign_reminders, name="campaign-reminders"),
    path(f"{ONE}ecrire/", edit_views.campaign_write, name="campaign-write"),
    path(f"{ONE}fermer/", action_views.campaign_close, name="campaign-close"),
    path(f"{ONE}historique/", history_views.campaign_history, name="campaign-history"),
    path(f"{ONE}historique/<int:stamp>/", history_views.campaign_version, name="campaign-version"),
    re_path(
        r"^suivi/campagnes/(?P<pk>[0-9]+)/export\.(?P<suffix>csv|xlsx|ods)$",
        views.campaign_export,
        name="campaign-export",
    ),
]

"""The addresses of this room: `/espace/` and `/r/…` for partners, `/suivi/` for the team."""

from django.urls import path, re_path

from reporting import closing_views
from reporting.answers import file_views, link_session, send_views, space_views
from reporting.answers import views as answers
from reporting.campaigns import (
    action_views,
    edit_views,
    history_views,
    reminder_views,
    text_views,
)
from reporting.campaigns import views as campaigns
from reporting.letters import views as letters
from reporting.people import (
    invitation_views,
    not_me_views,
    organisation_views,
    personal_data,
)
from reporting.people import views as people
from reporting.review import entry_views, queue_views
from reporting.review import views as review

ANSWER = "espace/remontees/<int:pk>/"
FILE = "espace/fichiers/<int:pk>/"
CONTACTS = "suivi/contacts/<slug:slug>/"
CAMPAIGN = "suivi/campagnes/<int:pk>/"
TEXT = f"{CAMPAIGN}lettres/<slug:kind>/"
REVIEW = "suivi/remontees/<int:pk>/"

urlpatterns = [
    path(
        "suivi/conventions/<int:pk>/clore/",
        closing_views.convention_close,
        name="convention-close",
    ),
    path(
        "suivi/conventions/<int:pk>/rouvrir/",
        closing_views.convention_reopen,
        name="convention-reopen",
    ),
    path("r/<str:token>/", link_session.personal_link, name="personal-link"),
    path("espace/", space_views.space, name="space"),
    path(ANSWER, answers.report, name="report"),
    path(f"{ANSWER}brouillon/", answers.draft, name="report-draft"),
    path(f"{ANSWER}rien-de-nouveau/", send_views.report_nothing_new, name="report-nothing-new"),
    path(f"{ANSWER}verifier/", send_views.report_check, name="report-check"),
    path(f"{ANSWER}envoyee/", send_views.report_sent, name="report-sent"),
    path(f"{ANSWER}reprendre/", send_views.report_take_back, name="report-take-back"),
    path(f"{ANSWER}fichiers/", file_views.file_add, name="report-file-add"),
    path(FILE, file_views.file, name="report-file"),
    path(f"{FILE}retirer/", file_views.file_remove, name="report-file-remove"),
    path("r/<str:token>/plus-moi/", not_me_views.not_me, name="not-me"),
    path("r/<str:token>/rappels/", not_me_views.reminders_off, name="reminders-off"),
    path("espace/plus-moi/", not_me_views.space_not_me, name="space-not-me"),
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path(
        "espace/organisations/<slug:slug>/",
        organisation_views.space_organisation,
        name="space-organisation",
    ),
    path("compte/donnees.json", personal_data.own_data, name="account-data"),
    path("suivi/contacts/", people.contacts, name="contacts"),
    path("suivi/aller/contacts/", people.go_to_contact, name="go-to-contact"),
    path(CONTACTS, people.contact_organisation, name="contact-organisation"),
    path(f"{CONTACTS}ajouter/", people.contact_add, name="contact-add"),
    path(f"{CONTACTS}<int:pk>/", people.contact_member, name="contact-member"),
    path(f"{CONTACTS}invitations/<int:pk>/", people.contact_invitation, name="contact-invitation"),
    path("suivi/campagnes/", campaigns.campaigns, name="campaigns"),
    path("suivi/campagnes/nouvelle/", campaigns.campaign_add, name="campaign-add"),
    path("suivi/campagnes/essai/", text_views.campaign_trial, name="campaign-trial"),
    path(CAMPAIGN, campaigns.campaign, name="campaign"),
    path(f"{CAMPAIGN}modifier/", campaigns.campaign_edit, name="campaign-edit"),
    path(f"{CAMPAIGN}lettres/", text_views.campaign_texts, name="campaign-texts"),
    path(TEXT, text_views.campaign_text, name="campaign-text"),
    path(f"{TEXT}apercu/", text_views.campaign_text_html, name="campaign-text-html"),
    path(f"{TEXT}essai/", text_views.campaign_text_test, name="campaign-text-test"),
    path(f"{TEXT}origine/", text_views.campaign_text_reset, name="campaign-text-reset"),
    path(f"{CAMPAIGN}ouvrir/", action_views.campaign_open, name="campaign-open"),
    path(f"{CAMPAIGN}abandonner/", action_views.campaign_discard, name="campaign-discard"),
    path(f"{CAMPAIGN}rappels/", reminder_views.campaign_reminders, name="campaign-reminders"),
    path(f"{CAMPAIGN}ecrire/", edit_views.campaign_write, name="campaign-write"),
    path(f"{CAMPAIGN}fermer/", action_views.campaign_close, name="campaign-close"),
    path(f"{CAMPAIGN}historique/", history_views.campaign_history, name="campaign-history"),
    path(
        f"{CAMPAIGN}historique/<int:stamp>/",
        history_views.campaign_version,
        name="campaign-version",
    ),
    re_path(
        r"^suivi/campagnes/(?P<pk>[0-9]+)/export\.(?P<suffix>csv|xlsx|ods)$",
        campaigns.campaign_export,
        name="campaign-export",
    ),
    path("suivi/remontees/", queue_views.reviews, name="reviews"),
    path(
        "suivi/remontees/rien-de-nouveau/",
        queue_views.review_nothing_new,
        name="review-nothing-new",
    ),
    path("suivi/remontees/fichiers/<int:pk>/", review.review_file, name="review-file"),
    path(REVIEW, review.review, name="review"),
    path(f"{REVIEW}saisir/", entry_views.review_enter, name="review-enter"),
    path(f"{REVIEW}rouvrir/", entry_views.review_reopen, name="review-reopen"),
    path(f"{REVIEW}effacer-nom/", entry_views.review_forget, name="review-forget"),
    path("suivi/lettres/", letters.letters, name="letters"),
    path("suivi/lettres/<int:pk>/", letters.letter, name="letter"),
]

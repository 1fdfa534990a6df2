"""Contacts, invitations and « ce n’est plus moi »."""

from django.urls import path

from reporting.people import (
    invitation_views,
    not_me_views,
    organisation_views,
    own_data_views,
    views,
)

ONE = "suivi/contacts/<slug:slug>/"

urlpatterns = [
    path("r/<str:token>/plus-moi/", not_me_views.not_me, name="not-me"),
    path("r/<str:token>/rappels/", not_me_views.reminders_off, name="reminders-off"),
    path("espace/plus-moi/", not_me_views.space_not_me, name="space-not-me"),
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path(
        "espace/organisations/<slug:slug>/",
        organisation_views.space_organisation,
        name="space-organisation",
    ),
    path("compte/donnees.json", own_data_views.own_data, name="account-data"),
    path("suivi/contacts/", views.contacts, name="contacts"),
    path(f"{ONE}", views.contact_organisation, name="contact-organisation"),
    path(f"{ONE}ajouter/", views.contact_add, name="contact-add"),
    path(f"{ONE}<int:pk>/", views.contact_member, name="contact-member"),
    path(f"{ONE}invitations/<int:pk>/", views.contact_invitation, name="contact-invitation"),
]

"""Contacts, invitations and « ce n’est plus moi »."""

from django.urls import path

from reporting.views import contacts, invitation, not_me, organisation, own_data

ONE = "suivi/contacts/<slug:slug>/"

urlpatterns = [
    path("r/<str:token>/plus-moi/", not_me.not_me, name="not-me"),
    path("r/<str:token>/rappels/", not_me.reminders_off, name="reminders-off"),
    path("espace/plus-moi/", not_me.space_not_me, name="space-not-me"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path(
        "espace/organisations/<slug:slug>/",
        organisation.space_organisation,
        name="space-organisation",
    ),
    path("compte/donnees.json", own_data.own_data, name="account-data"),
    path("suivi/contacts/", contacts.contacts, name="contacts"),
    path(f"{ONE}", contacts.contact_organisation, name="contact-organisation"),
    path(f"{ONE}ajouter/", contacts.contact_add, name="contact-add"),
    path(f"{ONE}<int:pk>/", contacts.contact_member, name="contact-member"),
    path(f"{ONE}invitations/<int:pk>/", contacts.contact_invitation, name="contact-invitation"),
]

"""Contacts, invitations and « ce n’est plus moi »."""

urlpatterns = []

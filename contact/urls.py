"""A resident’s message."""

from django.urls import path

from contact import views

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/envoye/<str:receipt>/", views.confirmation, name="contact-sent"),
]

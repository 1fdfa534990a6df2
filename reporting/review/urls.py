"""The queue of the team, /suivi/remontees/."""

from django.urls import path

from reporting.review import entry_views, queue_views, views

urlpatterns = [
    path("suivi/remontees/", queue_views.reviews, name="reviews"),
    path("suivi/remontees/rien-de-nouveau/", queue_views.nothing_new, name="review-nothing-new"),
    path("suivi/remontees/fichiers/<int:pk>/", views.review_file, name="review-file"),
    path("suivi/remontees/<int:pk>/", views.review, name="review"),
    path("suivi/remontees/<int:pk>/saisir/", entry_views.enter, name="review-enter"),
    path("suivi/remontees/<int:pk>/rouvrir/", entry_views.reopen, name="review-reopen"),
]

"""The queue of the team, /suivi/remontees/."""

from django.urls import path

from reporting.views import entry, review, reviews

urlpatterns = [
    path("suivi/remontees/", reviews.reviews, name="reviews"),
    path("suivi/remontees/rien-de-nouveau/", reviews.nothing_new, name="review-nothing-new"),
    path("suivi/remontees/fichiers/<int:pk>/", review.review_file, name="review-file"),
    path("suivi/remontees/<int:pk>/", review.review, name="review"),
    path("suivi/remontees/<int:pk>/saisir/", entry.enter, name="review-enter"),
    path("suivi/remontees/<int:pk>/rouvrir/", entry.reopen, name="review-reopen"),
]

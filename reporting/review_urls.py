"""The queue of the team, /suivi/remontees/."""

from django.urls import path

from reporting.views import review, reviews

urlpatterns = [
    path("suivi/remontees/", reviews.reviews, name="reviews"),
    path("suivi/remontees/rien-de-nouveau/", reviews.nothing_new, name="review-nothing-new"),
    path("suivi/remontees/fichiers/<int:pk>/", review.review_file, name="review-file"),
    path("suivi/remontees/<int:pk>/", review.review, name="review"),
]

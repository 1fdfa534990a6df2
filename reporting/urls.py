"""How it is told: campaigns, answers, review, letters. One list per page's reader."""

from reporting.answers.urls import urlpatterns as space
from reporting.campaigns.urls import urlpatterns as campaigns
from reporting.letters.urls import urlpatterns as letters
from reporting.people.urls import urlpatterns as people
from reporting.review.urls import urlpatterns as review

urlpatterns = [*space, *people, *campaigns, *review, *letters]

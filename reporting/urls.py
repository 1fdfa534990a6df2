"""How it is told: campaigns, answers, review, letters. One list per page's reader."""

from reporting.campaign_urls import urlpatterns as campaigns
from reporting.letter_urls import urlpatterns as letters
from reporting.people_urls import urlpatterns as people
from reporting.review_urls import urlpatterns as review
from reporting.space_urls import urlpatterns as space

urlpatterns = [*space, *people, *campaigns, *review, *letters]

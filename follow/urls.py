"""Addresses that a reader of news or a calendar asks by itself: as permanent as the pages."""

from django.urls import path
from django.views.decorators.http import require_safe

from follow import calendars, feeds

urlpatterns = [
    path("actualites/atom.xml", require_safe(feeds.NewsFeed()), name="news-feed"),
    path("actions/<number:number>/atom.xml", require_safe(feeds.ActionFeed()), name="action-feed"),
    path(
        "conventions/<slug:slug>/enjeux/<code:code>/atom.xml",
        require_safe(feeds.EnjeuFeed()),
        name="enjeu-feed",
    ),
    path("communes/<slug:slug>/atom.xml", require_safe(feeds.CommuneFeed()), name="commune-feed"),
    path("agenda.ics", calendars.agenda, name="agenda-calendar"),
    path("actions/<number:number>/agenda.ics", calendars.action_agenda, name="action-calendar"),
]

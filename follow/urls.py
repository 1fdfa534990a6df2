"""Addresses that a reader of news or a calendar asks by itself: as permanent as the pages."""

from django.urls import path
from django.views.decorators.http import require_safe

from follow import calendars, feeds, link_views, views

urlpatterns = [
    path("actualites/atom.xml", require_safe(feeds.NewsFeed()), name="news-feed"),
    path("actions/<number:number>/atom.xml", require_safe(feeds.ActionFeed()), name="action-feed"),
    path(
        "conventions/<slug:slug>/enjeux/<code:code>/atom.xml",
        require_safe(feeds.EnjeuFeed()),
        name="enjeu-feed",
    ),
    path("communes/<slug:slug>/atom.xml", require_safe(feeds.CommuneFeed()), name="commune-feed"),
    path("suivre/", views.plan, name="follow"),
    path("suivre/demande/", views.asked, name="follow-asked"),
    path("suivre/publics/<slug:slug>/", views.audience, name="follow-audience"),
    path("suivre/confirmer/<str:token>/", link_views.confirm, name="follow-confirm"),
    path("suivre/<str:token>/", link_views.mine, name="follow-mine"),
    path("suivre/<str:token>/donnees.json", link_views.data, name="follow-data"),
    path("suivre/<str:token>/arreter/", link_views.stop, name="follow-stop"),
    path("actions/<number:number>-<slug:slug>/suivre/", views.action, name="follow-action"),
    path("conventions/<slug:slug>/enjeux/<code:code>/suivre/", views.enjeu, name="follow-enjeu"),
    path("communes/<slug:slug>/suivre/", views.commune, name="follow-commune"),
    path("agenda.ics", calendars.agenda, name="agenda-calendar"),
    path("actions/<number:number>/agenda.ics", calendars.action_agenda, name="action-calendar"),
]

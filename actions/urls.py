"""What is done: the plan, its actions, who does them, where and when."""

from django.urls import path

from actions import views

urlpatterns = [
    path("conventions/<slug:slug>/enjeux/<code:code>/", views.enjeu, name="enjeu"),
    path("conventions/<slug:slug>/objectifs/", views.plan, name="plan"),
    path("conventions/<slug:slug>/objectifs/<code:code>/", views.objective, name="objective"),
    path("actions/", views.action_list, name="actions"),
    path("actions/<number:number>/", views.action_by_number, name="action-number"),
    path("actions/<number:number>-<slug:slug>/", views.action_detail, name="action"),
    path("partenaires/", views.partner_list, name="partners"),
    path("partenaires/<slug:slug>/", views.partner_detail, name="partner"),
    path("communes/", views.commune_list, name="communes"),
    path("communes/<slug:slug>/", views.commune_detail, name="commune"),
    path("agenda/", views.agenda, name="agenda"),
    path("actualites/", views.news, name="news"),
]

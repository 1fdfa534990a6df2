"""What is done: the plan, its actions, who does them, where and when."""

from django.urls import path

from actions import views
from actions.views import exports, importing

urlpatterns = [
    path("conventions/<slug:slug>/enjeux/<code:code>/", views.enjeu, name="enjeu"),
    path("conventions/<slug:slug>/objectifs/", views.plan, name="plan"),
    path("conventions/<slug:slug>/objectifs/<code:code>/", views.objective, name="objective"),
    path("actions/", views.action_list, name="actions"),
    path("actions/export.<table_suffix:suffix>", exports.export_actions, name="actions-export"),
    path("actions/<number:number>/", views.action_by_number, name="action-number"),
    path("actions/<number:number>-<slug:slug>/", views.action_detail, name="action"),
    path("partenaires/", views.partner_list, name="partners"),
    path("partenaires/<slug:slug>/", views.partner_detail, name="partner"),
    path("communes/", views.commune_list, name="communes"),
    path("communes/<slug:slug>/", views.commune_detail, name="commune"),
    path("agenda/", views.agenda, name="agenda"),
    path("documents/<number:pk>/<str:name>", views.document, name="document"),
    path("photos/<number:pk>-<slug:stamp>/<str:name>", views.picture, name="picture"),
    path("suivi/photos/<number:pk>/retirer/", views.picture_withdraw, name="picture-withdraw"),
    path("actualites/", views.news, name="news"),
    path("suivi/actions/", views.staff_actions, name="staff-actions"),
    path("suivi/actions/modifier/", views.bulk_edit, name="staff-actions-edit"),
    path("suivi/export.<table_suffix:suffix>", exports.export_plan, name="plan-export"),
    path("suivi/import/", importing.import_upload, name="import"),
    path("suivi/import/<number:pk>/", importing.import_batch, name="import-batch"),
    path("suivi/import/<number:pk>/appliquer/", importing.import_apply, name="import-apply"),
    path("suivi/import/<number:pk>/annuler/", importing.import_undo, name="import-undo"),
    path("suivi/import/<number:pk>/annote/", importing.import_annotated, name="import-annotated"),
    path(
        "suivi/import/modele.<table_suffix:suffix>",
        exports.import_template,
        name="import-template",
    ),
]

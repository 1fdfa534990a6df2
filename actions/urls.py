"""What is done: the plan, its actions, who does them, where and when."""

from django.urls import path

from actions.views import (
    actions,
    bulk,
    directory,
    exports,
    files,
    importing,
    news,
    plan,
    search,
    sentences,
    staff,
    withdrawal,
)

urlpatterns = [
    path("conventions/<slug:slug>/enjeux/<code:code>/", plan.enjeu, name="enjeu"),
    path("conventions/<slug:slug>/objectifs/", plan.plan, name="plan"),
    path("conventions/<slug:slug>/objectifs/<code:code>/", plan.objective, name="objective"),
    path("actions/", actions.action_list, name="actions"),
    path("actions/export.<table_suffix:suffix>", exports.export_actions, name="actions-export"),
    path("actions/<number:number>/", actions.action_by_number, name="action-number"),
    path("actions/<number:number>-<slug:slug>/", actions.action_detail, name="action"),
    path("partenaires/", directory.partner_list, name="partners"),
    path("partenaires/<slug:slug>/", directory.partner_detail, name="partner"),
    path("communes/", directory.commune_list, name="communes"),
    path("communes/<slug:slug>/", directory.commune_detail, name="commune"),
    path("agenda/", news.agenda, name="agenda"),
    path("documents/<number:pk>/<str:name>", files.document, name="document"),
    path("photos/<number:pk>-<slug:stamp>/<str:name>", files.picture, name="picture"),
    path("suivi/photos/<number:pk>/retirer/", withdrawal.picture_withdraw, name="picture-withdraw"),
    path("actualites/", news.news, name="news"),
    path("recherche/", search.search, name="search"),
    path("suivi/recherche/", search.searched_words, name="searched-words"),
    path("suivi/actions/", staff.staff_actions, name="staff-actions"),
    path("suivi/actions/modifier/", bulk.bulk_edit, name="staff-actions-edit"),
    path("suivi/export.<table_suffix:suffix>", exports.export_plan, name="plan-export"),
    path("suivi/actions/phrases/", sentences.sentences, name="staff-sentences"),
    path("suivi/import/", importing.import_upload, name="import"),
    path("suivi/import/<number:pk>/", importing.import_batch, name="import-batch"),
    path("suivi/import/<number:pk>/appliquer/", importing.import_apply, name="import-apply"),
    path("suivi/import/<number:pk>/annuler/", importing.import_undo, name="import-undo"),
    path("suivi/import/<number:pk>/abandonner/", importing.import_drop, name="import-drop"),
    path("suivi/import/<number:pk>/annote/", importing.import_annotated, name="import-annotated"),
    path(
        "suivi/import/modele.<table_suffix:suffix>",
        exports.import_template,
        name="import-template",
    ),
]

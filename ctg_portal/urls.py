"""Table of contents of the site. Addresses are permanent."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from ctg_portal import launch, system_views, territory_settings, trash, views
from ctg_portal.archive.views import convention_archive
from ctg_portal.board.page import board
from ctg_portal.sitemaps import SITEMAPS
from demonstration.entrance import letters

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("partners.urls")),
    path("", include("conventions.urls")),
    path("", include("actions.urls")),
    path("", include("voices.urls")),
    path("", include("reviews.urls")),
    path("", include("follow.urls")),
    path("", include("contact.urls")),
    path("", include("reporting.urls")),
    path("plan-du-site/", views.site_map, name="site-map"),
    path("suivi/", board, name="board"),
    path("suivi/corbeille/", trash.trash, name="trash"),
    path("suivi/corbeille/<str:label>/<int:version>/", trash.trash_row, name="trash-row"),
    path(
        "suivi/conventions/<slug:slug>/archive.zip", convention_archive, name="convention-archive"
    ),
    path("suivi/lancement/", launch.checklist, name="launch-checklist"),
    path("suivi/reglages/", territory_settings.territory_settings, name="territory-settings"),
    path("connexion/continuer/", system_views.go_on, name="go-on"),
    path("sante/", system_views.health, name="health"),
    path("robots.txt", system_views.robots, name="robots"),
    path(".well-known/security.txt", system_views.security, name="security"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
    path("demonstration/lettres/", letters, name="demo-letters"),
]

handler400 = "ctg_portal.errors.bad_request"
handler403 = "ctg_portal.errors.forbidden"
handler404 = "ctg_portal.errors.not_found"
handler500 = "ctg_portal.errors.server_error"

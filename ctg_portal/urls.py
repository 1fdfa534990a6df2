"""Table of contents of the site. Addresses are permanent."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from ctg_portal import board, contact, launch, machines, territory_settings, trash, views
from ctg_portal.sitemaps import SITEMAPS

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("partners.urls")),
    path("", include("conventions.urls")),
    path("", include("actions.urls")),
    path("", include("reporting.urls")),
    path("contact/", contact.contact, name="contact"),
    path("contact/envoye/<str:receipt>/", contact.sent, name="contact-sent"),
    path("plan-du-site/", views.site_map, name="site-map"),
    path("suivi/", board.board, name="board"),
    path("suivi/corbeille/", trash.trash, name="trash"),
    path("suivi/corbeille/<str:label>/<int:version>/", trash.trash_row, name="trash-row"),
    path("suivi/lancement/", launch.checklist, name="launch-checklist"),
    path("suivi/reglages/", territory_settings.territory_settings, name="territory-settings"),
    path("sante/", machines.health, name="health"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
]

handler400 = "ctg_portal.errors.bad_request"
handler403 = "ctg_portal.errors.forbidden"
handler404 = "ctg_portal.errors.not_found"
handler500 = "ctg_portal.errors.server_error"

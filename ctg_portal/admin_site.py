"""The front page of the back-office, in the order a coordinator thinks."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.urls import reverse

GROUPS = [
    (
        "Au quotidien",
        ["Action", "Update", "Indicator", "Picture", "Meeting", "Document", "ContactMessage"],
    ),
    ("Les textes du site", ["Page", "GlossaryEntry", "Synonym"]),
    ("La convention et son plan", ["Convention", "Enjeu", "Objective", "Committee"]),
    (
        "Les organisations, les publics et les lieux",
        ["Organisation", "Commune", "Audience", "Domain"],
    ),
    ("Réglages et accès", ["Territory", "User"]),
]

ABSENT = {"password_change", "password_change_done", "autocomplete"}


class PortalAdminSite(AdminSite):
    site_header = "Administration"
    site_title = "Administration"
    index_title = "Que voulez-vous faire ?"

    def get_urls(self):
        """Without the password pages, nobody has one, nor the lists that complete by script."""
        return [
            pattern
            for pattern in super().get_urls()
            if getattr(pattern, "name", None) not in ABSENT
        ]

    def login(self, request, extra_context=None):
        """The portal has one sign-in page."""
        from django.contrib.auth.views import redirect_to_login  # needs models, not loaded above

        if request.user.is_authenticated and not request.user.is_staff:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request, extra_context=None):
        """The portal has one sign-out too."""
        from partners.sign_in.views import sign_out  # models are not loaded yet above

        return sign_out(request)

    def each_context(self, request):
        """Adds `portal_title`: the name of the portal, on the sign-in page too."""
        from conventions.main_territory import main_territory  # models are not loaded yet above

        return super().each_context(request) | {"portal_title": main_territory().site_title}

    def get_app_list(self, request, app_label=None):
        """Models by subject rather than by application; the page of one application is kept."""
        apps = super().get_app_list(request, app_label)
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        for model in models.values():
            model["note"] = getattr(self._registry[model["model"]], "index_note", "")
        if app_label:
            return apps
        groups = [
            (title, [models.pop(name) for name in names if name in models])
            for title, names in GROUPS
        ]
        groups.append(("Autres fiches", list(models.values())))  # a model nobody has placed yet
        return [
            {"name": title, "app_label": f"group-{rank}", "app_url": "", "models": found}
            for rank, (title, found) in enumerate(groups, 1)
            if found
        ]


class PortalAdminConfig(AdminConfig):
    """Stands for "django.contrib.admin" in INSTALLED_APPS."""

    default_site = "ctg_portal.admin_site.PortalAdminSite"

"""For whom actions are."""

from django.contrib import admin

from actions.models import Audience
from records.admin.base import PortalAdmin
from records.admin.lookalike import NamedOnceForm


@admin.register(Audience)
class AudienceAdmin(PortalAdmin):
    form = NamedOnceForm
    slug_from = "name"
    add_title = "Ajouter un public concerné"
    index_note = "Pour qui sont les actions : tout-petits, familles, seniors…"
    list_display = ["name", "position"]
    search_fields = ["name"]
    search_help_text = "Nom du public."
    fieldsets = [
        (
            "Le public",
            {
                "fields": ["name", "is_another", "slug", "position"],
                "description": "Les publics servent à filtrer les actions. Un public utilisé par "
                "une action ne peut pas être supprimé.",
            },
        )
    ]

    def is_public(self, obj):
        return obj.actions.exists()

    def site_address(self, obj):
        return None

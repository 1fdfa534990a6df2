"""For whom actions are."""

from django.contrib import admin

from actions.models import Audience, AudienceInclusion
from records.admin.base import PortalAdmin
from records.admin.lines import PortalInline
from records.admin.lookalike import NamedOnceForm


class InclusionInline(PortalInline):
    model = AudienceInclusion
    fk_name = "audience"
    verbose_name = "public compris"
    verbose_name_plural = "Comprend aussi"
    intro = (
        "Qui choisit ce public trouve aussi les actions de ceux-ci : les familles, celles des âges "
        "de leurs enfants. Les publics compris dans ceux-ci ne s’ajoutent pas d’eux-mêmes."
    )
    add_text = "Ajouter un public compris"
    remove_text = "Retirer ce public"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("included")  # names each line


@admin.register(Audience)
class AudienceAdmin(PortalAdmin):
    form = NamedOnceForm
    slug_from = "name"
    add_title = "Ajouter un public concerné"
    index_note = "Pour qui sont les actions : tout-petits, familles, seniors…"
    list_display = ["name", "includes", "holds_for_all", "position"]
    search_fields = ["name"]
    search_help_text = "Nom du public."
    inlines = [InclusionInline]
    fieldsets = [
        (
            "Le public",
            {
                "fields": [
                    *("name", "is_another", "in_sentence", "for_everybody", "slug", "position"),
                ],
                "description": "Les publics servent à filtrer les actions. Un public utilisé par "
                "une action ne peut pas être supprimé.",
            },
        )
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("inclusions__included")

    @admin.display(description="comprend aussi")
    def includes(self, obj):
        return ", ".join(row.included.name for row in obj.inclusions.all())

    @admin.display(description="pour tous", ordering="for_everybody")
    def holds_for_all(self, obj):
        return "oui" if obj.for_everybody else "non"

    def is_public(self, obj):
        return obj.actions.exists()

    def site_address(self, obj):
        return None

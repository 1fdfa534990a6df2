from django.contrib import admin

from conventions.models import GlossaryEntry, Page
from records.admin.base import PortalAdmin
from records.admin.published import PublishedAdmin


@admin.register(Page)
class PageAdmin(PublishedAdmin):
    add_title = "Ajouter une page"
    index_note = "Les textes du site : accueil, explications, pages légales."
    list_display = ["title", "slug", "publication", "modified_on"]
    list_filter = ["is_published"]
    search_fields = ["title", "slug", "lead", "body"]
    search_help_text = "Mots du titre ou du texte."
    readonly_fields = ["modified_on"]
    slug_from = "title"
    fieldsets = [
        (
            "Le texte",
            {
                "fields": ["title", "lead", "body"],
                "description": "Des phrases courtes, « vous », pas de sigle sans explication : "
                "les mots du glossaire sont développés tout seuls à leur premier emploi.",
            },
        ),
        (
            "Publication",
            {
                "fields": ["slug", "is_published", "modified_on"],
                "description": "L’adresse ne change plus une fois la page publiée. Une page "
                "publiée ne peut pas être supprimée : retirez-la d’abord de la publication.",
            },
        ),
    ]


@admin.register(GlossaryEntry)
class GlossaryEntryAdmin(PortalAdmin):
    add_title = "Ajouter un mot au glossaire"
    index_note = "Les mots et les sigles expliqués aux habitants."
    list_display = ["term", "expansion", "explained"]
    search_fields = ["term", "expansion", "definition"]
    search_help_text = "Mot, sigle ou définition."
    fieldsets = [
        (
            "Le mot",
            {
                "fields": ["term", "expansion", "definition"],
                "description": "Il est visible dans le glossaire dès l’enregistrement. "
                "Il se modifie, mais ne se supprime pas.",
            },
        )
    ]

    def is_public(self, obj):
        return True

    @admin.display(description="définition", boolean=False)
    def explained(self, obj):
        return "Écrite" if obj.definition else "À écrire"

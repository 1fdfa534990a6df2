from django.contrib import admin

from partners.models import Organisation
from records.admin.lookalike import NamedOnceForm
from records.admin.published import PublishedAdmin


class OrganisationForm(NamedOnceForm):
    names = ("name", "short_name")


@admin.register(Organisation)
class OrganisationAdmin(PublishedAdmin):
    form = OrganisationForm
    slug_from = "name"
    add_title = "Ajouter une organisation"
    index_note = "Les partenaires : qui signe, pilote, aide ou finance."
    list_display = ["name", "short_name", "kind", "publication", "modified_on"]
    list_filter = ["is_published", "kind", "is_demo"]
    search_fields = ["name", "short_name"]
    search_help_text = "Nom ou sigle, avec ou sans accents."
    readonly_fields = ["demonstration", "created_on", "modified_on"]
    fieldsets = [
        (
            "Qui est-ce ?",
            {
                "fields": ["name", "is_another", "short_name", "article", "kind", "slug"],
                "description": "Le sigle, s’il y en a un, est le nom court des listes.",
            },
        ),
        (
            "Sa page sur le site",
            {
                "fields": ["presentation", "website", "phone", "email", "address"],
                "description": "Tout est facultatif et visible sur le site. N’écrivez ici aucun "
                "nom "
                "ni aucune adresse de personne.",
            },
        ),
        (
            "Publication",
            {
                "fields": ["is_published", "demonstration", "created_on", "modified_on"],
                "description": "Une organisation publiée ne peut pas être supprimée : "
                "retirez-la d’abord de la publication.",
            },
        ),
    ]

"""Where: the settings of the portal, the communes, the fields of action."""

from django.contrib import admin

from conventions.models import Commune, Domain, Territory
from conventions.siren import SirenField
from records.admin.base import PortalAdmin
from records.french import figure


class SirenShown:
    """Part of a screen with a SIREN number, read by three digits."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "siren":
            kwargs["form_class"] = SirenField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Territory)
class TerritoryAdmin(SirenShown, PortalAdmin):
    slug_from = "name"
    add_title = "Ajouter un territoire"
    index_note = "Le nom du site, les coordonnées, les mentions légales."
    list_display = ["name", "site_title", "main", "modified_on"]
    search_fields = ["name", "short_name", "site_title"]
    search_help_text = "Nom du territoire ou du site."
    readonly_fields = ["modified_on"]
    fieldsets = [
        (
            "Le territoire",
            {
                "fields": ["name", "short_name", "slug", "siren", "is_main"],
                "description": "Ce que vous ne savez pas encore reste vide : le site n’invente "
                "rien, et la liste « Avant l’ouverture » vous le rappelle.",
            },
        ),
        ("Le haut de chaque page", {"fields": ["site_title", "baseline"]}),
        ("Coordonnées", {"fields": ["address", "phone", "email", "website"]}),
        ("Le projet de territoire", {"fields": ["project_name", "project_url"]}),
        (
            "Les mots du plan",
            {
                "fields": [
                    "enjeu_name",
                    "enjeu_names",
                    "objective_name",
                    "objective_names",
                    "action_name",
                    "action_names",
                    "silence_months",
                ],
                "description": "Votre convention parle d’axes ou d’orientations ? Écrivez-le ici : "
                "tout le site suivra.",
            },
        ),
        (
            "Mentions légales et données personnelles",
            {"fields": ["publication_director", "host", "dpo"]},
        ),
        (
            "Accessibilité",
            {
                "fields": [
                    "accessibility_audited_on",
                    "accessibility_auditor",
                    "accessibility_rate",
                    "accessibility_contact",
                    "accessibility_scheme_url",
                    "accessibility_plan_url",
                ],
                "description": "Ces réponses composent la déclaration d’accessibilité. Le taux et "
                "la date de l’audit décident de la conformité.",
            },
        ),
        ("Entre deux conventions", {"fields": ["between_plans"]}),
        ("Données ouvertes", {"fields": ["data_licence"]}),
        ("Sécurité", {"fields": ["security_contact", "modified_on"]}),
    ]

    def is_public(self, obj):
        return obj.is_main or obj.conventions.filter(is_published=True).exists()

    def site_address(self, obj):
        return None

    @admin.display(description="rôle", ordering="is_main")
    def main(self, obj):
        return "Territoire principal" if obj.is_main else "Autre territoire"


@admin.register(Commune)
class CommuneAdmin(SirenShown, PortalAdmin):
    slug_from = "name"
    add_title = "Ajouter une commune"
    index_note = "Les communes du territoire."
    list_display = ["name", "insee", "department", "inhabitants", "territory", "site_link"]
    list_filter = ["territory", "department"]
    list_select_related = ["territory"]
    search_fields = ["name", "insee"]
    search_help_text = "Nom ou code INSEE."
    fieldsets = [
        ("La commune", {"fields": ["territory", "name", "slug", "website"]}),
        ("Ses codes", {"fields": ["insee", "siren", "department"]}),
        (
            "Sa population",
            {
                "fields": ["population", "population_source"],
                "description": "Citez toujours la source et l’année du chiffre.",
            },
        ),
    ]

    @admin.display(description="population municipale", ordering="population")
    def inhabitants(self, obj):
        return figure(obj.population) or "–"

    def is_public(self, obj):
        """Every commune has its page from the day it is saved."""
        return True


@admin.register(Domain)
class DomainAdmin(PortalAdmin):
    slug_from = "name"
    add_title = "Ajouter un thème"
    index_note = "Les thèmes (domaines d’intervention) de la CAF, communs à toutes les actions."
    list_display = ["name", "position"]
    search_fields = ["name"]
    search_help_text = "Nom du thème."
    fieldsets = [
        (
            "Le thème",
            {
                "fields": ["name", "slug", "position", "description"],
                "description": "Les thèmes servent à filtrer les actions. Un thème utilisé "
                "par une action ou une convention ne peut pas être supprimé.",
            },
        )
    ]

    def is_public(self, obj):
        return obj.convention_set.exists() or obj.actions.exists()

    def site_address(self, obj):
        return None

from django.contrib import admin

from conventions.models import Convention, Signatory
from records.admin.lines import PortalInline
from records.admin.published import PublishedAdmin


class SignatoryInline(PortalInline):
    model = Signatory
    verbose_name_plural = "Signataires"
    intro = "Les organisations qui ont signé cette convention."
    add_text = "Ajouter un signataire"
    remove_text = "Retirer ce signataire"


@admin.register(Convention)
class ConventionAdmin(PublishedAdmin):
    add_title = "Ajouter une convention"
    index_note = "Une par période : dates, signataires, organisation."
    list_display = ["title", "phase", "starts_on", "ends_on", "publication"]
    list_filter = ["status", "is_published"]
    list_select_related = ["territory"]
    search_fields = ["title", "slug", "territory__name"]
    search_help_text = "Titre ou période."
    date_hierarchy = "starts_on"
    readonly_fields = ["modified_on"]
    inlines = [SignatoryInline]
    fieldsets = [
        (
            "La période",
            {
                "fields": ["territory", "title", "slug", "status"],
                "description": "« En cours » : elle est signée. Le site suit ensuite ses dates, et "
                "la dit finie, en cours d’évaluation, après son dernier jour. « Terminée » : son "
                "évaluation est finie elle aussi.",
            },
        ),
        ("Les dates", {"fields": ["starts_on", "ends_on", "signed_on"]}),
        (
            "Les textes de sa page",
            {"fields": ["summary", "introduction", "governance"]},
        ),
        (
            "Ce qu’elle couvre",
            {
                "fields": ["levels", "domains", "communes", "predecessor"],
                "description": "Le nombre de niveaux dit si le plan a des objectifs entre les "
                "enjeux et les actions.",
            },
        ),
        (
            "La parole des habitants",
            {
                "fields": ["opinions_from", "opinions_until", "ideas_from", "ideas_until"],
                "description": "Deux formulaires publics, ouverts du premier jour au dernier. Les "
                "avis portent sur cette convention et nourrissent son évaluation. La boîte à idées "
                "prépare la convention suivante. Rien ne se lit sur le site avant que vous l’ayez "
                "accepté, dans « Paroles d’habitants ».",
            },
        ),
        (
            "Publication",
            {
                "fields": ["is_published", "modified_on"],
                "description": "Retirer une convention de la publication retire aussi du site ses "
                "enjeux, ses actions, ses réunions et ses documents. Une convention publiée ne "
                "peut pas être supprimée.",
            },
        ),
    ]
    slug_from = "title"

    @admin.display(description="où elle en est", ordering="status")
    def phase(self, obj):
        return obj.phase_today.label

    def get_prepopulated_fields(self, request, obj=None):
        """The address is the period, not the title: nothing to copy from."""
        return {}

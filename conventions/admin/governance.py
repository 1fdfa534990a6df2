"""Who steers."""

from django.contrib import admin
from django.utils import timezone

from conventions.models import Committee, Convention
from records.admin.base import PortalAdmin

HIDDEN_CONVENTION = "Visible seulement quand la convention sera publiée elle aussi."


def committee_choice(committee):
    return f"{committee.convention.slug} · {committee}"


def meeting_choice(meeting):
    day = timezone.localtime(meeting.starts_at)
    return f"{meeting.committee.convention.slug} · {day:%d/%m/%Y} · {meeting}"


@admin.register(Committee)
class CommitteeAdmin(PortalAdmin):
    add_title = "Ajouter une instance"
    index_note = "Comité de pilotage, comité technique, groupes de travail."
    list_display = ["name", "short_name", "convention", "position"]
    list_filter = ["convention", "is_demo"]
    list_select_related = ["convention"]
    search_fields = ["name", "short_name"]
    search_help_text = "Nom ou sigle."
    readonly_fields = ["demonstration"]
    fieldsets = [
        ("L’instance", {"fields": ["convention", "name", "short_name", "position"]}),
        (
            "Ce qu’en lisent les habitants",
            {
                "fields": ["mission", "composition"],
                "description": "Nommez des organisations et des fonctions, pas des personnes. "
                "Une instance d’une convention publiée est visible aussitôt, et ne peut pas être "
                "supprimée.",
            },
        ),
        ("Informations", {"fields": ["demonstration"]}),
    ]

    def is_public(self, obj):
        return obj.convention.is_published

    def site_address(self, obj):
        return None

    def get_changeform_initial_data(self, request):
        return {"convention": Convention.objects.current()} | super().get_changeform_initial_data(
            request
        )

"""Who steers, and when they meet."""

from django.contrib import admin
from django.utils import timezone

from conventions.models import Committee, Convention, Meeting
from records.admin.base import PortalAdmin
from records.admin.published import PublishedAdmin

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


class TimingFilter(admin.SimpleListFilter):
    title = "date"
    parameter_name = "quand"

    def lookups(self, request, model_admin):
        return [("a-venir", "À venir"), ("passees", "Passées")]

    def queryset(self, request, queryset):
        if self.value() == "a-venir":
            return queryset.upcoming(timezone.now())
        if self.value() == "passees":
            return queryset.past(timezone.now())
        return queryset


@admin.register(Meeting)
class MeetingAdmin(PublishedAdmin):
    add_title = "Ajouter une réunion"
    index_note = "L’agenda : dates, ordre du jour, décisions."
    list_display = ["title", "committee", "starts_at", "situation", "publication"]
    list_filter = [TimingFilter, "is_published", "committee", "is_open", "is_demo"]
    list_select_related = ["committee__convention"]
    search_fields = ["title", "place", "committee__name"]
    search_help_text = "Titre, lieu ou instance."
    date_hierarchy = "starts_at"
    readonly_fields = ["demonstration"]
    choice_labels = {"committee": ("convention", committee_choice)}
    fieldsets = [
        (
            "Quoi, quand, où",
            {
                "fields": ["committee", "title", "starts_at", "ends_at", "place"],
                "description": "Heure de Paris. Date : jj/mm/aaaa. Heure : 14:30.",
            },
        ),
        (
            "Pour les habitants",
            {
                "fields": ["is_open", "is_cancelled", "agenda", "minutes"],
                "description": "Une réunion annulée reste dans l’agenda, avec la mention "
                "« annulée ».",
            },
        ),
        (
            "Publication",
            {
                "fields": ["is_published", "demonstration"],
                "description": "Une réunion publiée ne peut pas être supprimée : retirez-la "
                "d’abord de la publication.",
            },
        ),
    ]

    def still_hidden_because(self, obj):
        return "" if obj.committee.convention.is_published else HIDDEN_CONVENTION

    @admin.display(description="situation", ordering="is_cancelled")
    def situation(self, obj):
        if obj.is_cancelled:
            return "Annulée"
        return "Ouverte au public" if obj.is_open else "Maintenue"

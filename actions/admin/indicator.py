from django.contrib import admin
from django.utils import timezone

from actions.admin.choices import action_choice
from actions.admin.inlines import MeasureInline
from actions.models import Indicator
from records.admin.base import PortalAdmin
from records.french import plain_number


@admin.register(Indicator)
class IndicatorAdmin(PortalAdmin):
    add_title = "Ajouter un indicateur"
    index_note = "Ce que l’on compte, et les valeurs relevées."
    list_display = ["label", "action", "last_measure", "target", "measured_on"]
    list_filter = ["type", "kind", "action__convention", "is_demo"]
    list_select_related = ["action"]
    search_fields = ["label", "code", "action__title", "action__code"]
    search_help_text = "Titre, code ou action."
    choice_labels = {"action": ("convention", action_choice)}
    readonly_fields = ["demonstration"]
    inlines = [MeasureInline]
    fieldsets = [
        (
            "L’indicateur",
            {"fields": ["action", "label", "code", "unit", "kind", "type", "counts_people"]},
        ),
        (
            "D’où l’on part, où l’on va",
            {
                "fields": [
                    "baseline_value",
                    "baseline_on",
                    "target_value",
                    "target_on",
                    "target_text",
                ],
                "description": "Sans valeur de départ ni valeur visée, le site n’affiche pas de "
                "pourcentage. Vous pouvez écrire « 1,5 » ou « 1 234,5 ».",
            },
        ),
        (
            "D’où vient le chiffre",
            {"fields": ["source", "reported_by", "comment", "position", "demonstration"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("measures")

    def get_readonly_fields(self, request, obj=None):
        """An indicator never moves to another action."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else [*fields, "action"]

    def is_public(self, obj):
        return obj.action.is_published

    def site_address(self, obj):
        return None

    def latest(self, obj):
        measures = list(obj.measures.all())
        return measures[-1] if measures else None

    @admin.display(description="dernière valeur")
    def last_measure(self, obj):
        measure = self.latest(obj)
        if measure is None:
            return "Aucune"
        if measure.is_unavailable:
            return "Non disponible"
        return measure.text if measure.value is None else plain_number(measure.value)

    @admin.display(description="relevée le")
    def measured_on(self, obj):
        measure = self.latest(obj)
        return f"{measure.on:%d/%m/%Y}" if measure else "–"

    @admin.display(description="but", ordering="target_value")
    def target(self, obj):
        if obj.target_value is None:
            return obj.target_text or "–"
        late = obj.target_on and obj.target_on < timezone.localdate()
        when = f" {'avant' if not late else 'était visé pour'} le {obj.target_on:%d/%m/%Y}"
        return f"{plain_number(obj.target_value)}{when}"

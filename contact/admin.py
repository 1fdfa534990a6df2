from django.contrib import admin, messages
from django.utils import timezone

from contact.models import ContactMessage
from records.admin.base import PortalAdmin


class HandledFilter(admin.SimpleListFilter):
    title = "traitement"
    parameter_name = "traitement"

    def lookups(self, request, model_admin):
        return [("a-traiter", "À traiter"), ("traite", "Traités")]

    def queryset(self, request, queryset):
        if self.value() == "a-traiter":
            return queryset.to_handle()
        if self.value() == "traite":
            return queryset.exclude(handled_at=None)
        return queryset


@admin.register(ContactMessage)
class ContactMessageAdmin(PortalAdmin):
    index_note = "Ce que les habitants ont écrit par le formulaire de contact."
    list_display = ["subject", "sender", "received_at", "handling", "forwarding"]
    list_filter = [HandledFilter]
    search_fields = ["subject", "name", "email", "body"]
    search_help_text = "Mots du sujet, du message, nom ou adresse de courriel."
    date_hierarchy = "received_at"
    actions = ["mark_handled", "mark_unhandled"]
    readonly_fields = [
        "quoted_reference", "name", "email", "subject", "body", "about", "received_at", "sent_at"
    ]  # fmt: skip
    fieldsets = [
        (
            "Le message",
            {
                "fields": ["subject", "body", "about"],
                "description": "Un message reçu ne se modifie pas. Répondez depuis votre "
                "messagerie, puis marquez-le comme traité.",
            },
        ),
        ("Qui écrit", {"fields": ["name", "email", "quoted_reference"]}),
        (
            "Suivi",
            {
                "fields": ["received_at", "sent_at", "handled_at"],
                "description": "Les messages sont effacés un an après leur réception, comme le "
                "promet la page « Données personnelles ».",
            },
        ),
    ]

    def has_add_permission(self, request):
        return False

    @admin.display(description="de la part de", ordering="email")
    def sender(self, obj):
        return f"{obj.name} ({obj.email})" if obj.name else obj.email

    @admin.display(description="référence donnée à la personne")
    def quoted_reference(self, obj):
        return obj.reference

    @admin.display(description="suivi", ordering="handled_at")
    def handling(self, obj):
        return "Traité" if obj.handled_at else "À traiter"

    @admin.display(description="transmis par courriel", ordering="sent_at")
    def forwarding(self, obj):
        return "Oui" if obj.sent_at else "Pas encore"

    @admin.action(description="Marquer comme traité", permissions=["change"])
    def mark_handled(self, request, queryset):
        count = queryset.filter(handled_at=None).update(handled_at=timezone.now())
        words = "message marqué comme traité" if count < 2 else "messages marqués comme traités"
        self.message_user(request, f"{count} {words}.", messages.SUCCESS)

    @admin.action(description="Remettre à traiter", permissions=["change"])
    def mark_unhandled(self, request, queryset):
        count = queryset.exclude(handled_at=None).update(handled_at=None)
        words = "message remis" if count < 2 else "messages remis"
        self.message_user(request, f"{count} {words} à traiter.", messages.SUCCESS)

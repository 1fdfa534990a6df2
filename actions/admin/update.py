from django.contrib import admin, messages
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from actions.admin.choices import action_choice
from actions.models import Update
from actions.telling import confirm
from records.admin.base import PortalAdmin
from records.admin.row_page import maybe_key
from records.french import full_date, moment

# A correction starts from all that the first one said; these are its own.
OWN = {"id", "published_at", "replaces", "correction_reason", "is_demo", "created_on"}
COPIED = [field.name for field in Update._meta.fields if field.name not in OWN]


def correction_of(update):
    """The Update that replaces `update`, today or later, or None."""
    return getattr(update, "replaced_by", None)


def is_replaced(update):
    """True once the correction of `update` is published: a planned one changes nothing yet."""
    correction = correction_of(update)
    return correction is not None and correction.published_at <= timezone.now()


def corrected_key(request):
    """The key of the news that the page corrects (`?replaces=`, sent again), or None."""
    return maybe_key(request.POST.get("replaces") or request.GET.get("replaces", ""))


@admin.register(Update)
class UpdateAdmin(PortalAdmin):
    """Add and read, never change: a correction is a new row that replaces the first."""

    add_title = "Écrire une actualité"
    index_note = "Ce qui s’est passé dans une action, daté et signé."
    list_display = ["title", "action", "published_at", "organisation", "situation", "correction"]
    list_filter = ["avancement", "nothing_new", "action__convention", "is_demo"]
    list_select_related = ["action__convention", "organisation", "replaced_by"]
    search_fields = ["title", "action__title", "action__code", "organisation__name"]
    search_help_text = "Titre, action ou organisation."
    date_hierarchy = "published_at"
    choice_labels = {"action": ("convention", action_choice)}

    def get_fieldsets(self, request, obj=None):
        answer = "nothing_new" if obj is None else "nothing_new_said"
        return [
            (
                "De quoi parle-t-on ?",
                {
                    "fields": ["action", "organisation", "told_on", "title"],
                    "description": "Relisez bien : une actualité enregistrée ne se modifie plus. "
                    "Elle se corrige par une autre, qui la remplace.",
                },
            ),
            (
                "Que s’est-il passé ?",
                {
                    "fields": ["body", "next_steps", "people_reached", answer, "avancement"],
                    "description": "L’avancement noté ici garde la mémoire de ce jour-là. "
                    "L’avancement affiché en haut de l’action se modifie sur sa fiche.",
                },
            ),
            ("Quand la montrer ?", {"fields": ["published_at"]}),
            *self.of_correction(request, obj),
        ]

    def of_correction(self, request, obj):
        """A correction is asked for where the first one is read (« Corriger »)."""
        fields = ["replaces", "correction_reason"]
        if obj is not None:
            return [("Correction", {"fields": [*fields, "situation", "demonstration"]})]
        return [("Correction", {"fields": fields})] if corrected_key(request) else []

    def offered(self, queryset, db_field, request):
        """A correction keeps the author and the action of the first one, archived since or not."""
        key = corrected_key(request)
        if key is None:
            return super().offered(queryset, db_field, request)
        if db_field.name == "replaces":
            return queryset.filter(pk=key)
        kept = queryset.filter(updates=key).values("pk")
        offered = super().offered(queryset, db_field, request).values("pk")
        return queryset.filter(Q(pk__in=kept) | Q(pk__in=offered))

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        """Published now by default; with `?replaces=`, everything the first one said."""
        initial = {"published_at": timezone.now()} | super().get_changeform_initial_data(request)
        original = Update.objects.filter(pk=initial.get("replaces")).first()
        if original:
            initial |= {name: getattr(original, name) for name in COPIED}
        return initial

    def render_change_form(self, request, context, obj=None, **kwargs):
        context["replaced_by"] = correction_of(obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        """What is published confirms its action: « vérifiée le » follows, as from an answer."""
        super().save_model(request, obj, form, change)
        if action := confirm(obj):
            said = f"L’action est vérifiée au {full_date(action.verified_on)}."
        else:
            said = (
                f"Cette actualité sera visible le {moment(obj.published_at)}. « Vérifiée le » ne "
                "changera pas ce jour-là : faites-le sur la fiche."
            )
        words = '{} Son avancement a changé ? <a href="{}">Mettez à jour la fiche de l’action</a>.'
        sheet = reverse("admin:actions_action_change", args=[obj.action_id])
        self.message_user(request, format_html(words, said, sheet), messages.INFO)

    def is_public(self, obj):
        shown = obj.published_at <= timezone.now() and not is_replaced(obj)
        return shown and obj.action.is_published and obj.action.convention.is_published

    @admin.display(description="rien de nouveau, c’est toujours exact")
    def nothing_new_said(self, obj):
        return "Oui" if obj.nothing_new else "Non"

    @admin.display(description="situation")
    def situation(self, obj):
        if is_replaced(obj):
            return "Remplacée par une correction"
        if obj.published_at > timezone.now():
            return "Programmée"
        if not self.is_public(obj):
            return "Pas visible : l’action n’est pas publiée"
        if correction := correction_of(obj):
            return f"Visible sur le site jusqu’à sa correction, {moment(correction.published_at)}"
        return "Visible sur le site"

    @admin.display(description="correction")
    def correction(self, obj):
        if correction := correction_of(obj):
            address = reverse("admin:actions_update_change", args=[correction.pk])
            return format_html('<a href="{}">Voir la correction</a>', address)
        return format_html(
            '<a href="{}?replaces={}">Corriger<span class="visually-hidden"> {}</span></a>',
            reverse("admin:actions_update_add"),
            obj.pk,
            obj,
        )

    def has_view_permission(self, request, obj=None):
        """Reading is for whoever may write: the same people correct."""
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

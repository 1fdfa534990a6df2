"""The documents, with the meeting and the actions they go with."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html

from actions.admin.choices import action_choice
from actions.admin.filters import AccessFilter
from actions.models import Action, ActionDocument
from actions.models.attached import shown_with_actions
from conventions.admin.file_form import FileForm
from conventions.admin.governance import HIDDEN_CONVENTION, meeting_choice
from conventions.files import remove_after_commit
from conventions.models import Convention, Document
from records.admin.base import PortalAdmin
from records.admin.lines import PortalInline
from records.admin.published import PublishedAdmin
from records.admin.row_page import maybe_key

NOWHERE = (
    "Visible seulement quand sa réunion ou une de ses actions sera publiée, ou si vous cochez "
    "« aussi sur la page de la convention »."
)


def in_public_place():
    """Documents that residents could find, were they published."""
    return Document.objects.in_public_place(elsewhere=shown_with_actions())


def asked_action(request):
    """The action that the address proposes (`?action=`), or None."""
    key = request.GET.get("action", "")
    return Action.objects.filter(pk=key).first() if maybe_key(key) is not None else None


class ActionDocumentInline(PortalInline):
    model = ActionDocument
    verbose_name = "action"
    verbose_name_plural = "Actions"
    intro = "Les actions dont la page montre ce document."
    add_text = "Ajouter une action"
    remove_text = "Détacher de cette action"
    choice_labels = {"action": ("convention", action_choice)}

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None and asked_action(request) else 0


@admin.register(Document)
class DocumentAdmin(PublishedAdmin):
    form = FileForm
    add_title = "Ajouter un document"
    index_note = "Les fichiers à télécharger : convention signée, comptes rendus, affiches."
    list_display = ["title", "convention", "dated_on", "format_and_size", "access", "publication"]
    list_filter = ["is_published", AccessFilter, "convention", "is_demo"]
    list_select_related = ["convention"]
    search_fields = ["title", "convention__title"]
    search_help_text = "Titre du document ou de la convention."
    date_hierarchy = "dated_on"
    readonly_fields = ["current_file", "access", "demonstration", "added_on"]
    choice_labels = {"meeting": ("committee__convention", meeting_choice)}
    inlines = [ActionDocumentInline]
    formfield_overrides = PortalAdmin.formfield_overrides | {
        models.FileField: {"widget": forms.FileInput}
    }

    def get_fieldsets(self, request, obj=None):
        file_fields = ["file"] if obj is None else ["current_file", "file"]
        if obj is not None and obj.is_published:
            file_fields = ["current_file"]
        return [
            (
                "Le document",
                {
                    "fields": ["convention", "meeting", "title", "dated_on"],
                    "description": "Le titre devient le nom du fichier téléchargé.",
                },
            ),
            (
                "Le fichier",
                {
                    "fields": file_fields,
                    "description": "Relisez-le avant : il ne doit montrer ni adresse de personne, "
                    "ni "
                    "téléphone, ni signature. Le fichier d’un document publié ne se remplace pas : "
                    "ajoutez un nouveau document, ou retirez d’abord celui-ci de la publication.",
                },
            ),
            (
                "Pour qui ne peut pas lire le fichier",
                {"fields": ["access", "text"] if obj else ["text"]},
            ),
            (
                "Publication",
                {
                    "fields": [
                        "on_convention_page",
                        "is_published",
                        "demonstration",
                        *(["added_on"] if obj else []),
                    ],
                    "description": "Un document publié ne peut pas être supprimé.",
                },
            ),
        ]

    def get_queryset(self, request):
        placed = in_public_place().filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_placed=Exists(placed))

    def get_changeform_initial_data(self, request):
        """In the convention in force, or for the action that the address proposes."""
        action = asked_action(request)
        initial = {"convention": action.convention if action else Convention.objects.current()}
        if action:
            initial["on_convention_page"] = False
        return initial | super().get_changeform_initial_data(request)

    def line_arguments(self, request, obj, inline):
        kwargs = super().line_arguments(request, obj, inline)
        if request.method == "GET" and not obj.pk and (action := asked_action(request)):
            kwargs["initial"] = [{"action": action.pk}]
        return kwargs

    def save_model(self, request, obj, form, change):
        """The file that a draft no longer holds goes once the new one is saved."""
        super().save_model(request, obj, form, change)
        if change and "file" in form.changed_data:
            remove_after_commit(obj.file.storage, [form.initial["file"].name])

    def still_hidden_because(self, obj):
        if not obj.convention.is_published:
            return HIDDEN_CONVENTION
        if not hasattr(obj, "is_placed"):
            obj.is_placed = in_public_place().filter(pk=obj.pk).exists()
        return "" if obj.is_placed else NOWHERE

    @admin.display(description="lecture à voix haute")
    def access(self, obj):
        if obj.text:
            return "Le texte est sur le site"
        if obj.is_unreadable:
            return "Le texte manque"
        return "PDF balisé" if obj.suffix == ".pdf" else "Selon le fichier"

    @admin.display(description="fichier", ordering="size")
    def format_and_size(self, obj):
        return f"{obj.format_name}, {filesizeformat(obj.size)}"

    @admin.display(description="fichier actuel")
    def current_file(self, obj):
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), self.format_and_size(obj))

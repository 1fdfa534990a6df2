"""Meetings: agenda, minutes and files in one form."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from conventions.admin.file_form import ManyFilesField
from conventions.admin.governance import HIDDEN_CONVENTION, committee_choice
from conventions.models import Document, Meeting
from conventions.uploads import title_of
from records.admin.forms import RowForm
from records.admin.lines import PortalInline
from records.admin.published import PublishedAdmin

CHOOSE_THEM_AGAIN = "Choisissez de nouveau les fichiers : le navigateur ne les garde pas."


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


class MeetingForm(RowForm):
    """A meeting, and the files that come with it: each becomes a document, titled by its name."""

    new_files = ManyFilesField(
        label="Fichiers à joindre",
        required=False,
        help_text="Un ou plusieurs : PDF, ODT, DOCX, ODS, XLSX, JPEG ou PNG, 10 Mo chacun au plus. "
        "Le nom du fichier devient son titre, que vous pourrez modifier.",
    )
    publish_files = forms.BooleanField(
        label="Publier ces fichiers",
        required=False,
        help_text="Ils sont alors visibles sur le site avec la réunion, si elle est publiée.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if title := self.fields.get("title"):  # who only reads has no field
            title.required = False
            title.help_text = "Sans titre, le nom de l’instance en tient lieu."

    def clean(self):
        """The title that nobody gave."""
        cleaned = super().clean()
        if "title" in self.fields and not cleaned.get("title") and "title" not in self.errors:
            cleaned["title"] = cleaned["committee"].name if cleaned.get("committee") else ""
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        self.documents = []
        uploads = self.cleaned_data.get("new_files") or []
        if uploads and self.errors:
            self.refused_with_others()
            return
        for upload in uploads:
            row = Document(title=title_of(upload.name), on_convention_page=False)
            try:
                row.take_file(upload)
            except ValidationError as error:
                self.add_error("new_files", error)
                return
            self.documents.append(row)

    def refused_with_others(self):
        """The files have to be chosen again, for what is wrong elsewhere."""
        if self.files.getlist(self.add_prefix("new_files")) and not self.has_error("new_files"):
            self.add_error("new_files", CHOOSE_THEM_AGAIN)

    def save_documents(self):
        """Write the documents of the meeting, which is saved."""
        meeting = self.instance
        for row in self.documents:
            row.meeting, row.convention = meeting, meeting.committee.convention
            row.dated_on = timezone.localdate(meeting.starts_at)
            row.is_published = self.cleaned_data.get("publish_files", False)
            row.save()


class MeetingDocumentInline(PortalInline):
    """The documents already there; new ones come by the form, several at once."""

    model = Document
    verbose_name = "document"
    verbose_name_plural = "Documents déjà joints"
    fields = ["title", "dated_on", "on_convention_page", "is_published"]
    change_text = "Voir le fichier"
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Meeting)
class MeetingAdmin(PublishedAdmin):
    form = MeetingForm
    in_parts = True
    inlines = [MeetingDocumentInline]
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
                "fields": ["is_open", "is_cancelled"],
                "description": "Une réunion annulée reste dans l’agenda, avec la mention "
                "« annulée ».",
            },
        ),
        ("Avant : l’ordre du jour", {"fields": ["agenda"]}),
        ("Après : ce qui a été décidé", {"fields": ["minutes"]}),
        (
            "Joindre des documents",
            {
                "fields": ["new_files", "publish_files"],
                "description": "Relisez-les avant : un document ne doit montrer ni adresse de "
                "personne, ni téléphone, ni signature.",
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

    def get_changeform_initial_data(self, request):
        """The committee that met last, at its usual hour: the day is never guessed."""
        last = Meeting.objects.filter(archived_on=None).order_by("-starts_at", "-pk").first()
        usual = {}
        if last:
            hour = timezone.localtime(last.starts_at).strftime("%H:%M")
            usual = {"committee": last.committee_id, "starts_at": ["", hour]}
        return usual | super().get_changeform_initial_data(request)

    def get_fieldsets(self, request, obj=None):
        """Publishing the files is for those who publish; reading, for all."""
        hidden = set() if self.has_publish_permission(request) else {"publish_files"}
        may = (
            self.has_add_permission(request) if obj is None else self.has_change_permission(request)
        )
        hidden |= set() if may else {"new_files"}
        kept = [
            (title, options | {"fields": [f for f in options["fields"] if f not in hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        return [(title, options) for title, options in kept if options["fields"]]

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not self.has_publish_permission(request):
            form.base_fields.pop("publish_files", None)  # what is not shown is not sent either
        return form

    def save_related(self, request, form, formsets, change):
        """The files that came with the meeting become its documents."""
        super().save_related(request, form, formsets, change)
        form.save_documents()

    def still_hidden_because(self, obj):
        return "" if obj.committee.convention.is_published else HIDDEN_CONVENTION

    @admin.display(description="situation", ordering="is_cancelled")
    def situation(self, obj):
        if obj.is_cancelled:
            return "Annulée"
        return "Ouverte au public" if obj.is_open else "Maintenue"

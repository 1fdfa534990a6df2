"""The pictures of the actions: added once, described, published, withdrawn for good."""

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html

from actions.admin.choices import action_choice
from actions.models import Picture
from conventions.admin.file_form import FileForm
from records.admin.base import PortalAdmin
from records.admin.published import PublishedAdmin

RIGHTS = (
    "Vous devez avoir le droit de montrer cette image : celui de son auteur, et l’accord écrit et "
    "daté de chaque personne que l’on reconnaît. Qui a donné son accord peut le retirer à tout "
    "moment : la photo se retire en un clic."
)


class PictureForm(FileForm):
    sometimes_required = ("alt",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].required = True


def thumbnail(picture):
    """The smallest size of `picture` with its words, or a dash when it has no file any more."""
    versions = picture.version_list()
    if not versions:
        return "–"
    return format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}">',
        versions[0].url,
        versions[0].width,
        versions[0].height,
        picture.alt or "Image sans description",
    )


@admin.register(Picture)
class PictureAdmin(PublishedAdmin):
    form = PictureForm
    add_title = "Ajouter une photo"
    index_note = "Photos et dessins des actions : description, crédit, accord des personnes."
    list_display = ["name", "action", "credit", "consent_on", "publication"]
    list_display_links = ["name"]
    list_filter = [
        "is_published",
        "people",
        ("withdrawn_at", admin.EmptyFieldListFilter),
        "is_demo",
    ]
    list_select_related = ["action__convention"]
    search_fields = ["alt", "caption", "credit", "action__title", "action__code"]
    search_help_text = "Description, légende, crédit ou action."
    choice_labels = {"action": ("convention", action_choice)}
    readonly_fields = [
        "preview", "withdrawal", "withdrawn_at", "withdrawn_reason", "demonstration", "added_on"
    ]  # fmt: skip
    radio_fields = {"people": admin.VERTICAL}
    formfield_overrides = PortalAdmin.formfield_overrides | {
        models.FileField: {"widget": forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"})}
    }

    def get_fieldsets(self, request, obj=None):
        shown = ["file"] if obj is None else ["preview"]
        publication = ["is_published", "position"]
        if obj is not None and obj.withdrawn_at:
            publication = ["withdrawn_at", "withdrawn_reason"]
        elif obj is not None and (not obj.is_published or self.has_publish_permission(request)):
            publication = [*publication, "withdrawal"]
        return [
            ("L’image", {"fields": ["action", *shown, "alt", "caption"]}),
            (
                "Les droits",
                {"fields": ["credit", "people", "consent_on"], "description": RIGHTS},
            ),
            ("Publication", {"fields": publication}),
            *([("Informations", {"fields": ["demonstration", "added_on"]})] if obj else []),
        ]

    def get_readonly_fields(self, request, obj=None):
        """A picture never moves to another action."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else [*fields, "action"]

    def has_delete_permission(self, request, obj=None):
        """A picture is withdrawn, which removes its files and keeps the reason."""
        return False

    def site_address(self, obj):
        hidden = obj.withdrawn_at or self.still_hidden_because(obj) or not obj.is_published
        return None if hidden else obj.action.get_absolute_url()

    def still_hidden_because(self, obj):
        if obj.action.is_published and obj.action.convention.is_published:
            return ""
        return "Visible seulement quand son action sera publiée elle aussi."

    @admin.display(description="publication", ordering="is_published")
    def publication(self, obj):
        if obj.withdrawn_at:
            return format_html('<span class="mark mark-off">{}</span>', "Retirée")
        return super().publication(obj)

    @admin.display(description="photo", ordering="alt")
    def name(self, obj):
        return str(obj)

    @admin.display(description="image")
    def preview(self, obj):
        return thumbnail(obj)

    @admin.display(description="retrait")
    def withdrawal(self, obj):
        return format_html(
            '<a class="button withdraw-link" href="{}">Retirer cette photo</a>',
            reverse("picture-withdraw", args=[obj.pk]),
        )

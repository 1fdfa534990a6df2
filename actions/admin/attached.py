"""What the sheet of an action says of its pictures and documents, and the ways to add some."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from actions.admin.picture import thumbnail
from records.rights import PUBLISH


def publication_words(row):
    if getattr(row, "withdrawn_at", None):
        return "retirée"
    return "sur le site" if row.is_published else "brouillon"


class AttachedFiles:
    """Mixin of the screen of an action: what is attached to it, each with its links."""

    def render_change_form(self, request, context, obj=None, **kwargs):
        """The lists below are drawn without the request: the row bears what its reader may do."""
        if obj is not None:
            obj.reader_may_publish = request.user.has_perm(PUBLISH)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.display(description="photos")
    def pictures(self, obj):
        rows = format_html_join(
            "",
            '<li>{} <a href="{}">{}</a> ({}){}</li>',
            (
                (
                    thumbnail(picture),
                    reverse("admin:actions_picture_change", args=[picture.pk]),
                    picture,
                    publication_words(picture),
                    withdraw_link(picture, obj.reader_may_publish),
                )
                for picture in obj.pictures.all()
            ),
        )
        return attached_list(rows, "admin:actions_picture_add", obj, "Ajouter une photo")

    @admin.display(description="documents")
    def documents(self, obj):
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a> ({})</li>',
            (
                (
                    reverse("admin:conventions_document_change", args=[link.document_id]),
                    link.document,
                    publication_words(link.document),
                )
                for link in obj.document_links.select_related("document")
            ),
        )
        return attached_list(rows, "admin:conventions_document_add", obj, "Ajouter un document")


def withdraw_link(picture, may_publish):
    """Nothing for a picture already withdrawn, nor for who may not take a published one off."""
    if picture.withdrawn_at or (picture.is_published and not may_publish):
        return ""
    return format_html(
        ' · <a href="{}">Retirer cette photo<span class="visually-hidden"> {}</span></a>',
        reverse("picture-withdraw", args=[picture.pk]),
        picture,
    )


def attached_list(rows, add, action, words):
    """The list `rows`, then a link to the form `add` with the action filled in."""
    return format_html(
        '<ul class="plain-list">{}<li><a href="{}?action={}">{}</a></li></ul>',
        rows,
        reverse(add),
        action.pk,
        words,
    )

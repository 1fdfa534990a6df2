"""The base of every screen of the back-office.

A screen says what it has by the attributes and the hooks of `PortalAdmin`; what a page does is in
the modules beside, which are given the screen.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from records.admin import archive_page, change_page, history_pages, merge_page, tampered, way_back
from records.admin.addresses import with_address
from records.admin.fields import FrenchFields
from records.admin.forms import REASON, RowForm, with_reason
from records.admin.row_page import maybe_key
from records.closing import closed_words
from records.editing.once_only import needs_key, recognises_repeats
from records.folding import fold, matching
from records.history.recording import is_recorded, one_change
from records.models.archive import Archivable
from records.models.merged import Mergeable
from records.rights import PUBLISH


class SelectionForm(ActionForm):
    """The bar under a list. « Action » already means something else on this portal."""

    action = forms.ChoiceField(label="Avec les lignes cochées :")


class PortalAdmin(FrenchFields, admin.ModelAdmin):
    """Base of every screen.

    `add_title` names the button and the page that create a row, `index_note` says on the home
    page what the list is for. `slug_from` is the field from which the address of a row is
    proposed; once residents can read the row, its address is frozen.
    """

    form = RowForm
    action_form = SelectionForm
    empty_value_display = "–"
    add_title = "Ajouter"
    index_note = ""
    slug_from = ""
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False
    in_parts = False  # a long form: with its table of contents

    # --- hooks ----------------------------------------------------------------------------------

    def is_public(self, obj):
        """True when residents can read `obj`: then nobody deletes it from a screen."""
        return False

    def site_address(self, obj):
        """Address of the public page of `obj`, or None while residents cannot read it."""
        if not self.is_public(obj) or not hasattr(obj, "get_absolute_url"):
            return None
        try:
            return obj.get_absolute_url()
        except NoReverseMatch:
            return None

    def line_arguments(self, request, obj, inline):
        """What the formset of `inline` is built with, besides what is sent: its lines, locked."""
        rows = inline.get_queryset(request)
        if request.method == "POST":
            rows = rows.select_for_update(of=("self",))
        return {"instance": obj, "queryset": rows}

    def action_checkbox(self, obj):
        """The box of a line; in the label of Django, an action is what is done to it."""
        attrs = {"class": "action-select", "aria-label": f"Cocher : {obj}"}
        box = forms.CheckboxInput(attrs, lambda _value: False)
        return box.render(ACTION_CHECKBOX_NAME, str(obj.pk))

    # --- addresses ------------------------------------------------------------------------------

    @property
    def is_archivable(self):
        return issubclass(self.model, Archivable)

    @property
    def is_mergeable(self):
        return issubclass(self.model, Mergeable)

    def address(self, verb, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{verb}", args=args)

    def get_urls(self):
        """Those of Django, with the return to a version and the archive where there are some."""
        own = []
        if is_recorded(self.model):
            own.append(("<path:object_id>/history/<int:stamp>/", self.revert_view, "revert"))
        if self.is_archivable:
            own.append(("<path:object_id>/archive/", self.archive_view, "archive"))
        if self.is_mergeable:
            own.append(("<path:object_id>/merge/", self.merge_view, "merge"))
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        found = [
            path(route, self.admin_site.admin_view(view), name=f"{name}_{verb}")
            for route, view, verb in own
        ]
        return [*found, *super().get_urls()]

    @recognises_repeats
    def revert_view(self, request, object_id, stamp):
        return history_pages.revert_page(self, request, object_id, stamp)

    @recognises_repeats
    def archive_view(self, request, object_id):
        return archive_page.archive_page(self, request, object_id)

    @recognises_repeats
    def merge_view(self, request, object_id):
        return merge_page.merge_page(self, request, object_id)

    def history_view(self, request, object_id, extra_context=None):
        if not is_recorded(self.model):
            return super().history_view(request, object_id, extra_context)
        return history_pages.history_page(self, request, object_id)

    # --- lists ----------------------------------------------------------------------------------

    def get_actions(self, request):
        """Deleting is done one row at a time, after reading what goes with it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_action_choices(self, request, default_choices=(("", "Choisissez…"),)):
        return super().get_action_choices(request, list(default_choices))

    def get_list_filter(self, request):
        filters = list(super().get_list_filter(request))
        if self.is_archivable:
            return [*filters, archive_page.ArchivedFilter]
        return [*filters, merge_page.MergedFilter] if self.is_mergeable else filters

    def get_search_results(self, request, queryset, search_term):
        """Rows that hold every word typed somewhere in `search_fields`, accents or not.

        `search_fields` are plain paths towards one row each.
        """
        if not fold(search_term).strip():
            return queryset, False
        rows = queryset.order_by().prefetch_related(None).values_list("pk", *self.search_fields)
        if self.is_mergeable:  # the names of what it took in are its own too
            taken_in = self.model._base_manager.exclude(merged_into=None)
            rows = [*rows, *taken_in.values_list("merged_into", *self.search_fields)]
        texts = ((pk, *(str(v) for v in values if v is not None)) for pk, *values in rows)
        return queryset.filter(pk__in=matching(texts, search_term)), False

    def get_changelist_instance(self, request):
        """Django's; a filter that no list can have leads to the whole list."""
        try:
            tampered.check_filters(request.GET, self.date_hierarchy)
            return super().get_changelist_instance(request)
        except (ValueError, TypeError, LookupError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        context = {"title": title, "shown_states": ""} | (extra_context or {})
        return super().changelist_view(request, context)

    # --- the page of a row ----------------------------------------------------------------------

    @needs_key
    def add_view(self, request, form_url="", extra_context=None, refusal=""):
        return change_page.respond(self, request, None, refusal)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return change_page.respond(self, request, object_id)

    def locked_object(self, request, object_id):
        """The row, kept from other writers until the transaction ends; None without one."""
        key = maybe_key(object_id)
        rows = self.get_queryset(request).select_for_update(of=("self",))
        return None if key is None else rows.filter(pk=key).first()

    def archive_context(self, request, obj):
        """What the page of `obj` shows of the archive, and of what it was merged with."""
        found = merge_page.row_context(self, request, obj) if self.is_mergeable and obj else {}
        if obj is None or not self.is_archivable:
            return found
        may = self.may_archive(request, obj)
        return found | {
            "archive_address": self.address("archive", obj.pk) if may else "",
            "archived": obj if obj.archived_on else None,
        }

    def may_archive(self, request, obj):
        """Archiving takes off the site what is published: then it is for those who publish."""
        if not self.has_change_permission(request, obj):
            return False
        return not obj.is_published or request.user.has_perm(PUBLISH)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form of a row; « Pourquoi ce changement ? » stands at the foot of a recorded one."""
        if change and is_recorded(self.model) and self.has_change_permission(request, obj):
            models = [self.model, *(inline.model for inline in self.inlines)]
            kwargs["form"] = with_reason(kwargs.get("form", self.form), models)
        if copied := self.get_prepopulated_fields(request, obj).get("slug"):
            kwargs["form"] = with_address(kwargs.get("form", self.form), copied[0])
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if self.slug_is_frozen(obj) else fields

    def get_prepopulated_fields(self, request, obj=None):
        if not self.slug_from or self.slug_is_frozen(obj):
            return {}
        return {"slug": [self.slug_from]}

    def slug_is_frozen(self, obj):
        """Addresses are permanent once residents may have kept them."""
        return bool(self.slug_from) and obj is not None and self.is_public(obj)

    def get_changeform_initial_data(self, request):
        """What the address proposes, without what no row can have."""
        fields = [*self.opts.fields, *self.opts.many_to_many]
        return tampered.proposed(fields, super().get_changeform_initial_data(request))

    def response_post_save_add(self, request, obj):
        fallback = super().response_post_save_add(request, obj)
        return way_back.led_back(request, fallback, self.site_address(obj))

    def response_post_save_change(self, request, obj):
        fallback = super().response_post_save_change(request, obj)
        return way_back.led_back(request, fallback, self.site_address(obj))

    # --- what is closed -------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        """What is closed is only read: `records/closing.py`."""
        return super().has_change_permission(request, obj) and not closed_words(obj)

    # --- deletion -------------------------------------------------------------------------------

    def has_delete_permission(self, request, obj=None):
        if obj is not None and (self.is_public(obj) or closed_words(obj)):
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request, obj):
        """The reason of a deletion is optional: only drafts are deleted, and they can come back."""
        with one_change(request.POST.get(REASON, "").replace("\0", "").strip()[:1000]):
            super().delete_model(request, obj)

    def render_delete_form(self, request, context):
        context["goes_to_trash"] = is_recorded(self.model)
        return super().render_delete_form(request, context)

    def response_delete(self, request, obj_display, obj_id):
        response = super().response_delete(request, obj_display, obj_id)
        if is_recorded(self.model):
            words = format_html(
                'Vous pouvez restaurer cette fiche depuis la <a href="{}">Corbeille</a>.',
                reverse("trash"),
            )
            self.message_user(request, words, messages.INFO)
        return response

    # --- links to the site ----------------------------------------------------------------------

    def view_on_site(self, obj):
        return self.site_address(obj)

    @admin.display(description="sur le site")
    def site_link(self, obj):
        address = self.site_address(obj)
        if not address:
            return "–"
        return format_html(
            '<a href="{}">Voir<span class="visually-hidden"> {} sur le site</span></a>',
            address,
            obj,
        )

    @admin.display(description="donnée de démonstration")
    def demonstration(self, obj):
        """Shown, never typed: only the loaders mark a row."""
        if obj.is_demo:
            return "Oui : un exemple, pas un fait. Cette marque reste si vous modifiez la fiche."
        return "Non"

"""What every screen of the back-office shares: words, inlines, deletion rules, site links."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.forms.models import BaseInlineFormSet
from django.urls import NoReverseMatch
from django.utils.html import format_html
from django.utils.text import capfirst, get_text_list

from records.admin.archive import ArchiveAdmin
from records.admin.editing import EditingAdmin
from records.admin.fields import PlainFields
from records.admin.history import HistoryPages
from records.admin.reason import ReasonAsked
from records.admin.search import FoldedSearch

MAYBE_A_KEY = re.compile(r"[0-9]{1,18}")


class SelectionForm(ActionForm):
    """The bar under a list. « Action » already means something else on this portal."""

    action = forms.ChoiceField(label="Avec les lignes cochées :")


class PortalAdmin(
    EditingAdmin,
    PlainFields,
    HistoryPages,
    ReasonAsked,
    ArchiveAdmin,
    FoldedSearch,
    admin.ModelAdmin,
):
    """Base of every screen.

    `add_title` names the button and the page that create a row, `index_note` says on the home
    page what the list is for.
    """

    action_form = SelectionForm
    empty_value_display = "–"
    add_title = "Ajouter"
    index_note = ""
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False

    def is_public(self, obj):
        """True when residents can read `obj`: then nobody deletes it from a screen."""
        return False

    def has_delete_permission(self, request, obj=None):
        if obj is not None and self.is_public(obj):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """Deleting is done one row at a time, after reading what goes with it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_action_choices(self, request, default_choices=(("", "Choisissez…"),)):
        return super().get_action_choices(request, list(default_choices))

    def get_changeform_initial_data(self, request):
        """What the address proposes, without the keys that no row can have."""
        initial = super().get_changeform_initial_data(request)
        for field in [*self.opts.fields, *self.opts.many_to_many]:
            given = initial.get(field.name)
            if given is None or not field.is_relation:
                continue
            keys = given if isinstance(given, list) else [given]
            if not all(MAYBE_A_KEY.fullmatch(str(key)) for key in keys):
                del initial[field.name]
        return initial

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        context = {"title": title, "shown_states": ""} | (extra_context or {})
        return super().changelist_view(request, context)

    def add_view(self, request, form_url="", extra_context=None):
        context = {"title": self.add_title} | (extra_context or {})
        return super().add_view(request, form_url, context)

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        """The page of a row bears its name; what kind of row it is comes second."""
        if change and kwargs.get("obj") is not None:
            kind = capfirst(self.opts.verbose_name)
            context |= {"title": str(kwargs["obj"]), "subtitle": kind}
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    # --- links to the site -------------------------------------------------------------------

    def site_address(self, obj):
        """Address of the public page of `obj`, or None while residents cannot read it."""
        if not self.is_public(obj) or not hasattr(obj, "get_absolute_url"):
            return None
        try:
            return obj.get_absolute_url()
        except NoReverseMatch:
            return None

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
            return "Oui : un exemple, pas un fait. Cette marque reste si vous modifiez la ligne."
        return "Non"


class PlainFormSet(BaseInlineFormSet):
    """Names fields in French when two lines of one form repeat each other."""

    def get_unique_error_message(self, unique_check):
        fields = [self.model._meta.get_field(name) for name in unique_check]
        names = [str(field.verbose_name) for field in fields if field.name != self.fk.name]
        return f"Deux lignes ont les mêmes valeurs ({get_text_list(names, 'et')}) : gardez-en une."

    def get_form_error(self):
        return "Cette ligne répète une autre."


class PortalInline(PlainFields, admin.StackedInline):
    """Lines of another table under a form, each with its labels; none is empty by default.

    With `kept_once_public`, a line of a published parent can be corrected but not removed.
    """

    extra = 0
    formset = PlainFormSet
    add_text = "Ajouter une ligne"
    view_on_site = False
    remove_text = "Retirer cette ligne"
    intro = ""
    kept_once_public = False

    def has_delete_permission(self, request, obj=None):
        if self.kept_once_public and obj is not None and self.parent_is_public(obj):
            return False
        return super().has_delete_permission(request, obj)

    def parent_is_public(self, obj):
        return obj.is_published

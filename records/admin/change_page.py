"""The page of one row of the back-office: how its forms are built, shown and written.

The order of things is that of FormPage: the row is read once, under lock; the forms are built once,
on what is sent; what somebody else saved meanwhile stops everything; then the forms are judged, and
all is written as one change.
"""

from contextlib import nullcontext

from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.formsets import DELETION_FIELD_NAME
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from records.admin import way_back
from records.admin.forms import REASON, must_say_why
from records.admin.parts import parts_of
from records.closing import closed_words
from records.editing import display
from records.editing.form_page import FormPage
from records.history.recording import one_change
from records.publication import REFUSED, may_publish, place_of


class ChangePage(FormPage):
    """One request for the page of `obj`, a row of `admin`; None for the page that creates one."""

    def __init__(self, admin, request, obj):
        super().__init__(request)
        self.admin, self.row = admin, obj
        self.may_send = obj is None or admin.has_change_permission(request, obj)
        # Asked before any form is bound: judging a form changes the row under us.
        self.fieldsets = admin.get_fieldsets(request, obj)
        self.readonly_fields = (
            admin.get_readonly_fields(request, obj)
            if self.may_send
            else flatten_fieldsets(self.fieldsets)
        )
        self.prepopulated_fields = (
            admin.get_prepopulated_fields(request, obj) if self.may_send else {}
        )

    def build(self, data=None, files=None):
        admin, request, obj = self.admin, self.request, self.row
        fields = flatten_fieldsets(self.fieldsets)
        kind = admin.get_form(request, obj, change=obj is not None, fields=fields)
        is_new = obj is None and data is None
        initial = admin.get_changeform_initial_data(request) if is_new else None
        form = kind(data, files, instance=obj, initial=initial)
        formsets, prefixes, self.inlines = [], [], []
        for kind, inline in admin.get_formsets_with_inlines(request, obj):
            prefixes.append(kind.get_default_prefix())
            rank = prefixes.count(prefixes[-1])
            formset = kind(
                data,
                files,
                prefix=prefixes[-1] if rank == 1 else f"{prefixes[-1]}-{rank}",
                **admin.line_arguments(request, form.instance, inline),
            )
            if data is not None and not inline.has_change_permission(request, obj):
                for line in formset.initial_forms:  # shown, not sent
                    line._errors, line.cleaned_data = {}, line.initial
            formsets.append(formset)
            self.inlines.append(inline)
        return [form, *formsets]

    def show(self, forms, version, *, is_kept=False, status=200):
        admin, request, obj = self.admin, self.request, self.row
        form, *formsets = forms
        shown = helpers.AdminForm(
            form, list(self.fieldsets), self.prepopulated_fields, self.readonly_fields,
            model_admin=admin,
        )  # fmt: skip
        inline_formsets = admin.get_inline_formsets(request, formsets, self.inlines, obj)
        media = admin.media + shown.media
        for inline_formset in inline_formsets:
            media += inline_formset.media
        in_place = REASON in flatten_fieldsets(self.fieldsets)
        context = {
            **admin.admin_site.each_context(request),
            "parts": parts_of(shown, inline_formsets) if admin.in_parts else [],
            "reason_at_foot": None if in_place else form.fields.get(REASON) and form[REASON],
            "way_back": way_back.way_back(request, form.data) if self.may_send else "",
            "title": admin.add_title if obj is None else str(obj),
            "subtitle": None if obj is None else capfirst(admin.opts.verbose_name),
            "adminform": shown,
            "object_id": None if obj is None else str(obj.pk),
            "original": obj,
            "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
            "to_field": None,
            "media": media,
            "inline_admin_formsets": inline_formsets,
            "errors": helpers.AdminErrorList(form, formsets),
            "preserved_filters": admin.get_preserved_filters(request),
            "may_send": self.may_send,
            "closed_words": closed_words(obj),
            "version": version if obj is not None and self.may_send else "",
            "is_kept": is_kept,
            **admin.archive_context(request, obj),
        }
        state = {"add": obj is None, "change": obj is not None}
        response = admin.render_change_form(request, context, obj=obj, **state)
        response.status_code = status
        return response

    def is_valid(self, forms):
        """Every mistake at once, the reason and the right that are missing included."""
        is_right = self.judged(forms)
        if not is_right and hasattr(forms[0], "refused_with_others"):
            forms[0].refused_with_others()
        return is_right

    def judged(self, forms):
        form, *formsets = forms
        if REASON in form.fields:
            form.must_say_why = must_say_why(form, formsets)
        if may_publish(self.request.user):
            return super().is_valid(forms)
        lines = [line for formset in formsets for line in formset.forms]
        places = {one: one.instance.pk and place_of(one.instance) for one in [form, *lines]}
        if not super().is_valid(forms):
            return False
        moved = [one for one, place in places.items() if place_after(one) != (place or ())]
        for one in moved:
            one.add_error(None, REFUSED)
        return not moved

    def save(self, forms):
        admin, request, is_new = self.admin, self.request, self.row is None
        form, *formsets = forms
        with one_change(form.cleaned_data.get(REASON, "")):
            row = admin.save_form(request, form, change=not is_new)
            admin.save_model(request, row, form, not is_new)
            admin.save_related(request, form, formsets, not is_new)
        way_back.asks_to_stay(request)
        words = admin.construct_change_message(request, form, formsets, is_new)
        if is_new:
            admin.log_addition(request, row, words)
            return way_back.kept_there(request, admin.response_add(request, row))
        admin.log_change(request, row, words)
        return way_back.kept_there(request, admin.response_change(request, row))

    def up_to_date(self):
        return self.admin.response_post_save_change(self.request, self.row)

    def conflict(self, context):
        """The page where the person who sends chooses, field by field."""
        context |= self.admin.admin_site.each_context(self.request) | {
            "opts": self.admin.opts,
            "original": self.row,
            "title": str(self.row),
            "subtitle": "Deux versions : choisissez",
            "media": self.admin.media + context["media"],
        }
        return TemplateResponse(self.request, "admin/conflict.html", context, status=409)


def place_after(form):
    """Where residents would find the row of the valid `form` once it is saved."""
    is_empty = form.instance.pk is None and not form.has_changed()
    return () if is_empty or form.cleaned_data.get(DELETION_FIELD_NAME) else place_of(form.instance)


def respond(admin, request, object_id, refusal=""):
    """The answer to a request for the page of the row `object_id`, or of a new one (None).

    With the sentence `refusal`, what is sent is shown again and not saved.
    """
    is_sent, obj = request.method == "POST", None
    with transaction.atomic() if is_sent else nullcontext():  # reading takes no lock
        if object_id is None:
            may = admin.has_add_permission(request)
        elif is_sent:
            obj = admin.locked_object(request, unquote(object_id))
            may = admin.has_change_permission(request, obj)
        else:
            obj = admin.get_object(request, unquote(object_id))
            may = admin.has_view_or_change_permission(request, obj)
        if not may and is_sent and obj is not None and (words := closed_words(obj)):
            return closed(admin, request, words)
        if not may:
            raise PermissionDenied
        if obj is None and object_id is not None:
            missing = admin._get_obj_does_not_exist_redirect
            return gone(admin, request) if is_sent else missing(request, admin.opts, object_id)
        page = ChangePage(admin, request, obj)
        if not is_sent:
            return page.open()
        return page.show_again(refusal) if refusal else page.send()


def closed(admin, request, words):
    """The row was closed while somebody wrote: why, and their text, to copy."""
    form = admin.get_form(request, None, change=False)(request.POST)
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": "Cette fiche ne peut plus être modifiée",
        "subtitle": None,
        "words": words,
        "typed": display.typed([form], request.POST),
        "list_address": admin.address("changelist"),
    }
    return TemplateResponse(request, "admin/gone.html", context, status=409)


def gone(admin, request):
    """The row was deleted while somebody wrote: their text, to copy."""
    form = admin.get_form(request, None, change=False)(request.POST)
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": "Cette fiche n’existe plus",
        "subtitle": None,
        "words": "",
        "typed": display.typed([form], request.POST),
        "list_address": admin.address("changelist"),
    }
    return TemplateResponse(request, "admin/gone.html", context, status=409)

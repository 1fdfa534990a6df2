"""The page of one row of the back-office: opened, sent, shown again. One save, in order.

The row is read once, under lock; the forms are built once, on what is sent; what somebody else
saved meanwhile stops everything; then the forms are judged, and all is written as one change.
"""

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.formsets import all_valid
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from records.admin.forms import REASON, must_say_why
from records.editing import conflict_page, form_recovery
from records.editing import views as editing_views
from records.editing.unvalidated import unjudged, unjudged_set
from records.history.recording import one_change


class ChangePage:
    """One request for the page of `obj`, a row of `admin`; None for the page that creates one."""

    def __init__(self, admin, request, obj, form_url="", extra_context=None):
        self.admin, self.request, self.obj = admin, request, obj
        self.form_url, self.extra_context = form_url, extra_context or {}
        self.may_change = obj is None or admin.has_change_permission(request, obj)
        # Asked before any form is bound: judging a form changes `obj` under us.
        self.fieldsets = admin.get_fieldsets(request, obj)
        self.readonly_fields = (
            admin.get_readonly_fields(request, obj)
            if self.may_change
            else flatten_fieldsets(self.fieldsets)
        )
        self.prepopulated_fields = (
            admin.get_prepopulated_fields(request, obj) if self.may_change else {}
        )

    # --- the forms ------------------------------------------------------------------------------

    def build(self, data=None, files=None, *, judged=True, initial=None):
        """[form, *formsets] of the page, unbound or bound to `data`."""
        admin, request, obj = self.admin, self.request, self.obj
        fields = flatten_fieldsets(self.fieldsets)
        kind = admin.get_form(request, obj, change=obj is not None, fields=fields)
        form = (kind if judged else unjudged(kind))(data, files, instance=obj, initial=initial)
        formsets, prefixes, self.inlines = [], [], []
        for kind, inline in admin.get_formsets_with_inlines(request, obj):
            prefixes.append(kind.get_default_prefix())
            rank = prefixes.count(prefixes[-1])
            formset = (kind if judged else unjudged_set(kind))(
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

    # --- opening --------------------------------------------------------------------------------

    def open(self):
        """The page as it stands, or with what was typed when the session ended."""
        request = self.request
        kept = form_recovery.kept_form(request) if self.may_change and request.user.pk else None
        if kept is not None:
            messages.warning(request, form_recovery.notice(kept))
            data = form_recovery.typed_in(kept)
            version = data.get(conflict_page.VERSION, "")
            return self.show(self.build(data, judged=False), version, is_kept=True)
        if self.obj is None:
            return self.show(
                self.build(initial=self.admin.get_changeform_initial_data(request)), ""
            )
        forms = self.build()
        version = editing_views.sign(self.obj, forms) if self.may_change else ""
        return self.show(forms, version)

    def show_again(self, words):
        """What was sent, not judged, under the sentence `words`."""
        messages.warning(self.request, words)
        forms = self.build(self.request.POST, self.request.FILES, judged=False)
        return self.show(forms, self.version_sent, status=409)

    def show(self, forms, version, *, is_kept=False, status=200):
        admin, request, obj = self.admin, self.request, self.obj
        form, *formsets = forms
        shown = helpers.AdminForm(
            form, list(self.fieldsets), self.prepopulated_fields, self.readonly_fields,
            model_admin=admin,
        )  # fmt: skip
        inline_formsets = admin.get_inline_formsets(request, formsets, self.inlines, obj)
        media = admin.media + shown.media
        for inline_formset in inline_formsets:
            media += inline_formset.media
        context = {
            **admin.admin_site.each_context(request),
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
            "may_send": self.may_change,
            "version": version if obj is not None and self.may_change else "",
            "is_kept": is_kept,
            **admin.page_context(request, obj),
            **self.extra_context,
        }
        response = admin.render_change_form(
            request, context, add=obj is None, change=obj is not None, obj=obj,
            form_url=self.form_url,
        )  # fmt: skip
        response.status_code = status
        return response

    # --- sending --------------------------------------------------------------------------------

    @property
    def version_sent(self):
        return self.request.POST.get(conflict_page.VERSION, "")

    def send(self):
        """Save what is sent, unless somebody saved something else since the form was opened."""
        forms = self.build(self.request.POST, self.request.FILES)
        if self.obj is not None and not editing_views.is_unmoved(self.request, self.obj, forms):
            judged = editing_views.judge(self.request, self.obj, self.build)
            forms, found = judged[2:]
            if found.moved and found.identical:
                messages.info(self.request, editing_views.UP_TO_DATE)
                return self.admin.response_post_save_change(self.request, self.obj)
            if found.moved:
                return self.conflict(judged)
        if self.is_valid(forms):
            return self.save(forms)
        return self.show(forms, self.version_sent)

    def is_valid(self, forms):
        """Judge all the forms: every mistake at once, the reason that is missing included."""
        form, *formsets = forms
        if REASON in form.fields:
            form.must_say_why = must_say_why(form, formsets)
        return all([form.is_valid(), all_valid(formsets)])

    def save(self, forms):
        """Write the valid `forms` as one change, and answer."""
        admin, request, is_new = self.admin, self.request, self.obj is None
        form, *formsets = forms
        with one_change(form.cleaned_data.get(REASON, "")):
            row = admin.save_form(request, form, change=not is_new)
            admin.save_model(request, row, form, not is_new)
            admin.save_related(request, form, formsets, not is_new)
        words = admin.construct_change_message(request, form, formsets, is_new)
        if is_new:
            admin.log_addition(request, row, words)
            return admin.response_add(request, row)
        admin.log_change(request, row, words)
        return admin.response_change(request, row)

    def conflict(self, judged):
        """The page where the person who sends chooses, field by field."""
        context = self.admin.admin_site.each_context(self.request)
        context |= editing_views.conflict_context(self.request, self.obj, judged)
        context |= {
            "opts": self.admin.opts,
            "original": self.obj,
            "title": str(self.obj),
            "subtitle": "Deux versions à départager",
            "media": self.admin.media + context["media"],
        }
        return TemplateResponse(self.request, "admin/conflict.html", context, status=409)


def respond(admin, request, object_id, form_url="", extra_context=None, refusal=""):
    """The answer to a request for the page of the row `object_id`, or of a new one (None).

    With the sentence `refusal`, what is sent is shown again and not saved.
    """
    if request.method != "POST":
        return opened(admin, request, object_id, form_url, extra_context)
    with transaction.atomic():
        return sent(admin, request, object_id, form_url, extra_context, refusal)


def opened(admin, request, object_id, form_url, extra_context):
    obj = None
    if object_id is None:
        if not admin.has_add_permission(request):
            raise PermissionDenied
    else:
        obj = admin.get_object(request, unquote(object_id))
        if not admin.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            return admin._get_obj_does_not_exist_redirect(request, admin.opts, object_id)
    return ChangePage(admin, request, obj, form_url, extra_context).open()


def sent(admin, request, object_id, form_url, extra_context, refusal):
    obj = None
    if object_id is None:
        if not admin.has_add_permission(request):
            raise PermissionDenied
    else:
        obj = admin.locked_object(request, unquote(object_id))
        if not admin.has_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            return gone(admin, request)
    page = ChangePage(admin, request, obj, form_url, extra_context)
    return page.show_again(refusal) if refusal else page.send()


def gone(admin, request):
    """The row was deleted while somebody wrote: their text, to copy."""
    form = admin.get_form(request, None, change=False)(request.POST)
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": "Cette fiche n’existe plus",
        "subtitle": None,
        "typed": editing_views.typed(form, request.POST),
        "list_address": admin.list_address(),
    }
    return TemplateResponse(request, "admin/gone.html", context, status=409)

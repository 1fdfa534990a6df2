"""The protections of records.editing for every form of the back-office."""

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.template.response import TemplateResponse
from django.urls import reverse

from records.editing import conflict_page, form_recovery, versions
from records.editing import views as editing_views
from records.editing.unvalidated import unjudged, unjudged_set


class EditingAdmin:
    """Mixin: a form opened on an older version saves nothing, one sent twice counts once, and what
    was typed when the session ended comes back.
    """

    # --- the forms ------------------------------------------------------------------------------

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return unjudged(form) if hasattr(request, "shown_again") else form

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            yield unjudged_set(formset) if hasattr(request, "shown_again") else formset, inline

    def forms_of(self, request, obj, data=None, files=None):
        """[form, *formsets] of the page of `obj`, unbound or bound to `data`."""
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=True, fields=fields)
        found, count = [form(data, files, instance=obj)], {}
        for formset, inline in self.get_formsets_with_inlines(request, obj):
            prefix = formset.get_default_prefix()
            count[prefix] = count.get(prefix, 0) + 1
            if count[prefix] > 1:
                prefix = f"{prefix}-{count[prefix]}"
            rows = inline.get_queryset(request)
            found.append(formset(data, files, instance=obj, prefix=prefix, queryset=rows))
        return found

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        """Adds the hidden inputs: the key of this page, and the version that it shows."""
        obj, hidden = kwargs.get("obj"), []
        if add and self.has_add_permission(request):
            hidden = editing_views.hidden_inputs(request)
        elif change and self.has_change_permission(request, obj):
            hidden = editing_views.hidden_inputs(request, self.version_shown(request, obj, context))
        context |= {"hidden_inputs": hidden, "is_kept": hasattr(request, "found_again")}
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    def version_shown(self, request, obj, context):
        """A form sent back with its mistakes still stands on the version it was opened on."""
        if request.method == "POST":
            return request.POST.get(conflict_page.VERSION, "")
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        return versions.sign(obj, versions.snapshot(context["adminform"].form, formsets))

    # --- opening --------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            return self.send(request, object_id, form_url, extra_context)
        row = form_recovery.found(request) if request.method == "GET" and request.user.pk else None
        if row is not None and self.may_send(request, object_id):
            request.found_again = True
            typed = form_recovery.typed_in(row)
            return self.show_again(
                request, typed, object_id, form_url, form_recovery.notice(row), 200
            )
        return super().changeform_view(request, object_id, form_url, extra_context)

    def may_send(self, request, object_id):
        if object_id is None:
            return self.has_add_permission(request)
        obj = self.get_object(request, unquote(object_id))
        return obj is not None and self.has_change_permission(request, obj)

    def show_again(self, request, typed, object_id, form_url, words, status):
        """The form with what was `typed`, unjudged, under the sentence `words`."""
        messages.warning(request, words)
        len(request.FILES)  # read first: Django would empty POST when it reads them later
        request.method, request.POST, request.shown_again = "POST", typed, True
        response = super().changeform_view(request, object_id, form_url)
        response.status_code = status
        return response

    # --- sending --------------------------------------------------------------------------------

    def send(self, request, object_id, form_url, extra_context):
        """Save what is sent, once, if nobody saved anything else since the form was opened."""

        def save():
            request.led_to = None
            answer = object_id and self.stop_overwriting(request, object_id)
            if not answer:
                answer = super(EditingAdmin, self).changeform_view(
                    request, object_id, form_url, extra_context
                )
            return answer, request.led_to

        def show_again(words):
            return self.show_again(request, request.POST, object_id, form_url, words, status=409)

        is_new = object_id is None
        return editing_views.send_once(
            request, save, show_again if is_new else None, self.list_address()
        )

    def list_address(self):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def response_add(self, request, obj, *args, **kwargs):
        response = super().response_add(request, obj, *args, **kwargs)
        request.led_to = getattr(response, "url", "")
        return response

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        request.led_to = getattr(response, "url", "")
        return response

    # --- two people at once ---------------------------------------------------------------------

    def stop_overwriting(self, request, object_id):
        """The answer to a form that would overwrite what somebody else saved, or None."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self.gone(request) if self.has_change_permission(request) else None
        if not self.has_change_permission(request, obj):
            return None
        obj = self.locked(request, obj)
        if obj is None:
            return self.gone(request)
        judged = editing_views.judge(request, obj, lambda *sent: self.forms_of(request, obj, *sent))
        found = judged[-1]
        if not found.moved:
            return None
        if found.identical:
            messages.info(request, editing_views.UP_TO_DATE)
            response = self.response_post_save_change(request, obj)
            request.led_to = response.url
            return response
        return self.conflict(request, obj, judged)

    def locked(self, request, obj):
        """`obj` read again, kept with its lines from other writers until the transaction ends."""
        rows = self.model._base_manager.select_for_update().filter(pk=obj.pk)
        if not list(rows.values_list("pk")):
            return None
        for formset, _inline in self.get_formsets_with_inlines(request, obj):
            lines = formset.model._base_manager.filter(**{formset.fk.name: obj.pk})
            list(lines.select_for_update().values_list("pk"))
        return self.get_object(request, str(obj.pk))

    def conflict(self, request, obj, judged):
        """The page where the person who sends chooses, field by field."""
        context = self.admin_site.each_context(request)
        context |= editing_views.conflict_context(request, obj, judged)
        context |= {
            "opts": self.opts,
            "original": obj,
            "title": str(obj),
            "subtitle": "Deux versions à départager",
            "media": self.media + context["media"],
        }
        return TemplateResponse(request, "admin/conflict.html", context, status=409)

    def gone(self, request):
        """The row was deleted while somebody wrote: their text, to copy."""
        form = self.get_form(request, None, change=False)(request.POST)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Cette fiche n’existe plus",
            "subtitle": None,
            "typed": editing_views.typed(form, request.POST),
            "list_address": self.list_address(),
        }
        return TemplateResponse(request, "admin/gone.html", context, status=409)

"""The history page of a row, and the page that brings an earlier version back."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst

from records.editing import form_recovery
from records.editing.views import hidden_inputs
from records.history.recording import is_recorded
from records.history.revert import revert, revert_reason
from records.history.revert_plan import asks_reason, plan_revert
from records.history.timeline import Timeline, stamp_of

ENTRIES_PER_PAGE = 20
CHANGED_MEANWHILE = (
    "Quelqu’un a modifié cette fiche depuis que vous avez ouvert cette page. Relisez ce qui va "
    "changer, puis confirmez de nouveau."
)


class RevertForm(forms.Form):
    """What comes back, why, and the last change that the person has seen."""

    returns = forms.MultipleChoiceField(
        label="Ce qui revient",
        error_messages={"required": "Cochez au moins une ligne à faire revenir."},
    )
    reason = forms.CharField(
        label="Pourquoi ce changement ?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Visible de l’équipe seulement, dans l’historique.",
        error_messages={
            "required": "Dites pourquoi : une date, un but ou un état publié va changer."
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, plan, seen):
        """`plan` is the RevertPlan, `seen` the stamp of the last change as it stands now."""
        keys = [one.key for one in plan.rows]
        super().__init__(data, initial={"returns": keys, "seen": seen}, label_suffix="")
        self.fields["returns"].choices = [(key, key) for key in keys]
        self.tick(plan, data.getlist("returns") if data is not None else keys)
        self.now = str(seen)

    def tick(self, plan, keys):
        self.chosen = plan.chosen(keys)
        self.fields["reason"].required = asks_reason(self.chosen)

    @property
    def ticked(self):
        return {one.key for one in self.chosen}

    @property
    def is_outdated(self):
        return self.is_bound and self.data.get("seen") != self.now


class HistoryPages:
    """ModelAdmin mixin. A model whose changes are not recorded keeps the pages of Django."""

    def get_urls(self):
        if not is_recorded(self.model):
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_revert"
        view = self.admin_site.admin_view(self.revert_view)
        return [
            path("<path:object_id>/history/<int:stamp>/", view, name=name),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        if not is_recorded(self.model):
            return super().history_view(request, object_id, extra_context)
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        timeline = Timeline(self.model, obj.pk)
        page = Paginator(timeline.moments, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.page_context(request, obj, f"Historique de « {obj} »"),
            "page": page,
            "entries": timeline.entries(list(page.object_list)),
            "may_revert": self.has_change_permission(request, obj),
            "revert_name": f"admin:{self.opts.app_label}_{self.opts.model_name}_revert",
        }
        return render(request, "admin/row_history.html", context)

    def revert_view(self, request, object_id, stamp):
        if request.method != "POST":  # reading takes no lock
            return self._revert_view(request, object_id, stamp)
        with transaction.atomic():
            return self._revert_view(request, object_id, stamp)

    def _revert_view(self, request, object_id, stamp):
        if request.method == "POST":  # the second of two people waits for the first
            list(self.model._base_manager.select_for_update().filter(pk=maybe_key(object_id)))
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        timeline = Timeline(self.model, obj.pk)
        try:
            at = timeline.at(stamp)
        except LookupError as unknown:
            raise Http404 from unknown
        allowed = set(self.get_form(request, obj, change=True).base_fields)
        plan = plan_revert(obj, timeline, at, allowed)
        data = request.POST if request.method == "POST" else None
        form = RevertForm(data, plan, stamp_of(timeline.latest))
        status = 200
        if form.is_bound and form.is_valid():
            if form.is_outdated:
                form.add_error(None, CHANGED_MEANWHILE)
                form.data = form.data.copy()
                form.data["seen"] = form.now
                status = 409
            elif self.brought_back(request, obj, form, at):
                form_recovery.forget(request)
                return redirect(self.history_address(obj))
        is_kept = form_recovery.take_up(request, form)
        if is_kept:
            form.tick(plan, form.initial["returns"])
        context = {
            **self.page_context(request, obj, f"Revenir à une version de « {obj} »"),
            "at": at,
            "plan": plan,
            "is_kept": is_kept,
            "form": form,
            "hidden_inputs": hidden_inputs(request),
            "errors": form.errors,
            "adminform": {"form": form},
            "inline_admin_formsets": [],
            "history_address": self.history_address(obj),
        }
        return render(request, "admin/row_revert.html", context, status=status)

    def brought_back(self, request, obj, form, at):
        """Write what was chosen; False, with its reasons on the form, when it is refused."""
        try:
            revert(form.chosen, revert_reason(at, form.cleaned_data["reason"]))
        except ValidationError as error:
            for words in error.messages:
                form.add_error(None, words)
            return False
        self.log_change(request, obj, "Retour à une version précédente.")
        self.message_user(
            request,
            "La version choisie est revenue. Celle d’avant reste dans l’historique.",
            messages.SUCCESS,
        )
        return True

    def history_address(self, obj):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[obj.pk])

    def page_context(self, request, obj, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": capfirst(self.opts.verbose_name),
            "opts": self.opts,
            "object": obj,
            "is_popup": False,
        }


def maybe_key(object_id):
    text = unquote(object_id)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

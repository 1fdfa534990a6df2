"""Archiving from the screens: a page that asks why, a filter, choices without what is archived."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst

from records.admin.history import maybe_key
from records.archive import archive, put_back
from records.editing import form_recovery
from records.editing.views import hidden_inputs
from records.models.archive import Archivable
from records.rights import PUBLISH

# What the page showed, so that the same button pressed twice does not undo what it did.
SHOWN, IN_USE, ARCHIVED = "_etat", "en-service", "archivee"


class ArchivedFilter(admin.SimpleListFilter):
    """Without a choice, only what is not archived."""

    title = "archives"
    parameter_name = "archives"

    def lookups(self, request, model_admin):
        return [("archives", "Seulement les archives"), ("tous", "Tout, archives comprises")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "Sans les archives"}, *others]

    def queryset(self, request, queryset):
        if self.value() == "archives":
            return queryset.exclude(archived_on=None)
        return queryset if self.value() == "tous" else queryset.filter(archived_on=None)


class WhyForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="En quelques mots, pour l’équipe de demain.",
        error_messages={"required": "Dites en quelques mots pourquoi."},
    )


def in_use(queryset, db_field, request):
    """`queryset` of the choices of `db_field` without what is archived, except today's choice."""
    if not issubclass(queryset.model, Archivable):
        return queryset
    offered = Q(archived_on=None)
    match = request.resolver_match
    key = match.kwargs.get("object_id", "") if match else ""
    if key.isascii() and key.isdigit() and len(key) < 19:
        offered |= Q(**{db_field.related_query_name(): key})
    return queryset.filter(offered).distinct()


class ArchiveAdmin:
    """ModelAdmin mixin of the Archivable models; others are left alone."""

    @property
    def is_archivable(self):
        return issubclass(self.model, Archivable)

    def get_urls(self):
        if not self.is_archivable:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_archive"
        view = self.admin_site.admin_view(self.archive_view)
        return [path("<path:object_id>/archive/", view, name=name), *super().get_urls()]

    def get_list_filter(self, request):
        filters = list(super().get_list_filter(request))
        return [*filters, ArchivedFilter] if self.is_archivable else filters

    def get_search_results(self, request, queryset, search_term):
        """What the fields that complete by themselves propose leaves the archives out."""
        match = request.resolver_match
        if self.is_archivable and match and match.url_name == "autocomplete":
            queryset = queryset.filter(archived_on=None)
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        obj = kwargs.get("obj")
        if self.is_archivable and change and obj is not None:
            may = self.may_archive(request, obj)
            context["archive_address"] = self.archive_address(obj) if may else ""
            context["archived"] = obj if obj.archived_on else None
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    def may_archive(self, request, obj):
        """Archiving takes off the site what is published: then it is for those who publish."""
        if not self.has_change_permission(request, obj):
            return False
        return not obj.is_published or request.user.has_perm(PUBLISH)

    def archive_address(self, obj):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_archive", args=[obj.pk])

    def archive_view(self, request, object_id):
        if request.method != "POST":  # reading takes no lock
            return self._archive_view(request, object_id)
        with transaction.atomic():
            return self._archive_view(request, object_id)

    def _archive_view(self, request, object_id):
        if request.method == "POST":  # what somebody saves meanwhile is read, not written over
            list(self.model._base_manager.select_for_update().filter(pk=maybe_key(object_id)))
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.may_archive(request, obj):
            raise PermissionDenied
        form = WhyForm(request.POST if request.method == "POST" else None, label_suffix="")
        was_archived = obj.archived_on is not None
        was_published = obj.is_published
        shown = ARCHIVED if was_archived else IN_USE
        if request.POST.get(SHOWN, shown) != shown:  # sent twice, or by two people
            form_recovery.forget(request)
            words = (
                "La fiche est déjà archivée." if was_archived else "La fiche est déjà en service."
            )
            self.message_user(request, words, messages.INFO)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
        form.fields["reason"].required = not was_archived
        if form.is_bound and form.is_valid() and self.moved(request, obj, form):
            form_recovery.forget(request)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
        act = "Remettre en service" if was_archived else "Archiver"
        context = {
            **self.admin_site.each_context(request),
            "title": f"{act} « {obj} »",
            "subtitle": capfirst(self.opts.verbose_name),
            "opts": self.opts,
            "object": obj,
            "is_popup": False,
            "act": act,
            "is_archived": was_archived,
            "was_published": was_published,
            "is_kept": form_recovery.take_up(request, form),
            "form": form,
            "hidden_inputs": [*hidden_inputs(request), (SHOWN, shown)],
            "errors": form.errors,
            "adminform": {"form": form},
            "inline_admin_formsets": [],
        }
        return render(request, "admin/row_archive.html", context)

    def moved(self, request, obj, form):
        """Archive `obj`, or bring it back; False, with its reasons on the form, if refused."""
        reason = form.cleaned_data["reason"]
        if obj.archived_on:
            put_back(obj, reason=reason)
            words = "La fiche est de nouveau en service, en brouillon. Publiez-la s’il le faut."
        else:
            try:
                archive(obj, reason=reason, on=timezone.localdate())
            except ValidationError as error:
                for sentence in error.messages:
                    form.add_error(None, sentence)
                return False
            words = "La fiche est archivée : elle n’est plus dans les listes, ni sur le site."
        self.log_change(request, obj, words)
        self.message_user(request, words, messages.SUCCESS)
        return True

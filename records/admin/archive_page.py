"""Archiving from the screens: a page that asks why, a filter, choices without what is archived."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst

from records.archive import archive, put_back
from records.editing import form_recovery
from records.models.archive import Archivable

# What the page showed, so that the same button pressed twice does not undo what it did.
SHOWN, IN_USE, ARCHIVED = "_etat", "en-service", "archivee"
ALREADY = {
    ARCHIVED: "La fiche est déjà archivée.",
    IN_USE: "La fiche est déjà en service.",
}


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


def maybe_key(object_id):
    """The key that an address names; None for what no row can have."""
    text = unquote(object_id)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def archive_page(admin, request, object_id):
    """Ask why, then archive the row `object_id` of the screen `admin`, or bring it back."""
    if request.method != "POST":  # reading takes no lock
        return answer(admin, request, object_id)
    with transaction.atomic():
        # What somebody saves meanwhile is read, not written over.
        list(admin.model._base_manager.select_for_update().filter(pk=maybe_key(object_id)))
        return answer(admin, request, object_id)


def answer(admin, request, object_id):
    obj = admin.get_object(request, unquote(object_id))
    if obj is None:
        return admin._get_obj_does_not_exist_redirect(request, admin.opts, object_id)
    if not admin.may_archive(request, obj):
        raise PermissionDenied
    form = WhyForm(request.POST if request.method == "POST" else None, label_suffix="")
    was_archived = obj.archived_on is not None
    was_published = obj.is_published
    shown = ARCHIVED if was_archived else IN_USE
    if request.POST.get(SHOWN, shown) != shown:  # sent twice, or by two people
        admin.message_user(request, ALREADY[shown], messages.INFO)
        return redirect(admin.address("change", obj.pk))
    form.fields["reason"].required = not was_archived
    if form.is_bound and form.is_valid() and moved(admin, request, obj, form):
        return redirect(admin.address("change", obj.pk))
    act = "Remettre en service" if was_archived else "Archiver"
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{act} « {obj} »",
        "subtitle": capfirst(admin.opts.verbose_name),
        "opts": admin.opts,
        "object": obj,
        "is_popup": False,
        "act": act,
        "is_archived": was_archived,
        "was_published": was_published,
        "is_kept": form_recovery.take_up(request, form),
        "form": form,
        "shown": (SHOWN, shown),
        "errors": form.errors,
        "adminform": {"form": form},
        "inline_admin_formsets": [],
    }
    return render(request, "admin/row_archive.html", context)


def moved(admin, request, obj, form):
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
    admin.log_change(request, obj, words)
    admin.message_user(request, words, messages.SUCCESS)
    return True

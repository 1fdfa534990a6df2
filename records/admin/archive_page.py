"""Archiving from the screens: a page that asks why, a filter."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone

from records.admin.row_page import form_context, page_context, row_page
from records.archive import archive, put_back
from records.editing import form_recovery

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
        help_text="En quelques mots. Reste dans l’historique, que seule l’équipe lit.",
        error_messages={"required": "Dites en quelques mots pourquoi."},
    )


@row_page(lambda admin, request, obj: admin.may_archive(request, obj))
def archive_page(admin, request, obj):
    """Ask why, then archive the row `obj` of the screen `admin`, or bring it back."""
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
        **page_context(admin, request, obj, f"{act} « {obj} »"),
        **form_context(form),
        "act": act,
        "is_archived": was_archived,
        "was_published": was_published,
        "is_kept": form_recovery.take_up(request, form),
        "shown": (SHOWN, shown),
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
            form.add_error(None, error.messages)
            return False
        words = "La fiche est archivée : elle n’est plus dans les listes, ni sur le site."
    admin.log_change(request, obj, words)
    admin.message_user(request, words, messages.SUCCESS)
    return True

"""The corbeille of the team: what was deleted while still a draft, and how to have it back."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from partners.permissions import may_edit
from partners.staff_access import staff_page
from records.editing import form_recovery
from records.history.deletions import deletions, describe, load
from records.history.recording import is_recorded
from records.history.revert import restore
from records.history.revert_plan import plan_restore
from reporting.models import Campaign

ROWS_PER_PAGE = 50


class RestoreForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Reste dans l’historique, que seule l’équipe lit.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.helper = FormHelper()
        self.helper.form_error_title = "Rien n’est encore restauré"
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("reason", ButtonHolder(Submit("restaurer", "Restaurer")))


def models_of(user):
    """Recorded models whose rows `user` may add: those of the back-office, and campaigns."""
    found = [
        model
        for model in admin.site._registry
        if is_recorded(model)
        and user.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}")
    ]
    return [*found, Campaign] if may_edit(user) else found


def address_of(row):
    opts = row._meta
    if type(row) in admin.site._registry:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    return row.get_absolute_url()


@staff_page(may_edit)
def trash(request):
    page = Paginator(deletions(models_of(request.user)), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "rows": describe(load(page.object_list))}
    return render(request, "ctg_portal/trash.html", context)


@staff_page(may_edit)
def trash_row(request, label, version):
    """What would come back, and the button that brings it back."""
    deletion = deletion_or_404(request, label, version)
    if request.method != "POST":
        return row_page(request, deletion, RestoreForm())
    form = RestoreForm(request.POST)
    if form.is_valid():
        try:
            row = restore(deletion, form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Restauration faite : « {row} » est en brouillon.")
            return redirect(address_of(row))
    return row_page(request, deletion, form)


def deletion_or_404(request, label, version):
    """The deletion that the address names, among what the person may restore."""
    for model, key in deletions(models_of(request.user)):
        if key == version and model._meta.label_lower == label:
            return load([(model, key)])[0]
    raise Http404


def row_page(request, deletion, form):
    context = {
        "row": describe([deletion])[0],
        "plan": plan_restore(deletion),
        "is_kept": form_recovery.take_up(request, form),
        "form": form,
    }
    return render(request, "ctg_portal/trash_row.html", context)

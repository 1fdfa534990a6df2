"""The history page of a row, and the page that brings an earlier version back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from records.admin.row_page import form_context, page_context, row_page
from records.editing import form_recovery
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
        help_text="Reste dans l’historique, que seule l’équipe lit.",
        error_messages={
            "required": "Dites pourquoi : une date, un but ou un avancement publié va changer."
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


@row_page(lambda admin, request, obj: admin.has_view_or_change_permission(request, obj))
def history_page(admin, request, obj):
    """Every change of the row `obj` of the screen `admin` and of its lines, newest first."""
    timeline = Timeline(admin.model, obj.pk)
    page = Paginator(timeline.moments, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **page_context(admin, request, obj, f"Historique de « {obj} »"),
        "page": page,
        "entries": timeline.entries(list(page.object_list)),
        "may_revert": admin.has_change_permission(request, obj),
        "revert_name": f"admin:{admin.opts.app_label}_{admin.opts.model_name}_revert",
    }
    return render(request, "admin/row_history.html", context)


@row_page(lambda admin, request, obj: admin.has_change_permission(request, obj))
def revert_page(admin, request, obj, stamp):
    """What going back to the version `stamp` would change; then bring back what is ticked."""
    timeline = Timeline(admin.model, obj.pk)
    try:
        at = timeline.at(stamp)
    except LookupError as unknown:
        raise Http404 from unknown
    allowed = set(admin.get_form(request, obj, change=True).base_fields)
    plan = plan_revert(obj, timeline, at, allowed)
    form = RevertForm(
        request.POST if request.method == "POST" else None, plan, stamp_of(timeline.latest)
    )
    status = 200
    if form.is_bound and form.is_valid():
        if form.is_outdated:
            form.add_error(None, CHANGED_MEANWHILE)
            form.data = form.data.copy()
            form.data["seen"] = form.now
            status = 409
        elif reverted(admin, request, obj, form, at):
            return redirect(admin.address("history", obj.pk))
    is_kept = form_recovery.take_up(request, form)
    if is_kept:
        form.tick(plan, form.initial["returns"])
    context = {
        **page_context(admin, request, obj, f"Revenir à une version de « {obj} »"),
        **form_context(form),
        "at": at,
        "plan": plan,
        "is_kept": is_kept,
        "history_address": admin.address("history", obj.pk),
    }
    return render(request, "admin/row_revert.html", context, status=status)


def reverted(admin, request, obj, form, at):
    """Write what was chosen; False, with its reasons on the form, when it is refused."""
    try:
        revert(form.chosen, revert_reason(at, form.cleaned_data["reason"]), by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    admin.log_change(request, obj, "Retour à une version précédente.")
    admin.message_user(
        request,
        "La version choisie est revenue. Celle d’avant reste dans l’historique.",
        messages.SUCCESS,
    )
    return True

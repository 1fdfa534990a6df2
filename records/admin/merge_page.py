"""Merging from the screens: which stays, everything that would move, then the act."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from records.admin.row_page import form_context, page_context
from records.changes.plan import ChangeRefused
from records.editing import form_recovery
from records.lookalikes import lookalikes
from records.merging.applying import merge
from records.merging.plan import ALREADY_MERGED, merge_plan
from records.models.archive import Archivable
from records.rights import PUBLISH

THIS, OTHER = "celle-ci", "autre"


class MergedFilter(admin.SimpleListFilter):
    """Without a choice, only what was not merged with another; for what has no archive."""

    title = "fusions"
    parameter_name = "fusions"

    def lookups(self, request, model_admin):
        return [("tous", "Tout, fiches fusionnées comprises")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "Sans les fiches fusionnées"}, *others]

    def queryset(self, request, queryset):
        return queryset if self.value() == "tous" else queryset.filter(merged_into=None)


class ChooseForm(forms.Form):
    """In the query string: the other row, and which of the two stays."""

    avec = forms.ModelChoiceField(queryset=None, label="L’autre fiche", empty_label="Choisissez…")
    garde = forms.ChoiceField(
        label="La fiche qui reste",
        widget=forms.RadioSelect,
        initial=THIS,
        error_messages={"required": "Dites quelle fiche reste."},
    )

    def __init__(self, data, *, obj):
        super().__init__(data, label_suffix="")
        self.fields["avec"].queryset = others_than(obj)
        self.fields["garde"].choices = [(THIS, str(obj)), (OTHER, "L’autre")]
        if getattr(obj, "archived_on", None):
            self.fields["garde"].choices = [(OTHER, "L’autre : celle-ci est archivée")]
            self.fields["garde"].initial = OTHER


class MergeForm(forms.Form):
    """Sent: what only a person can choose, and why."""

    reason = forms.CharField(
        label="Pourquoi ?",
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="En quelques mots. Reste dans l’historique, que seule l’équipe lit.",
    )

    def __init__(self, data, *, plan):
        super().__init__(data, label_suffix="")
        asked = {}
        for part in plan.parts:
            for twin in part.questions:
                asked[twin.name] = forms.ChoiceField(
                    label=part.question(twin),
                    choices=twin.row.merge_ways,
                    widget=forms.RadioSelect,
                    help_text=part.both(twin),
                    error_messages={"required": "Dites quoi garder."},
                )
        self.fields = asked | self.fields

    @property
    def questions(self):
        return [field for field in self if field.name != "reason"]


def others_than(obj):
    """The rows that `obj` may be merged with."""
    rows = type(obj)._base_manager.filter(merged_into=None).exclude(pk=obj.pk)
    if isinstance(obj, Archivable):
        rows = rows.filter(archived_on=None)
    return rows.order_by("name")


def may_merge(admin, request, obj):
    """It moves what residents read and who answers: for those who publish."""
    return admin.has_change_permission(request, obj) and request.user.has_perm(PUBLISH)


def row_context(admin, request, obj):
    """What the page of `obj` shows of its merges."""
    kept = obj.merged_into
    return {
        "merge_address": ""
        if kept or not may_merge(admin, request, obj)
        else admin.address("merge", obj.pk),
        "merged_into": kept and link_to(admin, kept),
        "took_in": [link_to(admin, one) for one in obj.merged.all()],
    }


def link_to(admin, row):
    return {"name": str(row), "address": admin.address("change", row.pk)}


def merge_page(admin, request, object_id):
    """Choose the other row and which stays, read what would move, merge."""
    obj = admin.get_object(request, unquote(object_id))
    if obj is None:
        return admin._get_obj_does_not_exist_redirect(request, admin.opts, object_id)
    if not may_merge(admin, request, obj):
        raise PermissionDenied
    if obj.merged_into_id:
        return done_already(admin, request, obj.merged_into)
    choice = ChooseForm(request.GET if "avec" in request.GET else None, obj=obj)
    context = page_context(admin, request, obj, f"Fusionner « {obj} » avec une autre fiche") | {
        "choice": choice,
        "proposed": proposed(obj),
        "plan": None,
        "is_kept": False,
    }
    if not choice.is_valid():
        if request.method == "POST" and (other := already_in(obj, request.GET.get("avec", ""))):
            return done_already(admin, request, other)
        context |= form_context(choice)
        return render(request, "admin/row_merge.html", context)
    other = choice.cleaned_data["avec"]
    kept, gone = (obj, other) if choice.cleaned_data["garde"] == THIS else (other, obj)
    plan = merge_plan(kept, gone)
    form = MergeForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_bound and form.is_valid() and merged(admin, request, plan, form):
        return redirect(admin.address("change", kept.pk))
    context |= form_context(form) | {
        "plan": plan,
        "is_kept": form_recovery.take_up(request, form),
        "title": f"Fusionner « {gone} » avec « {kept} »",
    }
    return render(request, "admin/row_merge.html", context)


def already_in(obj, key):
    """`obj`, when the row of the text `key` is already merged with it, or None."""
    return obj if key.isdigit() and obj.merged.filter(pk=key[:18]).exists() else None


def done_already(admin, request, kept):
    admin.message_user(request, f"{ALREADY_MERGED} Voici « {kept} ».", messages.INFO)
    return redirect(admin.address("change", kept.pk))


def proposed(obj):
    """The rows whose name is near that of `obj`: they are offered first."""
    names = [name for name in ("name", "short_name") if hasattr(obj, name)]
    rows = list(others_than(obj).values_list("pk", *names))
    keys = lookalikes([getattr(obj, name) for name in names], rows)
    return [(pk, name) for pk, name, *_ in rows if pk in keys]


def merged(admin, request, plan, form):
    """Write `plan`; False, with its reason on the form, when it is refused."""
    ways = {field.name: form.cleaned_data[field.name] for field in form.questions}
    try:
        merge(
            plan.kept.pk, plan.gone.pk, admin.model, shown=request.POST.get("vu", ""),
            ways=ways, by=request.user, reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except ChangeRefused as refused:
        form.add_error(None, str(refused))
        return False
    words = f"« {plan.gone} » est fusionnée avec « {plan.kept} » : tout mène ici désormais."
    admin.log_change(request, plan.kept, words)
    admin.message_user(request, words, messages.SUCCESS)
    return True

"""Lines of another table under the form of a row: each read once, judged only if it changed."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, _get_foreign_key
from django.forms.utils import ErrorDict
from django.utils.text import get_text_list

from records.admin.fields import FrenchFields
from records.admin.forms import RowForm
from records.closing import closed_words


class LineKeyField(forms.IntegerField):
    """The key of a line; the lines are already read, so that none is asked for again."""

    widget = forms.HiddenInput

    def __init__(self, formset, **kwargs):
        self.formset = formset
        super().__init__(required=False, **kwargs)

    def __deepcopy__(self, memo):
        return self  # made for one form of one formset

    def validate(self, value):
        super().validate(value)
        if value is not None and self.formset._existing_object(value) is None:
            raise ValidationError(forms.ModelChoiceField.default_error_messages["invalid_choice"])


class PlainFormSet(BaseInlineFormSet):
    """Lines under a form: each is read once, and judged only if it changed."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        name = self._pk_field.name
        if isinstance(form.fields.get(name), forms.ModelChoiceField):
            form.fields[name] = LineKeyField(self, initial=form.fields[name].initial)

    def full_clean(self):
        for form in self.initial_forms if self.is_bound else []:
            if form.instance.pk is not None and not form.has_changed():
                form._errors, form.cleaned_data = ErrorDict(), dict(form.initial)
        super().full_clean()

    def get_unique_error_message(self, unique_check):
        """Names fields in French when two lines of one form repeat each other."""
        fields = [self.model._meta.get_field(name) for name in unique_check]
        names = [str(field.verbose_name) for field in fields if field.name != self.fk.name]
        return f"Deux lignes ont les mêmes valeurs ({get_text_list(names, 'et')}) : retirez-en une."

    def get_form_error(self):
        return "Cette ligne répète une autre."


class PortalInline(FrenchFields, admin.StackedInline):
    """Lines of another table under a form, each with its labels; none is empty by default.

    With `permanent_once_public`, a line of a published parent can be corrected but not removed.
    """

    extra = 0
    form = RowForm
    formset = PlainFormSet
    add_text = "Ajouter une ligne"
    view_on_site = False
    remove_text = "Retirer cette ligne"
    intro = ""
    permanent_once_public = False

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not closed_words(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not closed_words(obj)

    def has_delete_permission(self, request, obj=None):
        if closed_words(obj):
            return False
        if self.permanent_once_public and obj is not None and self.parent_is_public(obj):
            return False
        return super().has_delete_permission(request, obj)

    def parent_is_public(self, obj):
        return obj.is_published

    def path_to_row(self, db_field):
        parent = _get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name)
        return f"{super().path_to_row(db_field)}__{parent.name}"

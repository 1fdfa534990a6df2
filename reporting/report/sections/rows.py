"""Rows of an answer as a formset: those that exist, read once, to which nobody adds any."""

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory

from reporting.models import Report


def say_what_is_too_long(form):
    """A browser cuts a pasted text at maxlength without a word: here the server says it."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)


class KnownRowField(forms.ModelChoiceField):
    """The key of one of the `rows` already read: no query for each of them."""

    def __init__(self, model, rows, **options):
        super().__init__(model._default_manager.none(), required=False, **options)
        self.rows = {str(row.pk): row for row in rows}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if str(value) not in self.rows:
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return self.rows[str(value)]


class KnownRows(BaseInlineFormSet):
    """`read(report)` gives the rows, the same for every form of this report."""

    read = None
    nobody_adds = True  # a row that comes meanwhile is asked by the team, not written by somebody

    def get_queryset(self):
        return self.read(self.instance)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = form.fields[self._pk_field.name]
        form.fields[self._pk_field.name] = KnownRowField(
            self.model, self.get_queryset(), initial=key.initial, widget=key.widget
        )


def rows_formset(model, form, formset):
    return inlineformset_factory(
        Report, model, form=form, formset=formset, extra=0, can_delete=False, edit_only=True
    )

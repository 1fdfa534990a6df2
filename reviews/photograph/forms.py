"""Which plan, on which day; and, to compare, which other one."""

from django import forms

from actions.quick_forms import plain_helper
from conventions.models import Convention
from records.admin.fields import DateWidget

BAD_DATE = "Donnez une date, par exemple 31/12/2025."
TO_COME = "Donnez une date passée ou la date d’aujourd’hui."


class PhotographForm(forms.Form):
    """Bound to the query string; `on` is today. Both plans are the same one unless told."""

    de = forms.ModelChoiceField(
        Convention.objects.none(), label="Convention", to_field_name="slug", empty_label=None
    )
    le = forms.DateField(label="Le", widget=DateWidget, error_messages={"invalid": BAD_DATE})
    vers = forms.ModelChoiceField(
        Convention.objects.none(),
        label="Comparée à la convention",
        to_field_name="slug",
        required=False,
        empty_label="La même",
    )
    au = forms.DateField(
        label="Comparée au",
        widget=DateWidget,
        required=False,
        error_messages={"invalid": BAD_DATE},
        help_text="Laissez vide pour voir un seul jour.",
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        for name in ("de", "vers"):
            self.fields[name].queryset = Convention.objects.for_staff()
        self.helper = plain_helper(*self.fields)
        self.helper.form_error_title = "Rien n’est encore montré"

    def clean_le(self):
        return self.past("le")

    def clean_au(self):
        return self.past("au")

    def past(self, name):
        day = self.cleaned_data[name]
        if day and day > self.on:
            raise forms.ValidationError(TO_COME)
        return day

    def clean(self):
        asked = super().clean()
        if asked.get("vers") and "au" not in self.errors and not asked.get("au"):
            asked["au"] = self.on
        return asked

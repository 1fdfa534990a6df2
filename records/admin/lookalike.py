"""A name that is already known, or nearly: the form asks whether it is the same."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from records.admin.forms import RowForm
from records.lookalikes import lookalikes

SHOWN = 3


class NamedOnceForm(RowForm):
    """Form of a row known by `names`, its columns: a near one has to be confirmed, once.

    The box comes with the question; what was typed stays.
    """

    names = ("name",)
    is_another = forms.BooleanField(
        label="C’est une autre : enregistrer quand même", required=False, widget=forms.HiddenInput
    )

    def clean(self):
        cleaned = super().clean()
        if "name" not in self.changed_data or not cleaned.get("name"):
            return cleaned
        if found := [] if cleaned.get("is_another") else self.alike(cleaned):
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error("name", self.question(found))
        return cleaned

    def alike(self, cleaned):
        """(key, name) of the other rows whose name is near what was typed, archived ones too."""
        rows = self._meta.model._base_manager.exclude(pk=self.instance.pk)
        known = list(rows.order_by("name").values_list("pk", *self.names))
        keys = lookalikes([cleaned.get(name, "") for name in self.names], known)
        return [(pk, name) for pk, name, *_ in known if pk in keys][:SHOWN]

    def question(self, found):
        """« Il existe déjà « CAF du Tarn » : est-ce la même ? », with a link to each."""
        meta = self._meta.model._meta
        links = format_html_join(
            ", ",
            '« <a href="{}">{}</a> »',
            (
                (reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk]), name)
                for pk, name in found
            ),
        )
        box = self.fields["is_another"].label
        return format_html(
            "Il existe déjà {} : est-ce la même fiche ? Sinon, cochez « {} ».", links, box
        )

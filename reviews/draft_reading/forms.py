"""To whom the draft is given to read, and until when."""

import datetime as dt

from django import forms

from actions.quick_forms import plain_helper
from records.admin.fields import DateWidget
from records.french import full_date
from reviews.draft_reading.models import USUAL_DAYS, DraftReader, last_day


class DraftReaderForm(forms.ModelForm):
    """A link given on the date `on`."""

    class Meta:
        model = DraftReader
        fields = ("name", "expires_on")
        widgets = {"expires_on": DateWidget}
        error_messages = {
            "name": {"required": "Dites à qui ce lien est donné."},
            "expires_on": {"invalid": "Donnez une date, par exemple 31/12/2026."},
        }

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.instance.given_on = on
        self.initial["expires_on"] = on + dt.timedelta(days=USUAL_DAYS)
        self.helper = plain_helper(*self.Meta.fields)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if day < self.on:
            raise forms.ValidationError("Donnez la date d’aujourd’hui ou une date à venir.")
        if day > last_day(self.on):
            raise forms.ValidationError(
                f"Un lien sert six mois au plus : jusqu’au {full_date(last_day(self.on))}."
            )
        return day

"""Which part of the grid of the whole plan is asked for: an enjeu, a year."""

from django import forms

from actions.work_conditions import value_years
from conventions.models import Enjeu


class ValuesFilter(forms.Form):
    """Bound to the query string; a choice that is not offered asks for everything."""

    enjeu = forms.ChoiceField(required=False)
    annee = forms.ChoiceField(label="Année", required=False)

    def __init__(self, data, *, convention, on):
        super().__init__(data, label_suffix="")
        self.convention = convention
        self.all_years = sorted(value_years(convention, on)) if convention else []
        enjeux = list(Enjeu.objects.filter(convention=convention)) if convention else []
        name = convention.territory.enjeu_name if convention else "enjeu"
        self.fields["enjeu"].label = name.capitalize()
        self.fields["enjeu"].choices = [
            ("", "Tous"),
            *((row.code, str(row)) for row in enjeux),
        ]
        years = [(str(year), str(year)) for year in reversed(self.all_years)]
        self.fields["annee"].choices = [("", "Toutes"), *years]
        self.full_clean()

    def narrow(self, indicators):
        """Those of `indicators` that are asked for."""
        code = self.cleaned_data.get("enjeu")
        return indicators.filter(action__enjeu__code=code) if code else indicators

    @property
    def years(self):
        """The years of the grid, oldest first: one is read down its column."""
        asked = self.cleaned_data.get("annee")
        return [int(asked)] if asked else self.all_years

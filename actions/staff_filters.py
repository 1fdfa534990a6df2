"""The filters of the team's working list: those of the public list, and what waits."""

from django import forms

from actions.filters import ActionFilter
from actions.models.completeness import LACKS
from actions.search import matching
from actions.work_conditions import SHEET, conditions, count_each, value_years

ARCHIVED = "oui"
WAITING = ("nouvelles", "etapes", "manque", "valeur", "publication")


class StaffFilter(ActionFilter):
    """Bound to the query string; `everything` is all the actions of one convention.

    Archived ones are shown only when they are asked for, and then alone.
    """

    nouvelles = forms.ChoiceField(label="Vérification", required=False)
    etapes = forms.ChoiceField(label="Étapes", required=False)
    manque = forms.ChoiceField(label="Ce qui manque", required=False)
    valeur = forms.ChoiceField(label="Indicateur sans valeur pour", required=False)
    publication = forms.ChoiceField(label="Publication", required=False)
    archives = forms.ChoiceField(label="Archives", required=False)

    first = ("q", *WAITING)
    field_order = [
        "q",
        "publication",
        "nouvelles",
        "etapes",
        "manque",
        "valeur",
        "delai",
        "etat",
        "pilote",
    ]

    def __init__(self, data, *, everything, convention, territory, on):
        archived = everything.exclude(archived_on=None)
        actions = archived if data.get("archives") == ARCHIVED else everything.in_use()
        enjeux = list(convention.enjeux.all()) if convention else []
        super().__init__(data, actions=actions, enjeux=enjeux, territory=territory, on=on)
        years = value_years(convention, on) if convention else []
        months = territory.silence_months
        self.conditions = conditions(on=on, months=months, years=years)
        counts = count_each(actions, self.conditions)
        silent = f"Sans nouvelles depuis plus de {months} mois"
        labels = {
            "nouvelles": [("sans", silent)],
            "etapes": [("en-retard", "Une étape devait être faite")],
            "manque": [
                (SHEET, "Fiche incomplète"),
                *((slug, lack.label.capitalize()) for slug, lack in LACKS.items()),
            ],
            "valeur": [(str(year), str(year)) for year in years],
            "publication": [("brouillon", "Brouillon"), ("en-ligne", "Publiée")],
        }
        self._offer("archives", [(ARCHIVED, "Actions archivées", archived.count())])
        for name, choices in labels.items():
            self._offer(name, [(value, label, counts[name, value]) for value, label in choices])

    def narrow(self, found, asked):
        found = super().narrow(found, asked)
        for name in WAITING:
            if asked.get(name):
                found = found.filter(self.conditions[name, asked[name]])
        return found

    def said(self, found, words):
        """The rows that hold every word, drafts included: the index only knows what is public."""
        return matching(found, words)

    @property
    def year_without_value(self):
        """The year whose missing values are asked for, or None."""
        asked = self.cleaned_data.get("valeur")
        return int(asked) if asked else None

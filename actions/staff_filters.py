"""The filters of the team's working list: those of the public list, and what waits."""

from django import forms
from django.db.models import Count

from actions.filters import ActionFilter
from actions.models import ActionOutcome, Funding
from actions.models.action_rows import silent_since
from actions.models.completeness import LACKS
from actions.search import matching
from actions.work_conditions import (
    SHEET,
    TO_TELL,
    conditions,
    count_each,
    money_conditions,
    value_years,
)
from partners.models import Organisation
from records.admin.fields import DateWidget
from records.folding import in_name_order

ARCHIVED = "oui"
WAITING = ("nouvelles", "etapes", "manque", "valeur", "publication")
COUNTED = (*WAITING, "argent", "suite")  # each value has its condition, and its count


class StaffFilter(ActionFilter):
    """Bound to the query string; `everything` is all the actions of one convention.

    Archived ones are shown only when they are asked for, and then alone.
    """

    nouvelles = forms.ChoiceField(label="Vérification", required=False)
    depuis = forms.DateField(label="Sans nouvelles depuis le", required=False, widget=DateWidget())
    etapes = forms.ChoiceField(label="Étapes", required=False)
    manque = forms.ChoiceField(label="Ce qui manque", required=False)
    valeur = forms.ChoiceField(label="Indicateur sans valeur pour", required=False)
    argent = forms.ChoiceField(label="Financement", required=False)
    financeur = forms.ChoiceField(label="Financeur", required=False)
    suite = forms.ChoiceField(label="Suite donnée", required=False)
    publication = forms.ChoiceField(label="Publication", required=False)
    archives = forms.ChoiceField(label="Archives", required=False)

    first = ("q", *WAITING, "depuis")
    field_order = [
        "q",
        "publication",
        "nouvelles",
        "depuis",
        "etapes",
        "manque",
        "valeur",
        "argent",
        "financeur",
        "suite",
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
            "argent": [(slug, words) for slug, (words, _) in money_conditions(on).items()],
            "suite": [(TO_TELL, "À dire"), *ActionOutcome.choices],
            "publication": [("brouillon", "Brouillon"), ("en-ligne", "Publiée")],
        }
        self._offer("archives", [(ARCHIVED, "Actions archivées", archived.count())])
        for name, choices in labels.items():
            self._offer(name, [(value, label, counts[name, value]) for value, label in choices])
        self._offer("financeur", funders_of(actions))
        self.take_names_of_today()

    def narrow(self, found, asked):
        found = super().narrow(found, asked)
        for name in COUNTED:
            if asked.get(name):
                found = found.filter(self.conditions[name, asked[name]])
        if asked.get("depuis"):
            found = found.filter(silent_since(asked["depuis"]))
        if asked.get("financeur"):
            rows = Funding.objects.filter(funder__slug=asked["financeur"])
            found = found.filter(pk__in=rows.values("action"))
        return found

    def said(self, found, words):
        """The rows that hold every word, drafts included: the index only knows what is public."""
        return matching(found, words)

    @property
    def asks_outcomes(self):
        """True when the list is chosen by what becomes of the actions."""
        return bool(self.cleaned_data.get("suite"))

    @property
    def year_without_value(self):
        """The year whose missing values are asked for, or None."""
        asked = self.cleaned_data.get("valeur")
        return int(asked) if asked else None


def funders_of(actions):
    """(slug, name, number of actions) of each funder of the queryset `actions`, by name."""
    rows = Funding.objects.filter(action__in=actions.order_by()).order_by().values_list("funder")
    counts = dict(rows.annotate(n=Count("action", distinct=True)))
    funders = in_name_order(Organisation.objects.filter(pk__in=counts))
    return [(one.slug, one.label, counts[one.pk]) for one in funders]

"""The filters of the list of letters: one form that owns its queryset."""

import datetime as dt

from django import forms

from letters.models import LetterState
from records.folding import matching
from reporting.models import Campaign, Letter, LetterKind

KEPT = dt.timedelta(days=366)
TO_HANDLE, EVERY, STUCK = "", "toutes", "bloquees"


class LetterFilter(forms.Form):
    """Bound to the query string; without a choice, the letters that wait for somebody's care."""

    etat = forms.ChoiceField(label="État", required=False)
    nature = forms.ChoiceField(
        label="Type de courriel", required=False, choices=[("", "Tous"), *LetterKind.choices]
    )
    campagne = forms.ModelChoiceField(
        Campaign.objects.all(), label="Campagne", required=False, empty_label="Toutes"
    )
    q = forms.CharField(
        label="Nom ou adresse de courriel",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, data, *, at):
        super().__init__(data, label_suffix="")
        self.auto_id = "filtre-%s"
        self.at, self.since = at, at - KEPT
        self.fields["etat"].choices = [
            (TO_HANDLE, "À traiter"),
            (EVERY, "Tous"),
            (STUCK, "En attente depuis plus d’un quart d’heure"),
            *LetterState.choices,
        ]

    def filter(self):
        """The letters that answer every understood filter: what waits, or the last 12 months."""
        self.is_valid()
        asked = self.cleaned_data
        state = asked.get("etat", TO_HANDLE)
        if state == TO_HANDLE:  # whatever their age
            found = Letter.objects.faulty()
        elif state == STUCK:
            found = Letter.objects.stuck(self.at)
        else:
            found = Letter.objects.filter(created_at__gte=self.since)
            found = found if state == EVERY else found.filter(state=state)
        if asked.get("nature"):
            found = found.filter(kind=asked["nature"])
        if asked.get("campagne"):
            found = found.filter(campaign=asked["campagne"])
        if asked.get("q"):
            said = found.values_list("pk", "to", "person__full_name", "person__email")
            found = found.filter(pk__in=matching(said, asked["q"]))
        found = found.select_related("person", "campaign", "invitation__organisation")
        return found.defer("html", "headers")

    @property
    def misunderstood(self):
        """Labels of the filters that hold something else than a choice: they are ignored."""
        return [self.fields[name].label for name in self.errors]

    @property
    def shows_to_handle(self):
        return self.cleaned_data.get("etat", TO_HANDLE) == TO_HANDLE

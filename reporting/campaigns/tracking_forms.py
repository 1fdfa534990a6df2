"""The filters of the table that follows a campaign."""

from django import forms

from actions.models import Action
from actions.search import matching
from partners.models import Organisation
from records.folding import fold
from reporting.campaigns.response_tracking import SORTS, answer_conditions, count_answers

SORT_WORDS = {
    "": "Numéro de l’action",
    "organisation": "Organisation",
    "etat": "État",
    "reponse": "Réponse la plus récente",
}


class FollowFilter(forms.Form):
    """Bound to the query string; owns the reports of `campaign` that it keeps."""

    q = forms.CharField(
        label="Mots cherchés",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    choix = forms.ChoiceField(label="Où en sont les réponses", required=False)
    organisation = forms.ChoiceField(label="Organisation", required=False)
    tri = forms.ChoiceField(label="Ranger par", required=False, choices=SORT_WORDS.items())

    def __init__(self, data, *, campaign, on):
        super().__init__(data, label_suffix="", auto_id="suivi-%s")
        self.campaign, self.on = campaign, on
        self.known = answer_conditions(campaign, on)
        self.counts = count_answers(campaign, self.known)
        self.fields["choix"].choices = [
            ("", "Toutes"),
            *(
                (slug, f"{words} ({self.counts[slug]})")
                for slug, (words, _condition) in self.known.items()
            ),
        ]
        asked = Organisation.objects.filter(reports__campaign=campaign).distinct()
        self.organisations = {row.slug: row for row in asked}
        names = [(row.slug, row.label) for row in asked]
        names.sort(key=lambda pair: fold(pair[1]))
        self.fields["organisation"].choices = [("", "Toutes"), *names]

    def filter(self):
        """The reports that answer every understood filter, in the order asked for."""
        self.is_valid()
        asked = self.cleaned_data
        found = self.campaign.reports.with_to_enter(self.on).select_related(
            "action", "organisation"
        )
        if slug := asked.get("choix"):
            found = found.filter(self.known[slug][1])
        if slug := asked.get("organisation"):
            found = found.filter(organisation=self.organisations[slug])
        if words := asked.get("q"):
            asked_actions = Action.objects.filter(reports__campaign=self.campaign)
            found = found.filter(action__in=matching(asked_actions, words).values("pk"))
        return found.order_by(*SORTS[asked.get("tri", "")], "pk")

    @property
    def misunderstood(self):
        """Labels of the filters whose value means nothing here: they are ignored."""
        return [self.fields[name].label for name in self.errors]

    @property
    def active(self):
        """(label, value, query string without it) of each filter in force."""
        found = []
        for name in ("q", "choix", "organisation"):
            value = self.cleaned_data.get(name)
            if not value:
                continue
            rest = self.data.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            said = {
                "q": f"« {value} »",
                "choix": self.known.get(value, ("",))[0],
                "organisation": getattr(self.organisations.get(value), "label", ""),
            }[name]
            found.append((self.fields[name].label, said, rest.urlencode()))
        return found

    def links(self, *slugs):
        """(number, words, query string) of the conditions `slugs` that some report meets."""
        return [
            (self.counts[slug], self.known[slug][0], f"choix={slug}")
            for slug in slugs
            if self.counts.get(slug)
        ]

"""The form that prepares a campaign: its words, its dates, the actions it covers."""

import datetime as dt

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils import timezone

from actions.models.selection import NAMES, validate_selection
from actions.selection import selection_of
from conventions.models import Convention, Domain, Enjeu
from partners.models import Organisation
from records.folding import fold
from reporting.campaigns.campaigns import prepare
from reporting.campaigns.reminder_schedule import revive
from reporting.campaigns.text_forms import form_helper
from reporting.models import Campaign, CampaignKind
from reporting.models.campaign import NATURE, NO_FIGURES_DAY

DUE_AFTER, CLOSES_AFTER = dt.timedelta(weeks=3), dt.timedelta(weeks=5)
# Partners look back once the last year is over; longer, since they answer of all their actions.
OPINIONS_AFTER = dt.timedelta(days=12)
OPINIONS_DUE, OPINIONS_CLOSE = dt.timedelta(weeks=4), dt.timedelta(weeks=8)
CHOSEN = ("enjeu", "domaine", "pilote")
FROZEN = ("convention", "opens_on", *CHOSEN, "others", "forget")
LONGEST = dt.timedelta(days=366)
FAR_OPENING = "Ce jour est à plus d’un an d’ici : vérifiez l’année."
TOO_LONG = "Une campagne dure un an au plus : vérifiez les années."
OTHER_CONVENTION = "Ce choix n’est pas dans cette convention : la liste est à jour, choisissez."
LATE_OPENING = "La date attendue doit venir après l’ouverture."
LATE_DUE = "La fermeture doit venir après la date attendue."
ALL = "Sans choix, toutes les actions publiées dont une réponse est attendue."
ALL_LED = "Sans choix, toutes les actions publiées qui ont un pilote, achevées ou non."
ALREADY_OVER = (
    "Choisissez un jour à venir. Pour fermer aujourd’hui, choisissez « Fermer la campagne »."
)


def query_of(selection, names):
    """The filters `names` of `selection`, as the working list writes them in its addresses."""
    found = QueryDict(mutable=True)
    for name in names:
        found.setlist(name, selection.get(name, []))
    return found.urlencode()


class CampaignForm(forms.ModelForm):
    """`given` is the query string of the working list, for a campaign prepared from there.

    It says what a new campaign asks; the others keep theirs.
    """

    given = QueryDict()
    enjeu = forms.ChoiceField(
        label="Enjeu", required=False, error_messages={"invalid_choice": OTHER_CONVENTION}
    )
    domaine = forms.ChoiceField(label="Thème", required=False)
    pilote = forms.ChoiceField(label="Pilote", required=False)
    others = forms.CharField(label="Autres filtres", required=False, widget=forms.HiddenInput)
    forget = forms.BooleanField(
        label="Ignorer les autres filtres de la liste des actions", required=False
    )

    class Meta:
        model = Campaign
        fields = (
            "title", "convention", "intro", "opens_on", "due_on", "closes_on", "figures_on",
        )  # fmt: skip
        widgets = {"intro": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "title": {"required": "Donnez un titre à la campagne."},
            "convention": {"required": "Choisissez la convention."},
            "opens_on": {"required": "Donnez le jour d’ouverture."},
            "due_on": {"required": "Donnez le jour où les réponses sont attendues."},
            "closes_on": {"required": "Donnez le jour de fermeture."},
            "figures_on": {"required": NO_FIGURES_DAY},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        asked = self.given.get(NATURE)
        if self.instance.pk is None and asked in CampaignKind.values:
            self.instance.kind = asked
        calendar = ["opens_on", "due_on", "closes_on", "figures_on"]
        self.fields["figures_on"].required = True
        if self.instance.is_evaluation:
            del self.fields[calendar.pop()]
        conventions = Convention.objects.for_staff()
        self.fields["convention"].queryset = conventions
        self.fields["convention"].empty_label = None
        self.propose(conventions)
        if self.instance.opened_at is not None:
            for name in FROZEN:
                self.fields[name].disabled = True
        if not self.initial["others"]:
            self.fields["forget"].widget = forms.HiddenInput()
        self.helper = form_helper("La campagne n’est pas encore enregistrée")
        self.helper.layout = Layout(
            Fieldset("Ce qui est demandé", "title", "convention", "intro"),
            Fieldset("Le calendrier", *calendar),
            Fieldset(
                "Les actions concernées",
                HTML(f'<p class="hint">{ALL_LED if self.instance.is_evaluation else ALL}</p>'),
                *(*CHOSEN, "others", "forget"),
            ),
        )

    def propose(self, conventions):
        """What the fields show before anything is typed."""
        selection = self.instance.selection
        kept_key = self.instance.convention_id
        convention = next((row for row in conventions if row.pk == kept_key), None)
        if self.instance.pk is None:
            named = self.given.get("convention")
            convention = next((row for row in conventions if row.slug == named), None)
            convention = convention or next(iter(conventions), None)
            self.initial |= {
                "convention": convention and convention.pk,
                **self.proposed(convention),
            }
            selection = selection_of(self.given)
        if self.is_bound and self.instance.opened_at is None:
            chosen = self.data.get(self.add_prefix("convention"))
            convention = next((row for row in conventions if str(row.pk) == chosen), convention)
        if convention is not None:
            self.fields["enjeu"].label = convention.territory.enjeu_name.capitalize()
        # Those of the convention alone: another one gives the same codes to other words.
        enjeux = Enjeu.objects.filter(convention=convention)
        codes = {row.code: f"{row.code}. {row.title}" for row in enjeux}
        leads = Organisation.objects.filter(led_actions__isnull=False).distinct()
        choices = {
            "enjeu": codes.items(),
            "domaine": [(row.slug, row.name) for row in Domain.objects.all()],
            "pilote": sorted(
                ((row.slug, row.label) for row in leads), key=lambda pair: fold(pair[1])
            ),
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", "Tous"), *found]
            self.initial.setdefault(name, next(iter(selection.get(name, [])), ""))
        others = [name for name in NAMES if name not in CHOSEN]
        self.initial.setdefault("others", query_of(selection, others))

    def proposed(self, convention):
        """The title and the dates of a new campaign of `convention` (None: there is none yet)."""
        if self.instance.is_evaluation and convention is not None:
            first = max(self.today, convention.ends_on + OPINIONS_AFTER)
            first = first if first - self.today < LONGEST else self.today
            return {
                "title": f"Votre avis sur la convention {convention.slug}",
                "opens_on": first,
                "due_on": first + OPINIONS_DUE,
                "closes_on": first + OPINIONS_CLOSE,
            }
        return {
            "opens_on": self.today,
            "due_on": self.today + DUE_AFTER,
            "closes_on": self.today + CLOSES_AFTER,
            "figures_on": dt.date(self.today.year - 1, 12, 31),
        }

    @property
    def changeable(self):
        """Names of the fields of the model that may still change."""
        names = [name for name in self.Meta.fields if name in self.fields]
        return [name for name in names if not self.fields[name].disabled]

    def clean(self):
        asked = super().clean()
        opens, due, closes = (asked.get(name) for name in ("opens_on", "due_on", "closes_on"))
        if opens and due and due < opens:
            self.add_error("due_on", LATE_OPENING)
        if due and closes and closes < due:
            self.add_error("closes_on", LATE_DUE)
        if opens and closes and not self.errors and closes - opens > LONGEST:
            self.add_error("closes_on", TOO_LONG)
        if opens and not self.instance.opened_at and abs(opens - self.today) > LONGEST:
            self.add_error("opens_on", FAR_OPENING)
        if self.instance.opened_at and closes and closes < self.today:
            self.add_error("closes_on", ALREADY_OVER)
        try:
            validate_selection(self.selection)
        except forms.ValidationError as error:
            self.add_error("others", error)
        return asked

    @property
    def selection(self):
        """The selection of actions chosen, once the form was judged."""
        asked = self.cleaned_data
        others = selection_of(QueryDict("" if asked.get("forget") else asked.get("others", "")))
        return others | {name: [asked[name]] for name in CHOSEN if asked.get(name)}

    def as_it_would_be(self):
        """The Campaign that the bound form describes, unsaved; None while it is at fault."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return Campaign(
            convention=asked["convention"], selection=self.selection, kind=self.instance.kind
        )

    def save(self, commit=True):
        is_new = self.instance.pk is None
        if self.instance.opened_at is None:
            self.instance.selection = self.selection
        campaign = super().save(commit)
        if is_new:
            prepare(campaign)
        elif "due_on" in self.changed_data:
            revive(campaign, on=self.today)
        return campaign

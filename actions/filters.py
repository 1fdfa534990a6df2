"""The filters of the list of actions: one form that owns its queryset."""

from dataclasses import dataclass

from django import forms
from django.db.models import Case, Count, F, IntegerField, When

from actions.models import Action, Audience
from actions.progress import progress_by_enjeu, total
from actions.search import answering
from conventions.models import Commune, Domain
from partners.models import Organisation
from records.folding import fold, in_name_order
from records.french import full_date
from records.models.merged import kept_slug

DELAYS = [("dans-les-temps", "Dans les temps"), ("en-retard", "En retard")]
DELAYS_OVER = [("dans-les-temps", "Se poursuit"), ("en-retard", "Non achevée")]
SORTS = [
    ("", "Ordre du plan"),
    ("titre", "Titre, de A à Z"),
    ("fin", "Fin prévue la plus proche"),
    ("recent", "Page enregistrée le plus récemment"),
]


# Filters whose rows may be merged: the former value leads to the other.
MERGEABLE = {"pilote": Organisation, "financeur": Organisation, "public": Audience}


@dataclass(frozen=True)
class Active:
    """A filter in force: its label, the label of its value, the query string without it.

    `said` is what its chip says: the value of a first filter goes without its label.
    """

    label: str
    value: str
    without: str
    said: str


def in_title_order(actions):
    """`actions` from A to Z, accents and capitals aside, alike on every database: one query."""
    titles = actions.order_by("number").values_list("pk", "title")
    ordered = sorted(titles, key=lambda row: fold(row[1]))
    ranks = [When(pk=pk, then=rank) for rank, (pk, _title) in enumerate(ordered)]
    return actions.order_by(Case(*ranks, default=0, output_field=IntegerField()), "number")


class ActionFilter(forms.Form):
    """Bound to the query string; `actions` are the public actions it narrows down."""

    q = forms.CharField(
        label="Mots cherchés",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    public = forms.ChoiceField(label="Pour qui", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    domaine = forms.ChoiceField(label="Thème", required=False)
    enjeu = forms.ChoiceField(required=False)
    etat = forms.ChoiceField(label="Avancement", required=False)
    delai = forms.ChoiceField(label="Délai", required=False)
    pilote = forms.ChoiceField(label="Pilote", required=False)
    tri = forms.ChoiceField(label="Ranger par", required=False, choices=SORTS)

    first = ("q", "public", "commune", "domaine")  # what a resident asks: what, for whom, where

    def __init__(self, data, *, actions, enjeux, territory, on):
        super().__init__(data, label_suffix="")
        self.actions = actions
        self.on = on
        self.auto_id = "filtre-%s"
        self.labels = {}
        per_enjeu = progress_by_enjeu(actions, on)
        whole = total(per_enjeu.values())
        self.enjeu_name = territory.enjeu_name
        self.fields["enjeu"].label = territory.enjeu_name.capitalize()
        none = total([])
        self._offer(
            "enjeu",
            [(e.code, f"{e.code}. {e.title}", per_enjeu.get(e.pk, none).total) for e in enjeux],
        )
        self._offer("domaine", self._rows(Domain.objects.all(), "domains"))
        audiences = Audience.objects.in_use()
        self.reach = audiences.reach()
        self.audiences = {row.slug: row for row in audiences}
        for_whom = actions.count_by_audience(self.reach)
        rows = [(slug, row.name, for_whom[row.pk]) for slug, row in self.audiences.items()]
        self._offer("public", rows)
        communes = in_name_order(Commune.objects.filter(territory=territory.pk))
        self.communes = {row.slug: row for row in communes}
        near = actions.count_by_commune(communes)
        self._offer("commune", [(row.slug, row.name, near[row.pk]) for row in communes])
        self._offer("etat", whole.rows)
        on_time, late = DELAYS_OVER if whole.is_over else DELAYS
        self._offer("delai", [(*on_time, whole.on_time), (*late, whole.late)])
        per_lead = self._counts("lead")
        leads = in_name_order(Organisation.objects.filter(pk__in=[key for key in per_lead if key]))
        self._offer("pilote", [(o.slug, o.label, per_lead[o.pk]) for o in leads])
        self.take_names_of_today()

    def take_names_of_today(self):
        """What was asked by the name of a row merged since is asked by that of today."""
        for name in MERGEABLE:
            if name in self.labels and (asked := self.data.get(name)):
                self.data = self.data.copy()
                self.data[name] = self.value_today(name, asked)

    def value_today(self, name, value):
        """`value` of the filter `name`, or that of the row it was merged with since."""
        if name not in MERGEABLE or value in self.labels[name]:
            return value
        return kept_slug(MERGEABLE[name], value) or value

    def _counts(self, field):
        return dict(self.actions.order_by().values_list(field).annotate(n=Count("pk")))

    def _rows(self, rows, field):
        counts = self._counts(field)
        return [(row.slug, row.name, counts.get(row.pk, 0)) for row in rows]

    def _offer(self, name, rows):
        """Choices of a field: « tous », then each value with its number of actions."""
        choices = [
            (value, label if count is None else f"{label} ({count})")
            for value, label, count in rows
        ]
        self.labels[name] = {value: label for value, label, _ in rows}
        self.fields[name].choices = [("", "Tous" if name != "commune" else "Toutes"), *choices]

    def filter(self):
        """The actions that answer every understood filter, in the order asked for."""
        self.is_valid()
        found = self.narrow(self.actions, self.cleaned_data)
        return self._sorted(found, self.cleaned_data.get("tri"))

    def narrow(self, found, asked):
        """The rows of `found` that answer every filter of the dict `asked`."""
        lookups = {
            "enjeu": "enjeu__code",
            "domaine": "domains__slug",
            "etat": "avancement",
            "pilote": "lead__slug",
        }
        for name, lookup in lookups.items():
            if asked.get(name):
                found = found.filter(**{lookup: asked[name]})
        if asked.get("public"):
            found = found.for_audiences(self.reach[self.audiences[asked["public"]].pk])
        if asked.get("commune"):
            found = found.in_commune(self.communes[asked["commune"]])
        if asked.get("delai"):
            late = asked["delai"] == DELAYS[1][0]
            found = found.late(self.on) if late else found.on_time(self.on)
        if asked.get("q"):
            found = self.said(found, asked["q"])
        return found

    def said(self, found, words):
        """The rows of `found` that answer `words`, typed by a resident: as the page of a search."""
        return answering(found, words)

    def _sorted(self, actions, order):
        if order == "titre":
            return in_title_order(actions)
        if order == "fin":
            return actions.order_by(F("ends_on").asc(nulls_last=True), "number")
        if order == "recent":
            return actions.order_by("-modified_on", "number")
        return actions.in_plan_order()

    @property
    def first_fields(self):
        return [self[name] for name in self.first]

    @property
    def more_fields(self):
        """The other fields, folded away until one of them is used."""
        return [field for field in self if field.name not in self.first]

    @property
    def uses_more(self):
        return any(self.cleaned_data.get(field.name) for field in self.more_fields)

    @property
    def misunderstood(self):
        """Labels of the filters whose value means nothing here: they are ignored."""
        return [self.fields[name].label for name in self.errors]

    @property
    def active(self):
        """Filters in force, each with the query string that drops it (and the page)."""
        found = []
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if not value or name == "tri":
                continue
            rest = self.data.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            label, words = self.fields[name].label, self.value_label(name, value)
            said = words if name in self.first else f"{label} : {words}"
            found.append(Active(label, words, rest.urlencode(), said))
        return found

    @property
    def asks_what_exists(self):
        """True when somebody looks for what exists (`first`), in no order of their own."""
        asked = self.cleaned_data
        return not asked.get("tri") and any(asked.get(name) for name in self.first)

    @property
    def commune_asked(self):
        """The commune asked for, or None."""
        return self.communes.get(self.cleaned_data.get("commune"))

    @property
    def audience(self):
        """The audience asked for, as (name in addresses, name), or None."""
        value = self.cleaned_data.get("public")
        return (value, self.labels["public"][value]) if value else None

    def value_label(self, name, value):
        """The understood `value` of the filter `name`, in words."""
        if name not in self.labels:
            return f"« {value} »" if isinstance(value, str) else full_date(value)
        return self.labels[name][value]


def action_filter(data, *, convention, territory, on):
    """The filter form for the public actions of `convention` (none without a convention)."""
    actions = Action.objects.of(convention)
    enjeux = list(convention.enjeux.all()) if convention else []
    return ActionFilter(data, actions=actions, enjeux=enjeux, territory=territory, on=on)

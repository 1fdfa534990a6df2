"""The forms of a next convention: how it begins, its levels, its actions. Built from the rows."""

import re

from django import forms

from actions.quick_forms import plain_helper
from conventions.models import Convention
from partners.models import Organisation
from records.admin.fields import DateWidget
from reviews.next_plan.fates import Fate
from reviews.next_plan.levels import (
    BLANK_LINES,
    DROP,
    INTO,
    KEEP,
    MOST_NEW,
    TITLE_LENGTH,
    NewLine,
)
from reviews.next_plan.models import Shape, Taken

NOT_AN_ORIGIN = "Une des cases cochées n’est plus dans l’ancien plan : cochez de nouveau."
TAKEN = {
    "label": "Ce qui se poursuit avec chaque action",
    "choices": Taken.choices,
    "required": False,
    "widget": forms.CheckboxSelectMultiple,
}


class BeginForm(forms.ModelForm):
    """The new convention, and what it takes from the old one; nothing is written of its plan."""

    signatories = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Signataires pressentis",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ceux de la convention qui finit. Vous en ajouterez d’autres sur sa fiche.",
    )
    shape = forms.ChoiceField(
        label="Structure du plan",
        choices=Shape.choices,
        initial=Shape.ADAPTED,
        widget=forms.RadioSelect,
    )
    take = forms.MultipleChoiceField(**TAKEN, initial=Taken.values)

    class Meta:
        model = Convention
        fields = ("title", "slug", "starts_on", "ends_on", "levels")
        widgets = {"starts_on": DateWidget(), "ends_on": DateWidget()}

    def __init__(self, *args, former, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(signatures__convention=former, archived_on=None)
        field = self.fields["signatories"]
        field.queryset = rows.order_by("signatures__position", "name", "pk")
        field.choices = [(row.pk, row.name) for row in field.queryset]
        field.initial = [pk for pk, _name in field.choices]
        if not field.choices:
            del self.fields["signatories"]
        self.helper = plain_helper(*self.fields)

    @property
    def choices(self):
        return {"shape": self.cleaned_data["shape"], "take": self.cleaned_data["take"]}


def text_field(label, longest, **options):
    return forms.CharField(label=label, max_length=longest, required=False, **options)


class StructureForm(forms.Form):
    """One group of fields for each old level that is not continued yet, and for each new one.

    `spare` is how many blank lines there are at least; `legends` says what each field is about.
    """

    def __init__(self, structure, carry, *args, spare=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.structure, self.groups, self.new_groups, self.legends = structure, [], [], {}
        self.enjeux = self.targets(enjeux=True)
        self.objectives = self.targets(enjeux=False)
        for line in structure.lines.values():
            if line.became is None:
                self.add_old(line)
        numbers = [int(line.key[1:]) for line in structure.new_lines]
        blank = max(spare, min(BLANK_LINES, MOST_NEW - len(numbers)))
        first = max(numbers, default=0) + 1
        new = [NewLine(f"n{number}") for number in range(first, first + blank)]
        for line in (*structure.new_lines, *new):
            self.add_new(line)
        self.add("take", forms.MultipleChoiceField(**TAKEN), sorted(carry.taken), "Pour toutes")

    def targets(self, *, enjeux):
        """(key, words) of what one may merge into or go under: going on, new, or there already."""
        there = [one for one in self.structure.targets(enjeux=enjeux) if one.is_there]
        found = [(one.key, f"{one.name} (déjà dans la suite)") for one in there]
        kept = self.structure.enjeu_lines if enjeux else self.structure.objective_lines
        found += [(one.key, str(one.row)) for one in kept if one.became is None]
        for line in self.structure.new_lines:
            if bool(line.under) is not enjeux:
                found.append((line.key, f"{line.title or line.code} (nouveau)"))
        return found

    @property
    def new_keys(self):
        """Keys of the new lines that are written."""
        return {line.key for line in self.structure.new_lines}

    def add(self, name, field, initial, legend):
        field.initial = initial
        self.fields[name], self.legends[name] = field, legend
        return name

    def add_old(self, line):
        is_enjeu = line.is_enjeu
        others = self.enjeux if is_enjeu else self.objectives
        others = [(f"{INTO}{key}", words) for key, words in others if key != line.key]
        choices = [(KEEP, "Se poursuit"), (DROP, "S’arrête là")]
        if others:
            choices.append(("Fusionne avec", others))
        fate = forms.ChoiceField(label="Ce qu’il devient", choices=choices)
        names = [
            self.add(f"{line.key}-fate", fate, line.fate, line.row),
            self.add(f"{line.key}-title", text_field("Titre", TITLE_LENGTH), line.title, line.row),
            self.add(f"{line.key}-code", code_field(), line.code, line.row),
        ]
        if not is_enjeu:
            names.append(self.add_under(line, "Comme aujourd’hui", line.row))
        self.groups.append((line, names))

    def add_new(self, line):
        origins = [
            (one.key, str(one.row))
            for one in (*self.structure.enjeu_lines, *self.structure.objective_lines)
        ]
        origin = forms.MultipleChoiceField(
            label="Vient de",
            choices=origins,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=self.what_it_comes_from(),
            error_messages={"invalid_choice": NOT_AN_ORIGIN},
        )
        legend = f"Nouvelle ligne {len(self.new_groups) + 1}"
        title = text_field("Titre", TITLE_LENGTH)
        names = [
            self.add(f"{line.key}-title", title, line.title, legend),
            self.add(f"{line.key}-code", code_field(), line.code, legend),
        ]
        if self.structure.has_objectives:
            names.append(self.add_under(line, "Premier niveau du plan", legend))
        if origins:
            self.add(f"{line.key}-origins", origin, line.origins, legend)
        self.new_groups.append((line, names))

    def what_it_comes_from(self):
        """What a new level cannot come from, in the words of the territory."""
        if not self.structure.has_objectives:
            return ""
        territory = self.structure.following.territory
        return (
            f"Au premier niveau : seulement des {territory.enjeu_names}. Plus bas : seulement des "
            f"{territory.objective_names}."
        )

    def add_under(self, line, empty, legend):
        choices = [("", empty), *((key, words) for key, words in self.enjeux if key != line.key)]
        field = forms.ChoiceField(label="Se range sous", choices=choices, required=False)
        return self.add(f"{line.key}-under", field, line.under, legend)

    @property
    def old_rows(self):
        return [(line, [self[name] for name in names]) for line, names in self.groups]

    @property
    def new_rows(self):
        """(line, its fields, where it comes from or None) of each."""
        found = []
        for line, names in self.new_groups:
            origin = f"{line.key}-origins"
            origin = self[origin] if origin in self.fields else None
            found.append((line, [self[name] for name in names], origin))
        return found

    def said(self, line, name, default=""):
        return self.cleaned_data.get(f"{line.key}-{name}", default)

    def choices(self, before):
        """The choices `before`, with those of the form."""
        levels = {
            line.key: {name: self.said(line, name) for name in ("fate", "title", "code", "under")}
            for line, _names in self.groups
        }
        new = [
            {name: self.said(line, name) for name in ("title", "code", "under")}
            | {"key": line.key, "origins": self.said(line, "origins", [])}
            for line, _names in self.new_groups
            if any(self.said(line, name) for name in ("title", "code", "under", "origins"))
        ]
        told = before.get("levels", {}) | levels
        return before | {"levels": told, "new": new, "take": self.cleaned_data["take"]}


def code_field():
    return text_field("Numéro", 10)


class ActionsForm(forms.Form):
    """What becomes of each of the `lines` (OldActions), and where it goes."""

    new_keys: frozenset = frozenset()  # nothing is added there

    def __init__(self, lines, structure, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines, self.legends, places = lines, {}, places_of(structure)
        for line in lines:
            key = line.action.pk
            self.legends |= {f"a{key}-{name}": line.action for name in ("fate", "with", "place")}
            self.fields[f"a{key}-fate"] = forms.ChoiceField(
                label="Ce qu’elle devient", choices=Fate.choices, initial=line.fate
            )
            self.fields[f"a{key}-with"] = forms.CharField(
                label="Fusionne avec le numéro",
                max_length=20,
                required=False,
                initial=line.with_code,
                widget=forms.TextInput(attrs={"list": "numeros", "autocomplete": "off"}),
            )
            self.fields[f"a{key}-place"] = forms.ChoiceField(
                label="Se range sous",
                choices=[("", "Choisissez…"), *places] if not line.place else places,
                required=False,
                initial=line.place,
            )

    @property
    def rows(self):
        names = ("fate", "with", "place")
        return [
            (line, [self[f"a{line.action.pk}-{name}"] for name in names]) for line in self.lines
        ]

    def choices(self, before):
        """The choices `before`, with those of the form that differ from what is proposed."""
        told = dict(before.get("actions", {}))
        for line in self.lines:
            key = line.action.pk
            names = ("fate", "with", "place")
            given = {name: self.cleaned_data[f"a{key}-{name}"] for name in names}
            if line.is_said or self.differs(line, given):
                told[str(key)] = given
        return before | {"actions": told}

    def differs(self, line, given):
        return given != {"fate": line.fate, "with": line.with_code, "place": line.place}


def places_of(structure):
    """(key, words) of each level of the next plan, objectives under their enjeu, in order."""
    enjeux = sorted(structure.targets(enjeux=True), key=in_order)
    objectives = sorted(structure.targets(enjeux=False), key=in_order)
    found = []
    for enjeu in enjeux:
        found.append((enjeu.key, enjeu.name))
        found += [(one.key, f"— {one.name}") for one in objectives if one.parent is enjeu]
    return found


def in_order(level):
    return (level.row.position, re.sub("[0-9]+", lambda n: n[0].zfill(6), level.row.code))


def filtered(lines, asked):
    """Those of the OldActions that the filter `asked` keeps."""
    if asked in Fate.values:
        return [line for line in lines if line.fate == asked]
    return [line for line in lines if not line.place] if asked == "sans-place" else lines

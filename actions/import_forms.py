"""What staff send about a table: the file, which column is what, their agreement."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from actions.importing.columns import (
    ATTACHED_COLUMNS,
    BY_HEADING,
    BY_KEY,
    DECLARED,
    READ,
    heading_key,
)
from actions.importing.columns.named import MARK
from conventions.models import Convention

NOT_TAKEN = "Ignorer"
OFFERED_LISTS = ("communes", "partners", "funders", "planned")  # for a column called by a name


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Le tableau du plan",
        help_text="Un fichier XLSX, ODS ou CSV de 10 Mo et 5 000 lignes au plus.",
        allow_empty_file=True,  # refused later, in the same words as the command
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Choisissez le fichier de votre tableau."},
    )
    convention = forms.ModelChoiceField(
        Convention.objects.order_by("-starts_on", "pk"),
        label="Convention du plan",
        empty_label=None,
        error_messages={"required": "Choisissez une convention."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_error_title = "Ce fichier n’est pas importé"
        self.helper.layout = Layout(
            "file", "convention", ButtonHolder(Submit("envoyer", "Voir ce que ce fichier change"))
        )

    def clean_convention(self):
        convention = self.cleaned_data["convention"]
        if convention.is_read_only:
            raise forms.ValidationError(convention.closed_words)
        return convention


class ColumnsForm(forms.Form):
    """One question for each column of the `sheets`; `mapping` once valid.

    Sheets that have the same headings are asked about together.
    """

    def __init__(self, sheets, mapping, data=None):
        super().__init__(data, auto_id="%s")
        alike = {}
        for sheet in sheets:
            headings = tuple((heading.column, heading.text) for heading in sheet.headings)
            alike.setdefault(headings, []).append(sheet)
        self.groups = list(alike.values())
        self.columns = {}
        for place, group in enumerate(self.groups):
            first = group[0]
            keys = {column: key for key, column in mapping.get(first.name, {}).items()}
            title = f"{first.name}, " if len(self.groups) > 1 else ""
            for heading in first.headings:
                key = keys.get(heading.column, "")
                # « 2024 » may be its year, « Budget 2024 » the money of that year.
                own = [BY_KEY.get(key), BY_HEADING.get(heading_key(heading.text))]
                if (year := heading.text[-4:]).isdigit():
                    own += [BY_KEY.get(f"{kind}_{year}") for kind in ("value", "planned", "actual")]
                own += named_choices(heading, key)
                offered = dict.fromkeys(filter(None, (*DECLARED, *ATTACHED_COLUMNS, *own)))
                name = f"colonne-{place}-{heading.column}"
                self.columns[name] = (place, heading)
                self.fields[name] = forms.ChoiceField(
                    label=f"{title}{heading.letter} « {heading.text or 'sans titre'} »",
                    help_text=f"Première valeur : {heading.sample}" if heading.sample else "Vide",
                    choices=[
                        ("", NOT_TAKEN),
                        *((column.key, column.heading) for column in offered),
                    ],
                    initial=key,
                    required=False,
                    error_messages={"invalid_choice": "Choisissez une des colonnes proposées."},
                )

    def clean(self):
        """Raise ValidationError when a column of the plan is given twice, or a needed one never."""
        cleaned = super().clean()
        given = {}
        for name, key in list(cleaned.items()):
            place, _heading = self.columns[name]
            if not key:
                continue
            if (place, key) in given:
                self.add_error(
                    name,
                    f"« {BY_KEY[key].heading} » est déjà donné par la colonne "
                    f"{self.columns[given[place, key]][1].letter} : n’en gardez qu’une.",
                )
            given.setdefault((place, key), name)
        for place, group in enumerate(self.groups):
            named = f"de la feuille « {group[0].name} »" if len(self.groups) > 1 else "du fichier"
            for column in READ:
                if column.required and (place, column.key) not in given:
                    self.add_error(
                        None, f"Dites quelle colonne {named} contient « {column.heading} »."
                    )
        return cleaned

    @property
    def mapping(self):
        """Name of a sheet → key of a column of the plan → number of the column."""
        found = [{} for _group in self.groups]
        for name, key in self.cleaned_data.items():
            if key:
                place, heading = self.columns[name]
                found[place][key] = heading.column
        return {
            sheet.name: dict(found[place])
            for place, group in enumerate(self.groups)
            for sheet in group
        }

    @property
    def left_out(self):
        """How many columns of the file are not taken."""
        return sum(not field.initial for field in self.fields.values())


def named_choices(heading, key):
    """The columns that would bear the name a `heading` gives, when no other column is so called."""
    name = heading.parts[-1] if heading.parts else ""
    if not name or (key and MARK not in key) or BY_HEADING.get(heading_key(name)):
        return []
    return [BY_KEY.get(f"{one}{MARK}{name}") for one in OFFERED_LISTS]


class ApplyForm(forms.Form):
    """`digest` is that of the preview shown; the reason is asked when something public moves."""

    digest = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Pourquoi ces changements ?",
        help_text="L’avancement ou les dates d’actions publiées changent. "
        "Votre raison reste dans l’historique, que seule l’équipe lit.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites pourquoi l’avancement ou les dates d’actions publiées changent.",
            "max_length": "Votre raison dépasse 2 000 caractères : raccourcissez-la.",
        },
    )

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)
        if not needs_reason:
            del self.fields["reason"]
        self.helper = FormHelper()
        self.helper.form_error_title = "L’import n’est pas appliqué"

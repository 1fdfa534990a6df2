"""What staff send about a table: the file, which column is what, their agreement."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from actions.importing.columns import BY_KEY, COLUMNS
from conventions.models import Convention

NOT_TAKEN = "Ignorer"


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


class ColumnsForm(forms.Form):
    """One question for each column of `sheet`; `mapping` once valid."""

    def __init__(self, sheet, mapping, data=None):
        super().__init__(data, auto_id="%s")
        keys = {place: key for key, place in mapping.items()}
        choices = [("", NOT_TAKEN), *((column.key, column.heading) for column in COLUMNS)]
        self.columns = {}
        for heading in sheet.headings:
            name = f"colonne-{heading.column}"
            self.columns[name] = heading
            self.fields[name] = forms.ChoiceField(
                label=f"{heading.letter} « {heading.text or 'sans titre'} »",
                help_text=f"Première valeur : {heading.sample}" if heading.sample else "Vide",
                choices=choices,
                initial=keys.get(heading.column, ""),
                required=False,
                error_messages={"invalid_choice": "Choisissez une des colonnes proposées."},
            )

    def clean(self):
        """Raise ValidationError when a column of the plan is given twice, or a needed one never."""
        cleaned = super().clean()
        given = {}
        for name, key in list(cleaned.items()):
            if not key:
                continue
            if key in given:
                self.add_error(
                    name,
                    f"« {BY_KEY[key].heading} » est déjà donné par la colonne "
                    f"{self.columns[given[key]].letter} : n’en gardez qu’une.",
                )
            given.setdefault(key, name)
        for column in COLUMNS:
            if column.required and column.key not in given:
                self.add_error(
                    None, f"Dites quelle colonne du fichier contient « {column.heading} »."
                )
        return cleaned

    @property
    def mapping(self):
        return {key: self.columns[name].column for name, key in self.cleaned_data.items() if key}

    @property
    def left_out(self):
        """How many columns of the file are not taken."""
        return sum(not field.initial for field in self.fields.values())


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

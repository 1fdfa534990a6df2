"""What staff answer about a table: which file, which column is what, which word means what."""

from hashlib import sha256

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from actions.importing.columns import (
    ATTACHED_COLUMNS,
    BY_HEADING,
    BY_KEY,
    COLUMNS,
    heading_key,
)
from actions.importing.import_plan import accepted
from actions.importing.name_matching import CREATE
from actions.models import WordKind
from conventions.models import Convention

NOT_TAKEN = "Ignorer"
LINES_NAMED = 8


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
        named = [BY_HEADING.get(heading_key(heading.text)) for heading in sheet.headings]
        taken = [BY_KEY[key] for key in mapping if key in BY_KEY]
        columns = dict.fromkeys((*COLUMNS, *ATTACHED_COLUMNS, *filter(None, named), *taken))
        choices = [("", NOT_TAKEN), *((column.key, column.heading) for column in columns)]
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


def word_id(word):
    return sha256(f"{word.kind}:{word.key}".encode()).hexdigest()[:12]


def lines_in_words(word):
    """« ligne 5 » or « lignes 5, 6, 7… »"""
    shown = ", ".join(map(str, word.lines[:LINES_NAMED]))
    if len(word.lines) == 1:
        return f"ligne {shown}"
    return f"lignes {shown}{'…' if len(word.lines) > LINES_NAMED else ''}"


class WordsForm(forms.Form):
    """One question for each of `words`, all of `plan`; `decisions` once valid."""

    def __init__(self, plan, words, data=None):
        super().__init__(data, auto_id="%s")
        self.plan = plan
        self.words = {}
        to_create = [word for word in words if word.suggestion == CREATE and word.is_pending]
        if len(to_create) > 1:
            self.fields["tout-creer"] = forms.BooleanField(
                label=f"Tout créer ({len([w for w in plan.pending if w.creates])})",
                help_text="Coche toutes les cases « Créer » ci-dessous, et des pages suivantes.",
                required=False,
            )
        for word in sorted(words, key=lambda word: word not in to_create):
            self.ask(word, may_tick=word in to_create)

    def ask(self, word, *, may_tick):
        """What `word` means, in a list; or a box to tick when a row to create is proposed."""
        name = word_id(word)
        self.words[name] = word
        about = f"{WordKind(word.kind).label.lower()}, {lines_in_words(word)}"
        label, initial = f"« {word.text} »", word.decision or word.suggestion
        choices = [("", "À décider"), *self.plan.choices[word.kind]]
        if may_tick:
            self.fields[f"creer-{name}"] = forms.BooleanField(
                label=f"Créer {label}", help_text=about, required=False
            )
            label, initial, about = f"ou prendre, pour {label}", "", ""
            choices = [pair for pair in choices if pair[0] != CREATE]
        elif word.detail:
            about = f"{about}, {word.detail}"
        self.fields[f"mot-{name}"] = forms.ChoiceField(
            label=label,
            help_text=about,
            choices=choices,
            initial=initial,
            required=False,
            error_messages={"invalid_choice": "Choisissez une des réponses proposées."},
        )

    @property
    def all_to_create(self):
        return self["tout-creer"] if "tout-creer" in self.fields else None

    @property
    def rows(self):
        """(checkbox or None, select) of each word."""
        return [
            (self[f"creer-{name}"] if f"creer-{name}" in self.fields else None, self[f"mot-{name}"])
            for name in self.words
        ]

    @property
    def decisions(self):
        """Kind → word → target, for the words that got an answer."""
        found = accepted(self.plan, words=False) if self.cleaned_data.get("tout-creer") else {}
        for name, word in self.words.items():
            target = self.cleaned_data.get(f"mot-{name}")
            if not target and self.cleaned_data.get(f"creer-{name}"):
                target = CREATE
            if target:
                found.setdefault(word.kind, {})[word.key] = target
        return found


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

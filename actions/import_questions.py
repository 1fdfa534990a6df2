"""The questions that a preview asks: what words mean, what faulty cells should say."""

from hashlib import sha256

from django import forms

from actions.importing.corrections import CELL, cell_id, original
from actions.importing.import_plan import accepted
from actions.importing.name_matching import CREATE
from actions.models import WordKind

LINES_NAMED = 8
A_MINUTE = 4  # questions answered in a minute
LONG = 60  # characters, more than what a field on one line shows


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
        for word in words:
            self.ask(word, may_tick=word in to_create)

    def ask(self, word, *, may_tick):
        """What `word` means, in a list; or a box to tick when a row to create is proposed."""
        name = word_id(word)
        self.words[name] = word
        about = lines_in_words(word)
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
    def groups(self):
        """(kind of word, its questions): each question is a box to tick, or None, and a list."""
        found = {}
        for name, word in self.words.items():
            box = self[f"creer-{name}"] if f"creer-{name}" in self.fields else None
            found.setdefault(WordKind(word.kind), []).append((box, self[f"mot-{name}"]))
        return [(kind.label, found[kind]) for kind in WordKind if kind in found]

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


def short_id(text):
    return sha256(text.encode()).hexdigest()[:12]


class CorrectionsForm(forms.Form):
    """A field for each faulty cell of `faults`, and for each cell corrected before.

    `typed` are the corrections of before, by the name of their cell. `workbook` is the file as it
    was received. `decisions` once valid: what is typed anew, under CELL.
    """

    def __init__(self, faults, workbook, typed, data=None):
        super().__init__(data, auto_id="%s")
        self.typed, self.cells = typed, {}
        for fault in faults:
            if fault.column is not None:
                cell = cell_id(fault.sheet, fault.column, fault.line)
                held = typed.get(cell, original(workbook, cell))
                label = f"Ligne {fault.line}, {fault.letter} « {fault.heading} »"
                self.ask(f"case-{short_id(cell)}", cell, label, held)
                self.fields[f"case-{short_id(cell)}"].widget.attrs["aria-invalid"] = "true"
        self.faulty = set(self.cells.values())
        for cell, held in typed.items():
            if cell not in self.faulty:
                before = original(workbook, cell) or "vide"
                self.ask(f"case-{short_id(cell)}", cell, cell.removeprefix("!"), held)
                self.fields[f"case-{short_id(cell)}"].help_text = f"Dans le fichier : {before}"

    @property
    def corrected(self):
        """The fields of the cells that were corrected before and are right now."""
        return [self[name] for name, cell in self.cells.items() if cell not in self.faulty]

    def ask(self, name, cell, label, held):
        """A field `name` for what `cell` should say; it `held` so much before."""
        self.cells[name] = cell
        is_long = len(held) > LONG or "\n" in held
        self.fields[name] = forms.CharField(
            label=label,
            initial=held,
            required=False,
            max_length=100_000,
            widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput,
        )

    def field_of(self, fault):
        """The field that corrects the cell of `fault`, None when no cell of the file is wrong."""
        if fault.column is None:
            return None
        return self[f"case-{short_id(cell_id(fault.sheet, fault.column, fault.line))}"]

    @property
    def decisions(self):
        """What was typed in cells, where it is not what they held."""
        changed = {
            cell: self.cleaned_data[name]
            for name, cell in self.cells.items()
            if name in self.changed_data and name in self.data
        }
        return {CELL: changed}


def minutes(questions):
    """How long it takes to answer so many `questions`, in whole minutes."""
    return max(1, -(-questions // A_MINUTE))

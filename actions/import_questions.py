"""The questions that a preview asks: what words mean, what faulty cells should say."""

from hashlib import sha256

from django import forms

from actions.importing.columns import BY_KEY
from actions.importing.corrections import text_of_cell
from actions.importing.import_plan import CELL, LINE, NUMBER, REASON, accepted
from actions.importing.name_matching import CREATE, IGNORE
from actions.importing.places import line_id
from actions.importing.row_reader import EMPTYING
from actions.models import Action, WordKind

LINES_NAMED = 8
LEVELS_FIRST = [WordKind.ENJEU, WordKind.OBJECTIVE]  # other answers depend on these
A_MINUTE = 4  # questions answered in a minute
LONG = 60  # characters, more than what a field on one line shows


def word_id(word):
    return short_id(f"{word.kind}:{word.key}")


def name_of(kind, place):
    """The name of the field about `place`, a line or a cell."""
    return f"{kind}-{short_id(place)}"


def short_id(text):
    return sha256(text.encode()).hexdigest()[:12]


def lines_in_words(word):
    """« ligne 5 » or « lignes 5, 6, 7… », with their sheets when there are several."""
    sheets = {place.rpartition("!")[0] for place in word.places}
    named = word.places if len(sheets) > 1 else map(str, word.lines)
    shown = ", ".join(list(named)[:LINES_NAMED])
    if len(word.lines) == 1:
        return f"ligne {shown}"
    return f"lignes {shown}{'…' if len(word.lines) > LINES_NAMED else ''}"


def line_in_words(place, with_sheet):
    """« Ligne 5 » for the line called « Plan!5 », or « Plan, ligne 5 »."""
    sheet, _, line = place.rpartition("!")
    return f"{sheet}, ligne {line}" if with_sheet else f"Ligne {line}"


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
        offered = self.plan.choices[word.kind] if word.choices is None else word.choices
        choices = [("", "À décider"), *offered]
        if may_tick:
            self.fields[f"creer-{name}"] = forms.BooleanField(
                label=f"Créer {label}", help_text=about, required=False
            )
            label, initial, about = f"ou prendre, pour {label}", "", ""
            choices = [pair for pair in choices if pair[0] != CREATE]
        elif word.detail:
            about = f"{about}. {word.detail}"
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
        order = [kind for kind in LEVELS_FIRST if kind in found]
        order += [kind for kind in WordKind if kind in found and kind not in order]
        return [(kind.label, found[kind]) for kind in order]

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


class CorrectionsForm(forms.Form):
    """What should stand in the faulty cells of `faults`, and in those of `plan` corrected before.

    A line can be left out instead. `workbook` is the file as it was received. `decisions` once
    valid.
    """

    def __init__(self, faults, plan, workbook, data=None):
        super().__init__(data, auto_id="%s")
        typed = {row.cell_id: row for row in plan.corrections}
        self.cells, self.lines, self.reasons = {}, {}, {}
        self.asked = {(place, word.text) for word in plan.pending for place in word.places}
        for fault in faults:
            if fault.is_about_reason:
                self.ask_reason(fault)
            elif fault.column is not None and not self.is_asked(fault):
                held = typed[fault.cell_id].after if fault.cell_id in typed else None
                if held is None:
                    held = text_of_cell(workbook, fault.cell_id)
                label = f"Ligne {fault.line}, {fault.letter} « {fault.heading} »"
                widget = self.ask(fault.cell_id, label, held).widget
                widget.attrs["aria-invalid"] = "true"
            self.offer_to_leave_out(fault)
        self.faulty = set(self.cells.values())
        for row in plan.corrections:
            if row.cell_id not in self.faulty:
                field = self.ask(row.cell_id, row.cell_id.removeprefix("!"), row.after)
                field.help_text = f"Dans le fichier : {row.before or 'vide'}"

    def is_asked(self, fault):
        """True when a question about its word is waiting: it is not asked here again."""
        return (line_id(fault.sheet, fault.line), fault.value) in self.asked

    def ask(self, cell, label, held):
        """The field for what `cell` should say, which says `held` now."""
        name = name_of(CELL, cell)
        self.cells[name] = cell
        is_long = len(held) > LONG or "\n" in held
        self.fields[name] = forms.CharField(
            label=label,
            initial=held,
            required=False,
            max_length=100_000,
            widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput,
        )
        return self.fields[name]

    def ask_reason(self, fault):
        """Why the action of a line is paused or abandoned: no column of the file says it."""
        name = name_of(REASON, line_id(fault.sheet, fault.line))
        self.reasons[name] = line_id(fault.sheet, fault.line)
        self.fields[name] = forms.CharField(
            label=f"Ligne {fault.line}, {fault.letter} « {fault.heading} » : motif",
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2, "aria-invalid": "true"}),
        )

    def offer_to_leave_out(self, fault):
        line = line_id(fault.sheet, fault.line)
        self.lines[name_of(LINE, line)] = line
        self.fields[name_of(LINE, line)] = forms.BooleanField(
            label=f"Ignorer la ligne {fault.line}", required=False
        )

    def questions(self, faults):
        """(fault, the field of its cell or None, the box of its line once, is it a question)"""
        seen = set()
        for fault in faults:
            cell = name_of(CELL, fault.cell_id)
            box = name_of(LINE, line_id(fault.sheet, fault.line))
            shown = None if box in seen else self[box]
            seen.add(box)
            reason = name_of(REASON, line_id(fault.sheet, fault.line))
            name = reason if fault.is_about_reason else cell
            field = self[name] if name in self.fields else None
            yield fault, field, shown, self.is_asked(fault)

    @property
    def corrected(self):
        """The fields of the cells that were corrected before and are right now."""
        return [self[name] for name, cell in self.cells.items() if cell not in self.faulty]

    @property
    def decisions(self):
        """What was typed in cells, where it is not what they held; the lines left out."""
        sent = {name for name in self.changed_data if name in self.data}
        typed = {cell: self.cleaned_data[n] for n, cell in self.cells.items() if n in sent}
        left = {line: IGNORE for name, line in self.lines.items() if self.cleaned_data.get(name)}
        reasons = {line: self.cleaned_data[n] for n, line in self.reasons.items() if n in sent}
        return {CELL: typed, LINE: left, REASON: reasons}


class LinesForm(forms.Form):
    """A box for each of the lines set aside, to take it back as an action."""

    def __init__(self, ignored, data=None):
        super().__init__(data, auto_id="%s")
        self.lines = {}
        for line in ignored:
            name = name_of(LINE, line.line_id)
            self.lines[name] = line.line_id
            sheet = f"{line.sheet}, " if line.sheet else ""
            self.fields[name] = forms.BooleanField(
                label=f"{sheet}ligne {line.line} : {line.text}",
                help_text=line.why,
                required=False,
            )

    @property
    def decisions(self):
        taken = {line: CREATE for name, line in self.lines.items() if self.cleaned_data.get(name)}
        return {LINE: taken}


class NumbersForm(forms.Form):
    """The code of each action that the file adds, `numbers`, to be changed before it is written."""

    def __init__(self, numbers, data=None):
        super().__init__(data, auto_id="%s")
        self.lines = {}
        for number in numbers:
            name = name_of(NUMBER, number.line_id)
            self.lines[name] = number.line_id
            self.fields[name] = forms.CharField(
                label=number.title,
                initial=number.code,
                error_messages={"required": f"Donnez un numéro à « {number.title} »."},
                max_length=Action._meta.get_field("code").max_length,
                widget=forms.TextInput(attrs={"size": 10}),
            )

    @property
    def decisions(self):
        """The codes typed anew."""
        typed = {
            line: self.cleaned_data[name]
            for name, line in self.lines.items()
            if name in self.changed_data
        }
        return {NUMBER: typed}


class EmptyCellsForm(forms.Form):
    """A box for each column whose empty cells would clear what the site holds.

    Left unticked, an empty cell of a table that is not our own export keeps what is there.
    """

    def __init__(self, plan, decided, data=None):
        super().__init__(data, auto_id="%s")
        self.keys = {}
        for key in dict.fromkeys([*decided, *plan.kept]):
            self.keys[f"{EMPTYING}-{key}"] = key
            kept = plan.kept.get(key)
            self.fields[f"{EMPTYING}-{key}"] = forms.BooleanField(
                label=f"Vider « {BY_KEY[key].heading} »",
                help_text=f"Valeurs gardées : {kept}" if kept else "",
                initial=decided.get(key) == CREATE,
                required=False,
            )

    @property
    def decisions(self):
        return {
            EMPTYING: {
                key: CREATE if self.cleaned_data[name] else IGNORE
                for name, key in self.keys.items()
            }
        }


def minutes(questions):
    """How long it takes to answer so many `questions`, in whole minutes."""
    return max(1, -(-questions // A_MINUTE))

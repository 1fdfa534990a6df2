"""What staff correct of a file on its preview: its cells, its lines, its numbers, its blanks."""

from django import forms

from actions.import_questions import name_of
from actions.importing.columns import BY_KEY
from actions.importing.corrections import text_of_cell
from actions.importing.import_plan import CELL, LINE, NUMBER, REASON
from actions.importing.name_matching import CREATE, IGNORE
from actions.importing.places import line_id
from actions.importing.row_reader import EMPTYING
from actions.models import Action

LONG = 60  # characters, more than what a field on one line shows


def names_of_fault(fault):
    line = line_id(fault.sheet, fault.line)
    return {name_of(CELL, fault.cell_id), name_of(LINE, line), name_of(REASON, line)}


def names_of_number(number):
    return {name_of(NUMBER, number.line_id)}


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

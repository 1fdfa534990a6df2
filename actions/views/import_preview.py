"""The page of an import not yet applied: its questions and what its file would change."""

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse

from actions.import_corrections import (
    CorrectionsForm,
    EmptyCellsForm,
    LinesForm,
    NumbersForm,
    names_of_fault,
    names_of_number,
)
from actions.import_forms import ApplyForm, ColumnsForm
from actions.import_questions import (
    WordsForm,
    line_in_words,
    minutes,
    names_of_word,
    sent_or_shown,
)
from actions.importing.batch import plan_of, preview
from actions.importing.column_mapping import propose_mappings, remembered_columns, unread
from actions.importing.columns import BY_KEY
from actions.importing.import_plan import merged
from actions.importing.memory import remember_columns, remember_words
from actions.importing.reading.headings import with_communes
from actions.importing.row_reader import EMPTYING
from actions.models import ImportBatch
from partners.permissions import may_publish
from records.editing import form_recovery
from tables.errors import TableRefused

PER_PAGE = 50
WORDS_PER_PAGE = 40
# Lists of a preview, each with the name of its page number in the address.
LISTS = {
    "faults": "fautes",
    "proposed_numbers": "numeros",
    "added": "ajouts",
    "changed": "changements",
    "absent": "absentes",
    "ignored": "ecartees",
    "notes": "remarques",
}


class PreviewPage:
    """The sheets, the columns, the words, what would change, and the button that applies it.

    `forms` are those about the plan, by the name of their step.
    """

    def __init__(self, request, batch, workbook):
        self.request, self.batch, self.workbook = request, batch, workbook
        self.sheets = workbook.fit
        self.ticked = [s for s in self.sheets if s.name in batch.sheets] or self.sheets[:1]
        self.columns_form = ColumnsForm(self.ticked, batch.mapping)
        self.apply_form = self.plan = None
        self.forms, self.pages = {}, {}
        self.refusal = ""

    @property
    def apply_address(self):
        return reverse("import-apply", args=[self.batch.pk])

    def save(self):
        """Keep the answers sent about one of its steps; False when they are not valid."""
        step = self.request.POST.get("etape")
        if step == "feuille":
            return self.save_sheet()
        if step == "colonnes":
            return self.save_columns()
        return self.save_answers(step) if step in STEPS else True

    def save_sheet(self):
        """Keep the sheets ticked; those read before keep their columns."""
        places = self.request.POST.getlist("feuille")
        chosen = [sheet for place, sheet in enumerate(self.sheets) if str(place) in places]
        chosen = chosen or self.ticked
        names = with_communes(self.batch.convention.territory)
        proposed = propose_mappings(chosen, remembered_columns(), names)
        self.batch.sheets = [sheet.name for sheet in chosen]
        self.batch.mapping = {
            name: self.batch.mapping.get(name, mapping) for name, mapping in proposed.items()
        }
        self.batch.keep("sheets", "mapping")
        return True

    def save_columns(self):
        self.columns_form = ColumnsForm(self.ticked, self.batch.mapping, self.request.POST)
        if not self.columns_form.is_valid():
            return False
        self.batch.mapping = self.columns_form.mapping
        self.batch.keep("mapping")
        remember_columns(self.ticked, self.batch.mapping)
        return True

    def save_answers(self, step):
        """Keep what is answered about the plan: its words, its cells, its lines, its numbers."""
        self.make_plan(saved=False)  # what was shown stays so until the page is shown again
        if self.plan is None:
            return True
        form = self.forms[step] = STEPS[step](self, self.request.POST)
        if not form.is_valid():
            return False
        with transaction.atomic():  # another answer may be on its way: both are kept
            locked = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
            self.batch.decisions = merged(locked.decisions, form.decisions)
            self.batch.keep("decisions")
        remember_words(form.decisions)
        return True

    def make_plan(self, *, saved=True):
        """The plan, unless the columns do not allow one; `saved`, it is the one that is shown."""
        if self.plan is None and not self.columns_form.errors:
            try:
                self.plan = (
                    preview(self.batch, self.workbook, with_choices=False)
                    if saved
                    else plan_of(self.batch, self.workbook)
                )
            except TableRefused as refused:
                self.refusal = str(refused)

    def page_of(self, name):
        """The page that the address asks for of the list `name` of the plan."""
        if name not in self.pages:
            number = self.request.GET.get(LISTS[name])
            self.pages[name] = Paginator(getattr(self.plan, name), PER_PAGE).get_page(number)
        return self.pages[name]

    def ask_words(self, data=None):
        """The words of the page asked for, those nobody decided about first."""
        words = sorted(self.plan.words, key=lambda word: (not word.is_pending, not word.creates))
        number = self.request.GET.get("mots")
        page = self.pages["words"] = Paginator(words, WORDS_PER_PAGE).get_page(number)
        return WordsForm(self.plan, sent_or_shown(words, page, names_of_word, data), data)

    def ask_cells(self, data=None):
        page = self.page_of("faults")
        faults = sent_or_shown(self.plan.faults, page, names_of_fault, data)
        return CorrectionsForm(faults, self.plan, self.workbook, data)

    def ask_numbers(self, data=None):
        page = self.page_of("proposed_numbers")
        numbers = sent_or_shown(self.plan.proposed_numbers, page, names_of_number, data)
        return NumbersForm(numbers, data)

    def ask_lines(self, data=None):
        return LinesForm(list(self.page_of("ignored")), data)

    def ask_empty_cells(self, data=None):
        known = self.batch.decisions.get(EMPTYING, {})
        decided = {key: target for key, target in known.items() if key in BY_KEY}
        return EmptyCellsForm(self.plan, decided, data)

    @property
    def unread(self):
        """The columns of the sheets ticked that are not taken, each once."""
        of_all = (unread(s, self.batch.mapping.get(s.name, {})) for s in self.ticked)
        return list(dict.fromkeys(name for of_one in of_all for name in of_one))

    @property
    def heading(self):
        """What the page asks for now, before the name of the file."""
        if self.plan is None:
            return "Colonnes à choisir"
        if self.plan.pending:
            return "Questions sur le fichier"
        if self.plan.faults:
            return "Erreurs à corriger"
        return "Aperçu de l’import" if self.plan.can_apply else "Rien à importer"

    def render(self, status=200):
        self.make_plan()
        plan = self.plan
        context = {
            "batch": self.batch,
            "heading": self.heading,
            "sheets": self.sheets,
            "attached": self.workbook.attached,
            "left_out": [sheet for sheet in self.workbook.sheets if sheet.refusal],
            "ticked": self.ticked,
            "aside": [s for s in self.sheets if s.aside and s not in self.ticked],
            "columns_form": self.columns_form,
            "unread": self.unread,
            "refusal": self.refusal,
            "plan": plan,
            "is_kept": form_recovery.take_up(
                self.request, self.columns_form, only=("etape", "colonnes")
            ),
        }
        if plan:
            for step, ask in STEPS.items():
                form = self.forms[step] = self.forms.get(step) or ask(self)
                context["is_kept"] |= form_recovery.take_up(
                    self.request, form, only=("etape", step)
                )
            self.apply_form = self.apply_form or ApplyForm(
                initial={"digest": plan.digest}, needs_reason=plan.needs_reason
            )
            form_recovery.take_up(self.request, self.apply_form, self.apply_address)
            context |= {
                "words_form": self.forms["mots"],
                "words_page": self.pages["words"],
                "minutes": minutes(len(plan.pending)),
                "cells_form": self.forms["cases"],
                "questions": self.forms["cases"].questions(self.page_of("faults")),
                "numbers_form": self.forms["numeros"],
                "lines_form": self.forms["lignes"],
                "empty_form": self.forms["vides"],
                "remarks": [
                    (line_in_words(place, len(self.ticked) > 1), told)
                    for place, told in self.page_of("notes")
                ],
                "apply_form": self.apply_form,
                "needs_publisher": plan.moves_publication and not may_publish(self.request.user),
                "touches_public": any(row.was_published for row in plan.changed),
                **{name: self.page_of(name) for name in LISTS},
            }
        asked = (self.columns_form, self.apply_form, *self.forms.values())
        context["has_errors"] = any(form and form.errors for form in asked)
        return render(self.request, "actions/import_batch.html", context, status=status)


# What is asked about a plan: the name of the step, what asks it.
STEPS = {
    "mots": PreviewPage.ask_words,
    "cases": PreviewPage.ask_cells,
    "numeros": PreviewPage.ask_numbers,
    "lignes": PreviewPage.ask_lines,
    "vides": PreviewPage.ask_empty_cells,
}

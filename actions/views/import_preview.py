"""The page of an import not yet applied: its questions and what its file would change."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse

from actions.import_forms import ApplyForm, ColumnsForm, WordsForm
from actions.importing.batch import preview
from actions.importing.column_mapping import propose_mapping, remembered_columns
from actions.importing.import_plan import merged
from partners.permissions import may_publish
from records.editing import form_recovery
from tables.errors import TableRefused

PER_PAGE = 50
WORDS_PER_PAGE = 40
# Lists of a preview, each with the name of its page number in the address.
LISTS = {"faults": "fautes", "added": "ajouts", "changed": "changements", "absent": "absentes"}


class PreviewPage:
    """The sheet, the columns, the words, what would change, and the button that applies it."""

    def __init__(self, request, batch, workbook):
        self.request, self.batch, self.workbook = request, batch, workbook
        self.sheets = workbook.fit
        self.sheet = next((s for s in self.sheets if s.name == batch.sheet), self.sheets[0])
        self.columns_form = ColumnsForm(self.sheet, batch.mapping)
        self.words_form = self.apply_form = self.plan = None
        self.refusal = ""

    @property
    def apply_address(self):
        return reverse("import-apply", args=[self.batch.pk])

    def save(self):
        """Keep the answers sent about one of its steps; False when they are not valid."""
        steps = {"feuille": self.save_sheet, "colonnes": self.save_columns, "mots": self.save_words}
        step = steps.get(self.request.POST.get("etape"))
        return step() if step else True

    def save_sheet(self):
        names = {str(place): sheet for place, sheet in enumerate(self.sheets)}
        sheet = names.get(self.request.POST.get("feuille"), self.sheet)
        self.batch.sheet = sheet.name
        self.batch.mapping = propose_mapping(sheet, remembered_columns())
        self.batch.keep("sheet", "mapping")
        return True

    def save_columns(self):
        self.columns_form = ColumnsForm(self.sheet, self.batch.mapping, self.request.POST)
        if not self.columns_form.is_valid():
            return False
        self.batch.mapping = self.columns_form.mapping
        self.batch.keep("mapping")
        return True

    def save_words(self):
        self.make_plan()
        if self.plan is None:
            return True
        self.words_form = WordsForm(self.plan, self.words_asked(), self.request.POST)
        if not self.words_form.is_valid():
            return False
        self.batch.decisions = merged(self.batch.decisions, self.words_form.decisions)
        self.batch.keep("decisions")
        return True

    def make_plan(self):
        """The plan, unless the columns do not allow one."""
        if self.plan is None and not self.columns_form.errors:
            try:
                self.plan = preview(self.batch, self.workbook)
            except TableRefused as refused:
                self.refusal = str(refused)

    def words_asked(self):
        """The words of the page asked for, those nobody decided about first."""
        words = sorted(self.plan.words, key=lambda word: (not word.is_pending, not word.creates))
        number = self.request.GET.get("mots")
        self.words_page = Paginator(words, WORDS_PER_PAGE).get_page(number)
        return list(self.words_page)

    @property
    def heading(self):
        """What the page asks for now, before the name of the file."""
        if self.plan is None:
            return "Colonnes à choisir"
        if self.plan.pending:
            return "Mots à expliquer"
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
            "sheet": self.sheet,
            "columns_form": self.columns_form,
            "refusal": self.refusal,
            "plan": plan,
            "is_kept": form_recovery.take_up(
                self.request, self.columns_form, only=("etape", "colonnes")
            ),
        }
        if plan:
            self.words_form = self.words_form or WordsForm(plan, self.words_asked())
            self.apply_form = self.apply_form or ApplyForm(
                initial={"digest": plan.digest}, needs_reason=plan.needs_reason
            )
            context["is_kept"] |= form_recovery.take_up(
                self.request, self.words_form, only=("etape", "mots")
            )
            form_recovery.take_up(self.request, self.apply_form, self.apply_address)
            context |= {
                "words_form": self.words_form,
                "words_page": self.words_page,
                "apply_form": self.apply_form,
                "needs_publisher": plan.moves_publication and not may_publish(self.request.user),
                "touches_public": any(row.was_published for row in plan.changed),
                **{
                    name: Paginator(getattr(plan, name), PER_PAGE).get_page(
                        self.request.GET.get(number)
                    )
                    for name, number in LISTS.items()
                },
            }
        return render(self.request, "actions/import_batch.html", context, status=status)

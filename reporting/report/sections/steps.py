"""The steps of the action: which are done, and since when."""

from django import forms

from actions.models import Milestone, MilestoneState
from records.dates import is_plausible
from records.french import full_date
from reporting.models import ReportState, ReportStep
from reporting.report.reading import locked_row, step_rows, validate_and_save
from reporting.report.sections.base import AnswerRows
from reporting.report.sections.rows import KnownRows, rows_formset
from reporting.report.sections.shapes import NEEDED_THEN, ReviewedRow, Summary

UNCHANGED = "Rien de nouveau sur cette étape"


def date_fault(step, done_on, on):
    """What is wrong on the date `on` in the day when `step` was done; "" when it is right."""
    if done_on is None:
        return f"Dites quand l’étape « {step.milestone.title} » a été faite."
    if done_on > on:
        return f"L’étape « {step.milestone.title} » ne peut pas être faite dans le futur."
    if not is_plausible(done_on):
        return f"Vérifiez l’année où l’étape « {step.milestone.title} » a été faite."
    return ""


class StepForm(forms.ModelForm):
    """Whether one step is done, and since when."""

    class Meta:
        model = ReportStep
        fields = ["is_done", "done_on"]
        labels = {"is_done": "Faite", "done_on": "Faite le"}
        error_messages = {
            "done_on": {"invalid": "Donnez une date qui existe, par exemple 21/03/2026."}
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["done_on"].need = NEEDED_THEN

    @property
    def is_already_done(self):
        """True when the public page says so already: nothing here changes it."""
        return self.instance.milestone.state == MilestoneState.DONE

    @property
    def is_asked(self):
        return self.instance.is_done or not self.is_already_done


class StepRows(KnownRows):
    """The steps still to come, and those that the partner ticked.

    The others stay in the form, hidden: the team may have marked them done while it was open.
    """

    read = staticmethod(step_rows)

    @property
    def asked(self):
        return [line for line in self.forms if line.is_asked]

    @property
    def unasked(self):
        return [line for line in self.forms if not line.is_asked]


def step_words(milestone):
    """« Faite, le 5 janvier 2026 »; "" without a step."""
    if milestone is None:
        return ""
    words = milestone.get_state_display()
    return f"{words}, le {full_date(milestone.done_on)}" if milestone.done_on else words


class StepsSection(AnswerRows):
    """Its wording is a dict key of a ReportStep to mark done → the date."""

    name = "steps"
    label = "Les étapes"
    about = "milestone"
    formset = rows_formset(ReportStep, StepForm, StepRows)

    def subjects(self, actions):
        return Milestone.objects.filter(action__in=actions).exclude(state=MilestoneState.DONE)

    def lacks(self, report, on):
        for rank, step in enumerate(step_rows(report)):
            if step.is_done and (words := date_fault(step, step.done_on, on)):
                yield f"id_steps-{rank}-done_on", words

    def summary(self, report):
        done = [step for step in step_rows(report) if step.is_done]
        return Summary(self.label, items=[self.done_words(step) for step in done])

    def done_words(self, step):
        """« Ouverture : faite le 21 mars 2026 »."""
        when = f" le {full_date(step.done_on)}" if step.done_on else ""
        return f"{step.milestone.title} : faite{when}"

    def recorded(self, report):
        return {
            "steps": [
                {
                    "step": str(step.milestone),
                    "done": step.is_done,
                    "on": step.done_on.isoformat() if step.done_on else "",
                }
                for step in step_rows(report)
            ]
        }

    def recorded_words(self, said):
        return ", ".join(one["step"] for one in said.get("steps", []) if one["done"])

    def compared_rows(self, report, public, form):
        found = []
        for step in step_rows(report):
            milestone = public.milestones.get(step.milestone_id, step.milestone)
            is_over = milestone.state == MilestoneState.DONE
            if is_over and not step.is_done:
                continue  # nobody says anything of it
            proposed = UNCHANGED
            if step.is_done:
                proposed = f"Faite, le {full_date(step.done_on)}"
                if is_over and report.state != ReportState.PUBLISHED:
                    proposed += " : déjà faite, rien ne changera"
            fields = self.row_of(form, step).bound
            words = step_words(milestone)
            found.append(ReviewedRow(str(milestone), words, proposed, fields=fields))
        return found

    def reviewed(self, report):
        """The rows that the reviewer may change: those not yet done in public."""
        return [one for one in step_rows(report) if one.milestone.state != MilestoneState.DONE]

    def add_fields(self, form):
        for step in self.reviewed(form.report):
            row = self.row_of(form, step)
            is_done = {"initial": step.is_done, "required": False}
            row.put("done", forms.BooleanField(label="Publier comme faite", **is_done))
            done_on = {"initial": step.done_on, "required": False}
            row.put("on", forms.DateField(label="Faite le", **done_on))

    def clean(self, form):
        for step in self.reviewed(form.report):
            row = self.row_of(form, step)
            if not row.get("done") or row.name("on") in form.errors:
                continue
            if words := date_fault(step, row.get("on", None), form.on):
                row.fault("on", words)

    def proposed(self, report):
        return {step.pk: step.done_on for step in step_rows(report) if step.is_done}

    def given(self, form):
        rows = {step.pk: self.row_of(form, step) for step in self.reviewed(form.report)}
        return {key: row.get("on") for key, row in rows.items() if row.get("done")}

    def publish(self, report, wording, on):
        for step in step_rows(report):
            if step.pk not in wording:
                continue
            milestone = locked_row(Milestone, step.milestone_id)
            if milestone.state != MilestoneState.DONE:
                milestone.state, milestone.done_on = MilestoneState.DONE, wording[step.pk]
                validate_and_save(milestone)

    def public_words(self, report, public):
        return [
            [str(step), step_words(public.milestones.get(step.milestone_id))]
            for step in step_rows(report)
        ]

    def compare_published(self, found, report, before, after):
        super().compare_published(found, report, before, after)
        found.lines = [row for row in found.lines if row.public != row.proposed]

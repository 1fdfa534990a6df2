"""Where the action stands, and why when it is paused or given up."""

from django import forms

from actions.models import Avancement
from actions.models.avancement import NEEDS_REASON, REASON_HINT
from reporting.report.sections.base import AnswerSection
from reporting.report.sections.shapes import (
    NEEDED_THEN,
    AskedField,
    Summary,
    difference,
    field_text,
    text_field,
)


def why(state):
    return f"Dites pourquoi l’action est « {Avancement(state).label} »."


class AvancementSelect(forms.Select):
    """Marks the states that need a reason: space.css asks it as soon as one is chosen."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in NEEDS_REASON:
            option["attrs"]["data-reason"] = True
        return option


class AvancementSection(AnswerSection):
    """Its wording is (state, reason)."""

    name = "avancement"
    label = "Où en est l’action"
    questions = {
        "avancement": AskedField(
            "Où en est l’action aujourd’hui ?", widget=AvancementSelect(), need=""
        ),
        "avancement_reason": AskedField(
            "Pourquoi est-elle en pause ou abandonnée ?",
            "Une phrase suffit.",
            forms.Textarea(attrs={"rows": 2}),
            need=NEEDED_THEN,
        ),
    }

    def lacks(self, report, on):
        declared = report.avancement or report.action.avancement
        changed = declared != report.action.avancement
        if declared in NEEDS_REASON and changed and not report.avancement_reason.strip():
            yield "id_avancement_reason", why(declared)
        yield from super().lacks(report, on)

    def summary(self, report):
        before = report.action.get_avancement_display()
        now = report.get_avancement_display() or before
        state = now if now == before else f"{before} → {now}"
        reason = report.avancement_reason
        return Summary(self.label, f"{state} : {reason}" if reason else state)

    def recorded_words(self, said):
        state, reason = said.get("avancement"), said.get("avancement_reason")
        label = Avancement(state).label if state in Avancement.values else ""
        return f"{label} : {reason}" if reason else label

    def compare(self, found, report, public, form):
        action = public.action
        found.public_state, found.public = action.avancement, action.avancement_reason
        found.proposed_state, found.proposed = self.shown(report)
        found.pieces = difference(found.public, found.proposed)

    def add_fields(self, form):
        state, reason = self.shown(form.report)
        choice = forms.ChoiceField(
            label="Avancement publié", choices=Avancement.choices, initial=state
        )
        form.put(self.name, "avancement", choice)
        text = text_field(
            "Motif publié",
            reason,
            rows=2,
            required=False,
            help_text=REASON_HINT,
        )
        form.put(self.name, "avancement_reason", text)

    def clean(self, form):
        state = form.cleaned_data.get("avancement")
        if state in NEEDS_REASON and not form.cleaned_data.get("avancement_reason"):
            form.add_error("avancement_reason", why(state))

    def shown(self, report):
        """What publishing leads to. Today's reason is kept when nothing new is said."""
        state, action = report.avancement or report.action.avancement, report.action
        kept = action.avancement_reason if state == action.avancement else ""
        return state, report.avancement_reason or kept

    def proposed(self, report):
        return report.avancement, self.shown(report)[1]

    def given(self, form):
        """ "" for a state that neither the partner nor the reviewer chose: it stays as it is."""
        state, reason = form.cleaned_data["avancement"], form.cleaned_data["avancement_reason"]
        is_chosen = form.report.avancement or state != form.report.action.avancement
        return state if is_chosen else "", reason

    def fill_update(self, update, wording):
        update.avancement = wording[0]

    def change_action(self, action, report, wording):
        state, reason = wording
        if state and state != action.avancement:
            action.avancement = state
            action.avancement_on = report.answered_on
            action.avancement_by = report.organisation
        if field_text(reason) != field_text(action.avancement_reason):
            action.avancement_reason = field_text(reason)

    def public_words(self, report, public):
        return [public.action.avancement, public.action.avancement_reason]

    def compare_published(self, found, report, before, after):
        found.public_state, found.public = before
        found.proposed_state, found.proposed = after

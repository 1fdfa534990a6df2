"""What an evaluation campaign asks of one action: how far its goal was reached, in worded steps."""

from django import forms

from reporting.models import CampaignKind
from reporting.report.sections.base import AnswerSection
from reporting.report.sections.shapes import NEEDED, AskedField, Summary
from reviews.models.evaluation import Attainment

CHOOSE = "Choisissez jusqu’où le but de l’action est atteint."
FATE = "Compté dans l’évaluation"
MAY_BE_QUOTED = "L’équipe peut le citer, avec le nom de votre organisation"
LABELS = dict(Attainment.choices)


class AttainmentSection(AnswerSection):
    """Its wording is a value of Attainment."""

    name = "attainment"
    label = "Jusqu’où le but est atteint"
    kind = CampaignKind.EVALUATION
    questions = {
        "attainment": AskedField(
            "Pour vous, jusqu’où le but de cette action est-il atteint ?",
            "C’est votre avis : il peut être différent de celui des autres partenaires.",
            forms.Select(choices=[("", "Choisissez"), *Attainment.choices]),
            need=NEEDED,
            fate=FATE,
        )
    }

    def lacks(self, report, on):
        if not report.attainment:
            yield "id_attainment", CHOOSE

    def summary(self, report):
        return Summary(self.label, report.get_attainment_display())

    def recorded_words(self, said):
        return LABELS.get(said.get("attainment"), "")

    def compare(self, found, report, public, form):
        found.public = self.public_words(report, public)
        found.proposed = report.get_attainment_display()

    def add_fields(self, form):
        choice = forms.ChoiceField(
            label="Appréciation gardée",
            choices=Attainment.choices,
            initial=form.report.attainment,
            error_messages={"required": CHOOSE},
        )
        form.put(self.name, self.name, choice)

    def proposed(self, report):
        return report.attainment

    def given(self, form):
        return form.cleaned_data[self.name]

    def fill_update(self, update, wording):
        update.attainment = wording

    def public_words(self, report, public):
        return public.opinion.get_attainment_display() if public.opinion else ""

    def compare_published(self, found, report, before, after):
        found.public, found.proposed = before, after

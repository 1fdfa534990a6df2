"""Sections made of one text of the answer: published as the news of the action, or never."""

from django import forms

from records.french import figure
from reporting.models import CampaignKind
from reporting.report.figures import read_people
from reporting.report.sections.base import AnswerSection
from reporting.report.sections.shapes import AskedField, difference, line_field, text_field

PEOPLE_IN_FIGURES = "Écrivez le nombre de personnes en chiffres, par exemple 45."


class TextSection(AnswerSection):
    """One text. `update_field` is the field that keeps it once validated: of an Update, which
    tells it to residents, or of a PartnerOpinion in a campaign of that `kind`.

    `required` says what to do when nothing is written: to the partner, then to the reviewer.
    """

    def __init__(
        self, name, label, question, *, update_field="", rows=5, required=(), kind=CampaignKind.NEWS
    ):
        self.name, self.label, self.questions = name, label, {name: question}
        self.update_field, self.rows, self.required = update_field, rows, required
        self.is_private, self.kind = not update_field, kind

    def told(self, public):
        """What `public` holds of it today, "" for nothing."""
        row = public.latest if self.kind == CampaignKind.NEWS else public.opinion
        value = getattr(row, self.update_field) if row is not None else ""
        return "" if value is None else value

    def lacks(self, report, on):
        if self.required and not getattr(report, self.name).strip():
            yield f"id_{self.name}", self.required[0]
        yield from super().lacks(report, on)

    def compare(self, found, report, public, form):
        super().compare(found, report, public, form)
        if self.update_field:
            found.public = str(self.told(public))
        found.pieces = difference(found.public, found.proposed)

    def add_fields(self, form):
        if self.is_private:
            return
        options = {"required": False}
        if self.required:
            options = {"error_messages": {"required": self.required[1]}}
        initial = getattr(form.report, self.name)
        label = "Texte publié" if self.kind == CampaignKind.NEWS else "Texte gardé"
        form.put(self.name, self.name, text_field(label, initial, self.rows, **options))

    def proposed(self, report):
        return "" if self.is_private else getattr(report, self.name)

    def given(self, form):
        return "" if self.is_private else form.cleaned_data[self.name]

    def fill_update(self, update, wording):
        if self.update_field:
            setattr(update, self.update_field, wording)

    def public_words(self, report, public):
        if self.update_field:
            return self.told(public)
        return None

    def compare_published(self, found, report, before, after):
        super().compare_published(found, report, before, after)
        if not self.is_private:
            found.public, found.proposed = before, after
            found.pieces = difference(before, after)


class PeopleSection(TextSection):
    """How many people the action reached: typed as it comes, published as a number."""

    def __init__(self):
        question = AskedField(
            "Combien de personnes ont été aidées ou accueillies ?",
            "En chiffres, par exemple 45. De 1 à 4, la page dira « moins de 5 ».",
            forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            {"max_length": "Écrivez seulement un nombre, par exemple 45."},
        )
        super().__init__(
            "people_reached",
            "Les personnes aidées ou accueillies",
            question,
            update_field="people_reached",
        )

    def lacks(self, report, on):
        try:
            read_people(report.people_reached)
        except ValueError:
            yield "id_people_reached", PEOPLE_IN_FIGURES

    def compare(self, found, report, public, form):
        super().compare(found, report, public, form)
        found.pieces = []  # two numbers have no words in common

    def add_fields(self, form):
        form.put(
            self.name,
            self.name,
            line_field(
                "Nombre publié",
                form.report.people_reached,
                60,
                help_text="De 1 à 4, la page dit « moins de 5 ».",
            ),
        )

    def clean(self, form):
        try:
            read_people(form.cleaned_data.get(self.name, ""))
        except ValueError:
            form.add_error(self.name, PEOPLE_IN_FIGURES)

    def proposed(self, report):
        return read_people(report.people_reached)

    def given(self, form):
        return read_people(form.cleaned_data[self.name])

    def public_words(self, report, public):
        return figure(public.latest.people_reached if public.latest else None)

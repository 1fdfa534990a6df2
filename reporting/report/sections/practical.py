"""How one makes use of the service: still exact, or what has to be corrected. Asked of services.

What the partner writes is in words: the reviewer reads it beside today's values and corrects those
here. What was confirmed, or corrected, is verified on the day of the answer.
"""

from django import forms
from django.core.exceptions import ValidationError

from actions.models import Action, Place
from actions.practical_page import place_title, practical_lines
from reporting.models.report import PracticalSaid
from reporting.report.reading import locked_row, validate_and_save
from reporting.report.sections.base import AnswerSection
from reporting.report.sections.shapes import (
    NEEDED_THEN,
    AskedField,
    Summary,
    difference,
    field_text,
    line_field,
    text_field,
)

NO_OPINION = "Je ne sais pas"
STILL_EXACT = "Toujours exactes."
TO_CORRECT = "À corriger par l’équipe, qui n’en publie que le résultat :"
WHAT_IS_WRONG = "Écrivez ce qu’il faut corriger dans les informations pratiques."
BOTH = "Les informations pratiques sont-elles exactes, ou à corriger ? Choisissez."
LINES = ("phone", "email", "price")  # what the reviewer corrects in one line
VERIFIED = "practical-verified"


class SaidSelect(forms.Select):
    """Nobody has to know: the first choice says so, rather than dashes."""

    def create_option(self, name, value, label, *args, **kwargs):
        return super().create_option(name, value, label if value else NO_OPINION, *args, **kwargs)


def said_words(said, corrections):
    if corrections:
        return corrections
    return STILL_EXACT if said == PracticalSaid.EXACT else ""


def hours_field(place):
    return f"practical-hours-{place.pk}"


class PracticalSection(AnswerSection):
    """Its wording: "verified", a bool; when somebody corrects, "fields" (of Action → value) and
    "hours" (key of a Place → words).
    """

    name = "practical"
    label = "Les informations pratiques"
    questions = {
        "practical_said": AskedField(
            "Ces informations sont-elles toujours exactes ?", widget=SaidSelect()
        ),
        "practical": AskedField(
            "Que faut-il corriger ?",
            "L’équipe corrige la page d’après ce que vous écrivez. N’écrivez pas de nom de "
            "personne.",
            forms.Textarea(attrs={"rows": 3}),
            need=NEEDED_THEN,
            fate="L’équipe le lit, et corrige la page",
        ),
    }

    def is_asked(self, report):
        return super().is_asked(report) and report.action.is_service

    def lacks(self, report, on):
        if not self.is_asked(report):
            return
        typed = report.practical.strip()
        if report.practical_said == PracticalSaid.WRONG and not typed:
            yield "id_practical", WHAT_IS_WRONG
        if report.practical_said == PracticalSaid.EXACT and typed:
            yield "id_practical_said", BOTH
        yield from super().lacks(report, on)

    def summary(self, report):
        said = said_words(report.practical_said, report.practical)
        return Summary(self.label, f"{TO_CORRECT} {said}" if report.practical else said)

    def recorded_words(self, said):
        return said_words(said.get("practical_said"), said.get("practical", ""))

    # --- reviewed ---

    def compare(self, found, report, public, form):
        found.proposed = said_words(report.practical_said, report.practical)
        if found.proposed:
            found.public = "\n".join(practical_lines(public.action, public.places))
        else:
            found.secret = True  # nobody says anything of it: it is not shown

    def corrects(self, form):
        """Whether the reviewer may change what is public: somebody said that it is wrong."""
        return self.is_asked(form.report) and bool(form.report.practical)

    def add_fields(self, form):
        report = form.report
        if not (self.is_asked(report) and said_words(report.practical_said, report.practical)):
            return
        if self.corrects(form):
            self.add_corrections(form)
        is_right = forms.BooleanField(label="Publier comme vérifiées", initial=True, required=False)
        form.put(self.name, VERIFIED, is_right)

    def add_corrections(self, form):
        action = form.report.action
        form.places = list(action.places.select_related("commune"))
        for key in LINES:
            field = Action._meta.get_field(key)
            label = f"{field.verbose_name.capitalize()}, publié"
            line = line_field(label, getattr(action, key), field.max_length)
            form.put(self.name, f"practical-{key}", line)
        come = text_field("Comment venir, publié", action.how_to_come, rows=3, required=False)
        form.put(self.name, "practical-how_to_come", come)
        longest = Place._meta.get_field("hours").max_length
        for place in form.places:
            label = f"Jours et heures : {place_title(place)}"
            line = line_field(label, place.hours, longest)
            form.put(self.name, hours_field(place), line)

    def clean(self, form):
        for key in LINES if self.corrects(form) else ():
            value = form.cleaned_data.get(f"practical-{key}")
            try:
                if value:
                    Action._meta.get_field(key).run_validators(value)
            except ValidationError as error:
                form.add_error(f"practical-{key}", error.messages)

    # --- published ---

    def proposed(self, report):
        """What is right may be published as it is; what is wrong waits for a reviewer."""
        is_exact = report.practical_said == PracticalSaid.EXACT and not report.practical
        return {"verified": is_exact}

    def given(self, form):
        found = {"verified": form.cleaned_data.get(VERIFIED, False)}
        if self.corrects(form):
            told = form.cleaned_data
            found["fields"] = {key: told[f"practical-{key}"] for key in (*LINES, "how_to_come")}
            found["hours"] = {place.pk: told[hours_field(place)] for place in form.places}
        return found

    def change_action(self, action, report, wording):
        for key, value in wording.get("fields", {}).items():
            if field_text(value) != field_text(getattr(action, key)):
                setattr(action, key, field_text(value))
        if wording["verified"]:
            action.verify_practical(report.answered_on)

    def publish(self, report, wording, on):
        for key, hours in wording.get("hours", {}).items():
            place = locked_row(Place, key)
            if place.hours != hours:
                place.hours = hours
                validate_and_save(place)

    def public_words(self, report, public):
        if self.is_asked(report):
            return practical_lines(public.action, public.places)
        return None

    def compare_published(self, found, report, before, after):
        if before and after and before != after:
            found.public, found.proposed = "\n".join(before), "\n".join(after)
            found.pieces = difference(found.public, found.proposed)

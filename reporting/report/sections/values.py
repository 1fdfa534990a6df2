"""The figures: one value for each indicator of the action, at the date of the campaign."""

from django import forms
from django.core.exceptions import ValidationError

from actions.models import Indicator, IndicatorKind, Measure
from records.french import figure, full_date
from reporting.report.figures import read_figure
from reporting.report.reading import measures_of, validate_and_save, value_rows
from reporting.report.sections.base import AnswerRows
from reporting.report.sections.measures import (
    FUTURE_FIGURES,
    doubt_of,
    measure_at,
    measure_fields,
    measure_value,
    measure_words,
    replacing,
    says,
    stays,
    typed_of,
)
from reporting.report.sections.shapes import ReviewedRow, Summary, line_field, text_field
from reporting.report.sections.value_form import ValueFormSet


def figure_words(value):
    """The figure of the ReportValue `value` written as on the site; as typed when it is none."""
    try:
        return figure(read_figure(value.typed))
    except ValueError:
        return value.typed


def fault(indicator, typed, text, is_unavailable, why, *, quotes=False):
    """(field, sentence) of what a value lacks to be published, None when it is right.

    With `quotes`, the sentence says what was typed.
    """
    label, typed = indicator.label, typed.strip()
    if is_unavailable:
        return None if why.strip() else ("why", f"Dites pourquoi « {label} » n’est pas disponible.")
    if indicator.kind == IndicatorKind.QUALITATIVE:
        words = f"Décrivez « {label} » en mots, ou cochez « non disponible »."
        return None if text.strip() else ("text", words)
    if not typed:
        return "typed", f"Donnez un chiffre pour « {label} », ou cochez « non disponible »."
    try:
        refused = indicator.refusal(read_figure(typed))
    except ValueError:
        here = f" (ici : « {typed} »)" if quotes else ""
        return "typed", f"Écrivez « {label} » en chiffres, par exemple 1 234,5{here}."
    return ("typed", f"« {label} » : {refused[0].lower()}{refused[1:]}") if refused else None


def unconfirmed(report, value):
    """What to say of the figure of `value` that looks mistyped and that nobody confirmed, or ""."""
    doubt = "" if value.is_confirmed else doubt_of(report, value)
    if not doubt:
        return ""
    return (
        f"« {value.indicator.label} » : {doubt} Corrigez ce chiffre, ou cochez "
        f"« {value.typed} est le bon chiffre »."
    )


def to_verify(report, value):
    """What the reviewer reads of a figure that looks mistyped, or ""."""
    doubt = doubt_of(report, value)
    told = " Ce chiffre a été confirmé par qui l’a écrit." if value.is_confirmed else ""
    return f"À vérifier : {doubt}{told}" if doubt else ""


def is_left(report, value, given):
    """True when nothing is `given` (as typed_of) of `value`, and that date has a public figure."""
    return not any(given) and stays(value, measures_of(report, value)[1])


UNCHANGED = "Rien de nouveau : la valeur publiée reste"


class ValuesSection(AnswerRows):
    """Its wording is a dict key of a ReportValue → (typed, text, is_unavailable, why)."""

    name = "values"
    label = "Les chiffres"
    about = "indicator"
    formset = ValueFormSet

    def subjects(self, actions):
        return Indicator.objects.filter(action__in=actions)

    def lacks(self, report, on):
        for rank, value in enumerate(value_rows(report)):
            given = typed_of(value)
            found = fault(value.indicator, *given, quotes=True)
            if found and not is_left(report, value, given):
                field, words = found
                yield f"id_values-{rank}-{field}", words
            elif words := unconfirmed(report, value):
                yield f"id_values-{rank}-confirmed", words

    def summary(self, report):
        items = []
        for value in value_rows(report):
            typed, text, is_unavailable, why = given = typed_of(value)
            words = typed or text or "rien encore"
            if is_unavailable:
                words = "non disponible" + (f" ({why})" if why else "")
            elif is_left(report, value, given):
                words = f"{measure_value(measures_of(report, value)[1])} (déjà publié)"
            items.append(f"{value.indicator.label} : {words}")
        return Summary(self.label, items=items)

    def recorded(self, report):
        return {
            "values": [
                {
                    "indicator": str(value.indicator),
                    "typed": typed_of(value)[0],
                    "text": typed_of(value)[1],
                    "unavailable": value.is_unavailable,
                    "why": value.why,
                }
                for value in value_rows(report)
            ]
        }

    def recorded_words(self, said):
        return "\n".join(
            f"{one['indicator']} : "
            + (
                f"non disponible, {one['why']}"
                if one["unavailable"]
                else one["typed"] or one["text"]
            )
            for one in said.get("values", [])
        )

    def compared_rows(self, report, public, form):
        figures_on = report.campaign.figures_on
        found = []
        for value in value_rows(report):
            unit = value.indicator.unit
            if value.is_unavailable:
                proposed = f"non disponible : {value.why}"
            elif value.indicator.kind == IndicatorKind.QUALITATIVE:
                proposed = value.text
            else:
                proposed = f"{figure_words(value)} {unit}".strip() if value.typed else ""
            now = measure_at(report, public, value)
            is_same_day = now is not None and now.on == figures_on
            if not proposed and is_same_day and stays(value, now):
                proposed = UNCHANGED
            elif proposed:
                proposed += f" ({full_date(figures_on)})"
            replaced = replacing(now, value) if any(typed_of(value)) and is_same_day else ""
            found.append(
                ReviewedRow(
                    str(value.indicator),
                    measure_words(now, unit),
                    proposed,
                    " ".join(filter(None, (to_verify(report, value), replaced))),
                    fields=self.row_of(form, value).bound,
                )
            )
        return found

    def add_fields(self, form):
        for value in value_rows(form.report):
            row, unit = self.row_of(form, value), value.indicator.unit
            if value.indicator.kind == IndicatorKind.QUALITATIVE:
                label = "Valeur publiée, en mots"
                row.put("text", text_field(label, value.text, rows=2, required=False))
            else:
                label = f"Valeur publiée ({unit})" if unit else "Valeur publiée"
                row.put("typed", line_field(label, value.typed, 60))
                sure = {"label": "Ce chiffre est le bon", "widget": forms.HiddenInput}
                row.put("confirmed", forms.BooleanField(required=False, **sure))
            unavailable = {"initial": value.is_unavailable, "required": False}
            row.put("unavailable", forms.BooleanField(label="Non disponible", **unavailable))
            row.put("why", line_field("Pourquoi", value.why, 250))

    def clean(self, form):
        for value in value_rows(form.report):
            given, row = self.given_of(form, value), self.row_of(form, value)
            found = fault(value.indicator, *given)
            if found and not is_left(form.report, value, given):
                row.fault(*found)
            elif doubt := self.doubt_of_reviewer(form, value, given[0]):
                row.field("confirmed").widget = forms.CheckboxInput()
                words = f"« {value.indicator.label} » : {doubt} Corrigez ce chiffre, ou cochez"
                row.fault("typed", f"{words} « Ce chiffre est le bon ».")

    def doubt_of_reviewer(self, form, value, typed):
        """Why the figure `typed` over the one of `value` has to be confirmed, or ""."""
        row = self.row_of(form, value)
        is_theirs = typed and typed != value.typed and not row.get("unavailable", False)
        return doubt_of(form.report, value, typed) if is_theirs and not row.get("confirmed") else ""

    def given_of(self, form, value):
        """(typed, text, is_unavailable, why) of a value, as the reviewer left it."""
        row = self.row_of(form, value)
        return row.get("typed"), row.get("text"), row.get("unavailable", False), row.get("why")

    def proposed(self, report):
        return {value.pk: typed_of(value) for value in value_rows(report)}

    def given(self, form):
        return {value.pk: self.given_of(form, value) for value in value_rows(form.report)}

    def publish(self, report, wording, on):
        """One Measure per value, dated as the campaign's figures; one that differs is corrected."""
        figures_on = report.campaign.figures_on
        for value in value_rows(report):
            if value.pk not in wording:
                continue
            typed, text, is_unavailable, why = wording[value.pk]
            in_words = value.indicator.kind == IndicatorKind.QUALITATIVE
            if not is_unavailable and not (text if in_words else typed).strip():
                continue
            if figures_on > on:
                raise ValidationError(FUTURE_FIGURES)
            rows = Measure.objects.select_for_update()
            measure = rows.filter(indicator=value.indicator, on=figures_on).first() or Measure(
                indicator=value.indicator, on=figures_on, is_demo=report.is_demo
            )
            fields = measure_fields(value, typed, text, is_unavailable, why)
            if measure.is_unavailable and not is_unavailable:
                fields["comment"] = ""
            if measure.pk is None or not says(measure, fields):
                for name, given in fields.items():
                    setattr(measure, name, given)
                validate_and_save(measure)

    def public_words(self, report, public):
        return [
            [str(value), measure_words(measure_at(report, public, value), value.indicator.unit)]
            for value in value_rows(report)
        ]

"""A public Measure beside the value of an answer: in words, and what publishing would change."""

from django.core.exceptions import ValidationError

from actions.models import IndicatorKind
from records.french import figure, full_date
from reporting.report.figures import read_figure
from reporting.report.reading import last_figure

FUTURE_FIGURES = (
    "La date des chiffres de cette campagne est à venir : ils ne peuvent pas encore "
    "être publiés. Modifiez cette date dans la campagne, ou attendez ce jour."
)


def measure_at(report, public, value):
    """The public Measure at the date of the figures of `report`, or the last one; None without."""
    measures = public.measures.get(value.indicator_id, [])
    same_day = [measure for measure in measures if measure.on == report.campaign.figures_on]
    return next(iter(same_day or measures[-1:]), None)


def measure_value(measure, unit=""):
    """« 12 places » for a Measure."""
    if measure.is_unavailable:
        return "non disponible"
    if measure.value is not None:
        return f"{figure(measure.value)} {unit}".strip()
    return measure.text


def measure_words(measure, unit=""):
    """« 12 places (31/12/2024) » for a Measure; "" without one."""
    return f"{measure_value(measure, unit)} ({full_date(measure.on)})" if measure else ""


def typed_of(value):
    """(typed, text, is_unavailable, why) of a ReportValue, as its partner left it.

    Of a figure and words, the one that its indicator asks for today.
    """
    in_words = value.indicator.kind == IndicatorKind.QUALITATIVE
    typed, text = ("", value.text) if in_words else (value.typed, "")
    return typed, text, value.is_unavailable, value.why


def doubt_of(report, value, typed=None):
    """Why the figure of a ReportValue, or the one `typed` in its place, looks mistyped, or "".

    It goes on from a label: « c’est plus de trois fois… ».
    """
    if value.is_unavailable or value.indicator.kind == IndicatorKind.QUALITATIVE:
        return ""
    try:
        figure_given = read_figure(value.typed if typed is None else typed)
    except ValueError:
        return ""
    words = value.indicator.doubt(figure_given, last_figure(report, value))
    return words[:1].lower() + words[1:]


def stays(value, measure):
    """True when `measure`, public at the date of the figures, answers for the empty `value`."""
    return measure is not None and not value.indicator.is_small(measure.value)


def replacing(measure, value):
    """What publishing the ReportValue `value` would do to `measure`, public at the same date."""
    try:
        fields = measure_fields(value, *typed_of(value))
    except ValidationError:
        fields = {"value": value.typed}
    if says(measure, fields):
        return ""
    now = measure_value(measure, value.indicator.unit)
    if value.is_unavailable and not measure.is_unavailable:
        return f"La valeur publiée à cette date ({now}) deviendra « non disponible »."
    return f"La valeur publiée à cette date ({now}) sera remplacée."


def measure_fields(value, typed, text, is_unavailable, why):
    """What a Measure says of the ReportValue `value`, as a dict of its fields.

    Raises ValidationError when `typed` is no figure.
    """
    found = {"value": None, "text": "", "is_unavailable": is_unavailable}
    if is_unavailable:
        found["comment"] = why
    elif value.indicator.kind == IndicatorKind.QUALITATIVE:
        found["text"] = text
    else:
        try:
            found["value"] = read_figure(typed)
        except ValueError as error:
            words = f"Écrivez « {value.indicator.label} » en chiffres, par exemple 1 234,5."
            raise ValidationError(words) from error
    return found


def says(measure, fields):
    """True when `measure` already says the dict that measure_fields() gave."""
    return all(getattr(measure, name) == given for name, given in fields.items())

"""How the value of one indicator is asked: a figure as typed or words, or why there is none."""

from django import forms

from actions.action_page import reading
from actions.models import IndicatorKind
from reporting.models import ReportValue
from reporting.report.figures import figure_typed
from reporting.report.reading import measures_of, value_rows
from reporting.report.sections.measures import doubt_of, typed_of
from reporting.report.sections.rows import KnownRows, rows_formset, say_what_is_too_long
from reporting.report.sections.shapes import NEEDED_THEN

LONGEST_WHY = ReportValue._meta.get_field("why").max_length


class ConfirmInput(forms.TextInput):
    """A box whose value is the figure that it confirms: it says nothing of another one."""

    input_type = "checkbox"
    figure = ""  # the one that is shown beside it

    def get_context(self, name, value, attrs):
        ticked = {"checked": True} if value and value == self.figure else {}
        found = super().get_context(name, self.figure, attrs | ticked)
        found["widget"]["attrs"].pop("maxlength", None)
        return found


class ValueForm(forms.ModelForm):
    """`previous` is the last public value before the figures, `published` the one of that date."""

    class Meta:
        model = ReportValue
        fields = ["typed", "confirmed", "text", "is_unavailable", "why"]
        labels = {
            "typed": "Valeur",
            "text": "En mots",
            "is_unavailable": "Non disponible",
            "why": "Pourquoi n’est-elle pas disponible ?",
        }
        widgets = {
            "typed": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            "text": forms.Textarea(attrs={"rows": 3}),
            "why": forms.TextInput(attrs={"autocomplete": "off"}),
            "confirmed": ConfirmInput,
        }
        error_messages = {
            "typed": {"max_length": "Écrivez seulement un nombre, par exemple 1 234,5."},
            "why": {"max_length": "Dites pourquoi en 250 caractères au plus."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_what_is_too_long(self)
        for name in ("typed", "text"):
            self.fields[name].need = "nécessaire si disponible"
        self.fields["why"].need = NEEDED_THEN
        self.previous = self.published = None
        self.doubt = ""  # why the figure shown is asked to be confirmed
        self.defaults = set()  # fields that show what is public, and that nobody wrote
        if self.instance.indicator_id:
            in_words = self.instance.indicator.kind == IndicatorKind.QUALITATIVE
            for name in ("typed", "confirmed") if in_words else ("text",):
                del self.fields[name]

    def propose(self, measure):
        """Start from `measure`, public at the very date of the figures, while nothing is written.

        Left as it is, it is not stored. A small count of people is never told: it is asked again.
        """
        if any(typed_of(self.instance)) or self.instance.indicator.is_small(measure.value):
            return
        self.defaults = set(self.fields)
        self.initial |= {
            "typed": "" if measure.value is None else figure_typed(measure.value),
            "text": measure.text,
            "is_unavailable": measure.is_unavailable,
            "why": measure.comment[:LONGEST_WHY] if measure.is_unavailable else "",
        }


class ValueRows(KnownRows):
    read = staticmethod(value_rows)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        before, then = measures_of(self.instance, form.instance)
        form.previous, form.published = reading_of(before), reading_of(then)
        if then is not None:
            form.propose(then)
        if form.instance.indicator_id and "confirmed" in form.fields:
            typed = str(form["typed"].value() or "").strip()
            form.doubt = doubt_of(self.instance, form.instance, typed)
            form.fields["confirmed"].label = f"{typed} est le bon chiffre"
            form.fields["confirmed"].widget.figure = typed
        return form


def reading_of(measure):
    """The public Reading of `measure`, None without one."""
    if measure is None:
        return None
    words = "non disponible" if measure.is_unavailable else measure.text
    return reading(measure.indicator, "", measure.on, measure.value, words)


ValueFormSet = rows_formset(ReportValue, ValueForm, ValueRows)

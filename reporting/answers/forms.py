"""An answer as forms: the report, its figures, its steps. All is optional: a draft is saved as is.

What is missing before sending is said by reporting/report/sections.py, never here.
"""

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory

from actions.action_page import reading
from actions.models import Avancement, IndicatorKind, MilestoneState
from reporting.models import Report, ReportState, ReportStep, ReportValue
from reporting.report.reading import measures_of, steps_of, values_of
from reporting.report.sections import NEVER_PUBLIC, SECTIONS, figure_typed

LONGEST_WHY = ReportValue._meta.get_field("why").max_length
PUBLIC, PRIVATE = "Sera publié", "Ne sera jamais publié : seule l’équipe le lit"


def say_what_is_too_long(form):
    """A browser cuts a pasted text at maxlength without a word: here the server says it."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)


class AnswerForm(forms.ModelForm):
    """The words of an answer. Each field knows its `fate`: public, or never."""

    all_optional = True

    class Meta:
        model = Report
        fields = [
            "avancement",
            "avancement_reason",
            "done",
            "next_steps",
            "people_reached",
            "difficulties",
            "message",
        ]
        labels = {
            "avancement": "Où en est l’action aujourd’hui ?",
            "avancement_reason": "Pourquoi est-elle en pause ou abandonnée ?",
            "done": "Qu’avez-vous fait depuis la dernière fois ?",
            "next_steps": "Qu’est-ce qui vient ensuite ?",
            "people_reached": "Combien de personnes l’action a-t-elle touchées ?",
            "difficulties": "Qu’est-ce qui a été difficile ?",
            "message": "Un mot à l’équipe ?",
        }
        help_texts = {
            "avancement_reason": "Une phrase suffit.",
            "done": "Une phrase suffit. Ni nom d’usager, ni donnée de santé.",
            "next_steps": "Les prochains rendez-vous, ce que vous préparez. (facultatif)",
            "people_reached": "En chiffres, par exemple 45. De 1 à 4, la page dira « moins de 5 ». "
            "(facultatif)",
            "difficulties": "Ce qui vous a freiné, ce qui vous aiderait. (facultatif)",
            "message": "Une question, une remarque. (facultatif)",
        }
        widgets = {
            "avancement_reason": forms.Textarea(attrs={"rows": 2}),
            "done": forms.Textarea(attrs={"rows": 5}),
            "next_steps": forms.Textarea(attrs={"rows": 3}),
            "people_reached": forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off"}
            ),
            "difficulties": forms.Textarea(attrs={"rows": 3}),
            "message": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {
            "people_reached": {"max_length": "Écrivez seulement un nombre, par exemple 45."}
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_what_is_too_long(self)
        if self.instance.state == ReportState.TODO or not self.instance.avancement:
            self.initial["avancement"] = self.instance.action.avancement  # nobody chose: as today
        self.fields["avancement"].choices = Avancement.choices
        for name, field in self.fields.items():
            field.fate = PRIVATE if name in NEVER_PUBLIC else PUBLIC


class ValueForm(forms.ModelForm):
    """The value of one indicator: a figure as typed or words, or why there is none."""

    class Meta:
        model = ReportValue
        fields = ["typed", "text", "is_unavailable", "why"]
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
        }
        error_messages = {
            "typed": {"max_length": "Écrivez seulement un nombre, par exemple 1 234,5."},
            "why": {"max_length": "Dites pourquoi en 250 caractères au plus."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_what_is_too_long(self)
        self.previous = self.published = None
        self.is_proposed = False
        if self.instance.indicator_id:
            in_words = self.instance.indicator.kind == IndicatorKind.QUALITATIVE
            del self.fields["typed" if in_words else "text"]

    def propose(self, measure):
        """Start from `measure`, public at the very date of the figures, while nothing is written.

        A small count of people is never told: it is asked again.
        """
        line = self.instance
        is_begun = line.typed or line.text or line.is_unavailable or line.why
        if is_begun or line.indicator.is_small(measure.value):
            return
        self.is_proposed = True
        self.initial |= {
            "typed": "" if measure.value is None else figure_typed(measure.value),
            "text": measure.text,
            "is_unavailable": measure.is_unavailable,
            "why": measure.comment[:LONGEST_WHY] if measure.is_unavailable else "",
        }


class StepForm(forms.ModelForm):
    """Whether one step is done, and since when."""

    class Meta:
        model = ReportStep
        fields = ["is_done", "done_on"]
        labels = {"is_done": "Faite", "done_on": "Faite le"}
        error_messages = {
            "done_on": {"invalid": "Donnez une date qui existe, par exemple 21/03/2026."}
        }

    @property
    def is_already_done(self):
        """True when the public page says so already: nothing here changes it."""
        return self.instance.milestone.state == MilestoneState.DONE

    @property
    def is_asked(self):
        return self.instance.is_done or not self.is_already_done


class KnownLine(forms.ModelChoiceField):
    """The key of one of the `lines` already read: no query for each of them."""

    def __init__(self, lines, **options):
        super().__init__(ReportValue.objects.none(), required=False, **options)
        self.lines = {str(line.pk): line for line in lines}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if str(value) not in self.lines:
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return self.lines[str(value)]


class Lines(BaseInlineFormSet):
    """Lines that exist already: nobody adds any. `read(report)` gives them, read once."""

    read = staticmethod(values_of)

    def get_queryset(self):
        return self.read(self.instance)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = form.fields[self._pk_field.name]
        form.fields[self._pk_field.name] = KnownLine(
            self.get_queryset(), initial=key.initial, widget=key.widget
        )


class ValueLines(Lines):
    read = staticmethod(values_of)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        before, then = measures_of(self.instance, form.instance)
        form.previous, form.published = reading_of(before), reading_of(then)
        if then is not None:
            form.propose(then)
        return form

    def save(self, commit=True):
        """What was proposed and left as it is counts as written."""
        found = super().save(commit)
        for form in self.forms:
            if form.is_proposed and not form.has_changed():
                form.save(commit)
        return found


def reading_of(measure):
    """The public Reading of `measure`, None without one."""
    if measure is None:
        return None
    words = "non disponible" if measure.is_unavailable else measure.text
    return reading(measure.indicator, "", measure.on, measure.value, words)


class StepLines(Lines):
    """The steps still to come, and those that the partner ticked.

    The others stay in the form, hidden: the team may have marked them done while it was open.
    """

    read = staticmethod(steps_of)

    @property
    def asked(self):
        return [line for line in self.forms if line.is_asked]

    @property
    def unasked(self):
        return [line for line in self.forms if not line.is_asked]


def lines_of(model, form, formset):
    return inlineformset_factory(
        Report, model, form=form, formset=formset, extra=0, can_delete=False, edit_only=True
    )


ValueFormSet = lines_of(ReportValue, ValueForm, ValueLines)
StepFormSet = lines_of(ReportStep, StepForm, StepLines)
FORMSETS = (ValueFormSet, StepFormSet)


def comments_of(report):
    """Dict section → what the team asks about it, "" when nothing; `ensemble` is about the whole.

    All is "" unless `report` was sent back and still waits for its partner.
    """
    found = dict.fromkeys(["ensemble", *SECTIONS], "")
    turns = report.events.filter(verb__in=["submit", "say_nothing_new", "send_back"])
    asked = turns.order_by("-at", "-pk").first()
    writable = report.state in (ReportState.RETURNED, ReportState.DRAFT)
    is_open = asked is not None and asked.verb == "send_back" and writable
    return found | {"ensemble": asked.comment, **asked.comments} if is_open else found

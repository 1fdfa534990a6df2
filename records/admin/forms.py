"""The form of a row in the back-office, with « Pourquoi ce changement ? » at its foot."""

import functools

from django import forms

from records import constraints
from records.history.recording import needs_reason, reason_fields

REASON = "change_reason"
QUESTION = "Pourquoi ce changement ?"
SAY_WHY = (
    "Dites pourquoi en quelques mots : une date, un but ou un avancement visible sur le site "
    "va changer."
)
HELP = "Reste dans l’historique, que seule l’équipe lit."
SOMETIMES = (
    "Nécessaire quand une date, un but ou un avancement publié change. Sinon, c’est utile à qui "
    "relira. Reste dans l’historique, que seule l’équipe lit."
)


class RowForm(forms.ModelForm):
    """The form of one row, or of one line under it, without the queries that change nothing.

    `sometimes_required` names the fields that some state of the row needs: their label does not
    say « (facultatif) », their hint says when.
    """

    sometimes_required = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & self.sometimes_required:
            self.fields[name].is_sometimes_required = True

    def _post_clean(self):
        # Django asks the database once per check constraint, though none reads another row.
        row = self.instance
        row.validate_constraints = functools.partial(constraints.validate, row)
        try:
            super()._post_clean()
        finally:
            del row.validate_constraints

    def _save_m2m(self):
        # Links that did not change would be read again for nothing.
        links = {field.name for field in self.instance._meta.many_to_many}
        everything = self.cleaned_data
        left_alone = links - set(self.changed_data)
        self.cleaned_data = {n: v for n, v in everything.items() if n not in left_alone}
        super()._save_m2m()
        self.cleaned_data = everything


# --- the reason --------------------------------------------------------------------------------


class ReasonField(forms.CharField):
    """Sometimes required: its label does not say « (facultatif) » then."""

    def __init__(self, is_sometimes_required):
        self.is_sometimes_required = is_sometimes_required
        super().__init__(
            label=QUESTION,
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=SOMETIMES if is_sometimes_required else HELP,
        )


class ReasonForm:
    """Part of a form with the question: `must_say_why` is set before it is judged."""

    must_say_why = False

    def clean(self):
        cleaned = super().clean()
        if self.must_say_why and not self.cleaned_data.get(REASON):
            self.add_error(REASON, SAY_WHY)
        return cleaned


def with_reason(form_class, models):
    """`form_class` with the question at its foot; `models` are those of the row and its lines."""
    field = ReasonField(any(map(reason_fields, models)))
    return type(form_class)(form_class.__name__, (ReasonForm, form_class), {REASON: field})


def must_say_why(form, formsets):
    """True when `form` or a line, not judged yet, changes what residents were told."""
    lines = [line for formset in formsets for line in formset.initial_forms]
    return any(needs_reason(one.instance, one.changed_data) for one in [form, *lines])

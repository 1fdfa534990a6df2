"""« Pourquoi ce changement ? »: asked at the foot of each form, kept in the history."""

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html

from records.history.recording import current_change, is_recorded, needs_reason, reason_fields

REASON = "change_reason"
QUESTION = "Pourquoi ce changement ?"
SAY_WHY = (
    "Dites pourquoi en quelques mots : une date, un but ou un état que les habitants lisent "
    "va changer."
)
HELP = "Gardé dans l’historique, que seule l’équipe lit."
SOMETIMES = (
    "Nécessaire quand une date, un but ou un état déjà publié change. Sinon, c’est utile à qui "
    "relira. Gardé dans l’historique, que seule l’équipe lit."
)


class Why(forms.CharField):
    """Sometimes required: its label does not say « (facultatif) »."""

    is_sometimes_required = False


def explained(form_class, lines_of, help_text):
    """`form_class` with the question, answered when what residents were told changes.

    `lines_of(instance)` gives the formsets sent with the form.
    """

    class ExplainedForm(form_class):
        def clean(self):
            cleaned = super().clean()
            if not self.cleaned_data.get(REASON) and self.tells_something_else():
                self.add_error(REASON, SAY_WHY)
            return cleaned

        def tells_something_else(self):
            if needs_reason(self.instance, self.changed_data):
                return True
            return any(
                needs_reason(line.instance, line.changed_data)
                for formset in lines_of(self.instance)
                for line in formset.initial_forms
            )

    field = Why(
        label=QUESTION,
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
    )
    field.is_sometimes_required = help_text == SOMETIMES
    return type(form_class)(form_class.__name__, (ExplainedForm,), {REASON: field})


class ReasonAsked:
    """ModelAdmin mixin: the question stands in every form that changes a recorded row."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        if change and is_recorded(self.model) and self.has_change_permission(request, obj):
            base = kwargs.get("form", self.form)
            members = [self.model, *(inline.model for inline in self.inlines)]
            help_text = SOMETIMES if any(map(reason_fields, members)) else HELP

            def lines_of(instance):
                return self._create_formsets(request, instance, change=True)[0]

            kwargs["form"] = explained(base, lines_of, help_text)
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        """The answer goes with all that this request writes."""
        reason = form.cleaned_data.get(REASON, "")
        if reason and (under_way := current_change()):
            under_way.reason = reason
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        """The reason of a deletion is optional: only drafts are deleted, and they can come back."""
        if under_way := current_change():
            under_way.reason = request.POST.get(REASON, "").replace("\0", "").strip()[:1000]
        super().delete_model(request, obj)

    def render_delete_form(self, request, context):
        context["goes_to_trash"] = is_recorded(self.model)
        return super().render_delete_form(request, context)

    def response_delete(self, request, obj_display, obj_id):
        response = super().response_delete(request, obj_display, obj_id)
        if is_recorded(self.model):
            words = format_html(
                'Il est dans <a href="{}">la corbeille</a>, d’où il peut revenir.', reverse("trash")
            )
            self.message_user(request, words, messages.INFO)
        return response

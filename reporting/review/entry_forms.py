"""What the team writes for somebody: the answer of partners, with who told it, when and how."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from reporting.answers.forms import AnswerForm
from reporting.workflow import TO_COME

HOW = ["par téléphone", "par courriel", "par courrier", "de vive voix"]


class EntryForm(AnswerForm):
    """The questions of an answer, and where their answers come from."""

    class Meta(AnswerForm.Meta):
        fields = ["told_on", "told_by", "told_how", *AnswerForm.Meta.fields]
        labels = AnswerForm.Meta.labels | {
            "told_on": "Communiqué le",
            "told_by": "Par qui ?",
            "told_how": "Par quel moyen ?",
        }
        help_texts = AnswerForm.Meta.help_texts | {
            "told_by": "Le nom de la personne, ou son rôle. (facultatif)",
        }
        widgets = AnswerForm.Meta.widgets | {
            "told_by": forms.TextInput(attrs={"autocomplete": "off"}),
            "told_how": forms.Select(
                choices=[("", "Non précisé"), *((how, capfirst(how)) for how in HOW)]
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["told_on"].required = True
        self.fields["told_on"].error_messages["required"] = (
            "Dites quel jour cela vous a été communiqué."
        )

    def clean_told_on(self):
        on = self.cleaned_data["told_on"]
        if on > timezone.localdate():
            raise forms.ValidationError("Ce jour est à venir : donnez le jour de l’échange.")
        return on


class UntilField(forms.DateField):
    """Until when a late answer may still be sent: today or later."""

    default_error_messages = {"required": "Donnez une date."}

    def validate(self, value):
        super().validate(value)
        if value < timezone.localdate():
            raise forms.ValidationError(TO_COME)


class ReopenForm(forms.Form):
    """Until when a late answer may still be sent."""

    until = UntilField(
        label="La réponse peut être envoyée jusqu’au",
        help_text="Ce jour compris. La personne qui répond en est prévenue par une lettre.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

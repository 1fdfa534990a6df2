"""The words of letters, written by staff: those of a campaign, and those to a few people."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from reporting.campaigns.reminder_schedule import CannotPlan, days_for
from reporting.letters import templates
from reporting.models import CampaignText, Reminder

BODY = forms.Textarea(attrs={"rows": 16})
NO_SUBJECT, NO_BODY = "Donnez un objet au courriel.", "Écrivez le texte du courriel."


def form_helper(title):
    """What crispy needs inside a <form> of ours; `title` is said above its mistakes."""
    found = FormHelper()
    found.form_tag = False
    found.disable_csrf = True
    found.form_error_title = title
    return found


class CampaignTextForm(forms.ModelForm):
    class Meta:
        model = CampaignText
        fields = ("subject", "body")
        widgets = {"body": BODY}
        error_messages = {"subject": {"required": NO_SUBJECT}, "body": {"required": NO_BODY}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.changeable = self.Meta.fields
        self.helper = form_helper("Le texte n’est pas encore enregistré")

    def clean(self):
        asked = super().clean()
        if not self.errors:
            for words in templates.faults(self.instance.kind, asked["subject"], asked["body"]):
                self.add_error("body", words)
        return asked


class StaffWordForm(forms.Form):
    """`allowed` are the names that may stand in the text."""

    subject = forms.CharField(
        label="Objet", max_length=150, error_messages={"required": NO_SUBJECT}
    )
    body = forms.CharField(
        label="Texte", max_length=5_000, widget=BODY, error_messages={"required": NO_BODY}
    )

    def __init__(self, *args, allowed, **kwargs):
        super().__init__(*args, **kwargs)
        self.allowed = allowed
        self.helper = form_helper("Le courriel n’est pas encore prêt")

    def clean(self):
        asked = super().clean()
        if not self.errors:
            for words in templates.faults_of(asked["subject"], asked["body"], self.allowed):
                self.add_error("body", words)
        return asked

    @property
    def text(self):
        return self.cleaned_data["subject"], self.cleaned_data["body"]


class ReminderForm(forms.Form):
    """A day for a reminder of `campaign`, and its text; `but` is the key of the one moved."""

    day = forms.DateField(
        label="Jour",
        error_messages={
            "required": "Choisissez un jour.",
            "invalid": "Donnez une date, par exemple 21/03/2026.",
        },
    )
    kind = forms.ChoiceField(label="Texte", choices=Reminder._meta.get_field("kind").choices)

    def __init__(self, *args, campaign, but=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign, self.but = campaign, but
        if but is not None:
            del self.fields["kind"]
        self.helper = form_helper("Le calendrier n’est pas modifié")

    def clean_day(self):
        day = self.cleaned_data["day"]
        try:
            days_for(self.campaign, day, timezone.localdate(), but=self.but)
        except CannotPlan as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day

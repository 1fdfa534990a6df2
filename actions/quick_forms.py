"""The short forms of the week: the state of one action, its outcome, one piece of news."""

import datetime as dt

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils import timezone

from actions.admin.action import ActionForm
from actions.models import Action, ActionOutcome, Update
from actions.telling import LONGEST_TITLE, headline
from partners.models import Organisation
from records.admin.fields import DateWidget
from records.admin.forms import QUESTION, REASON, RowForm
from records.dates import PLANNED, TOLD
from records.folding import in_name_order
from records.french import full_date
from records.history.recording import needs_reason, one_change

HOUR = dt.time(8)  # when news for a later day come out: people read them that morning


def plain_helper(*fields):
    """A crispy helper for `fields` inside a <form> that the template writes."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_error_title = "Rien n’est encore enregistré"
    helper.layout = Layout(*fields)
    return helper


class OrganisationField(forms.ModelChoiceField):
    """An organisation in use, or the one that the row already names, as the dictionary ranks."""

    def offer(self, held):
        """Propose what is in use, and the key `held` if any."""
        rows = Organisation.objects.filter(Q(archived_on=None) | Q(pk=held))
        self.queryset = rows
        self.choices = [
            ("", self.empty_label),
            *((row.pk, row.name) for row in in_name_order(rows)),
        ]


class StateForm(ActionForm):
    """The state alone, by the rules of the sheet (`declared`, decision 0029).

    History keeps why a published state changed: what is typed, else who declared it and when.
    """

    avancement_by = OrganisationField(
        Organisation.objects.none(),
        label="Déclaré par",
        required=False,
        empty_label="Personne n’est nommé",
    )
    change_reason = forms.CharField(
        label=QUESTION,
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Reste dans l’historique, que seule l’équipe lit. Sans réponse, il dit qui a "
        "déclaré cet avancement, et quel jour.",
    )
    field_order = ("avancement", "avancement_reason", "avancement_on", "avancement_by", REASON)

    class Meta:
        model = Action
        fields = ("avancement", "avancement_reason", "avancement_on", "avancement_by")
        labels = {"avancement": "Avancement", "avancement_reason": "Motif"}
        widgets = {
            "avancement_reason": forms.Textarea(attrs={"rows": 3}),
            "avancement_on": DateWidget,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["avancement_by"].offer(self.instance.avancement_by_id)
        day = self.fields["avancement_on"]
        day.label = "Déclaré le"
        day.help_text = "Si vous ne touchez pas à cette date, un nouvel avancement est du jour."
        self.helper = plain_helper(*self.field_order)

    def why(self):
        """What history keeps of the change: the words typed, else who declared it and when."""
        row, typed = self.instance, self.cleaned_data[REASON]
        if typed or not needs_reason(row, self.changed_data):
            return typed
        by = f" ({row.avancement_by.name})" if row.avancement_by else ""
        return f"Avancement déclaré le {full_date(row.avancement_on)}{by}."

    def save(self, commit=True):
        with one_change(self.why()):
            return super().save(commit)


class OutcomeForm(ActionForm):
    """What becomes of the action, by the rules of the sheet (`decided`, decision 0050).

    What its state lets expect is said, never chosen beforehand: a default is not a choice.
    """

    field_order = ("outcome", "outcome_reason")

    class Meta:
        model = Action
        fields = ("outcome", "outcome_reason")
        labels = {"outcome": "Suite donnée", "outcome_reason": "Pourquoi cette suite"}
        widgets = {"outcome_reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        expected, _why = row.proposed_outcome
        self.fields["outcome"].choices = [("", "À dire"), *ActionOutcome.choices]
        self.fields["outcome"].help_text = (
            f"Son avancement est « {row.get_avancement_display()} » : ce serait "
            f"« {expected.label} ». Les habitants lisent la suite quand la convention est finie."
        )
        self.helper = plain_helper(*self.field_order)


class NewsForm(RowForm):
    """One piece of news of the Action `action`; its headline, left empty, is its first sentence."""

    organisation = OrganisationField(
        Organisation.objects.none(),
        label="Communiquée par",
        required=False,
        empty_label="L’équipe de la CTG",
    )
    title = forms.CharField(
        label="Titre",
        required=False,
        max_length=LONGEST_TITLE,
        help_text="Sans titre, la première phrase du texte en tient lieu.",
    )
    later_on = forms.DateField(
        label="Publier plus tard, le",
        required=False,
        widget=DateWidget,
        validators=PLANNED,
        help_text="Vide : tout de suite. Sinon, visible sur le site ce jour-là, dès 8 h.",
        error_messages={"invalid": "Donnez un jour, par exemple 21/03/2027."},
    )
    field_order = ("body", "title", "organisation", "told_on", "later_on")

    class Meta:
        model = Update
        fields = ("body", "title", "organisation", "told_on")
        labels = {"body": "Ce qui a été fait", "told_on": "Communiquée le"}
        help_texts = {"body": "Relisez bien : une actualité publiée ne se modifie plus."}
        widgets = {"body": forms.Textarea(attrs={"rows": 6}), "told_on": DateWidget}

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.action = action
        self.instance.published_at = timezone.now()
        self.fields["body"].required = True
        self.fields["body"].error_messages["required"] = "Écrivez ce qui a été fait."
        self.fields["told_on"].validators = [*self.fields["told_on"].validators, *TOLD]
        self.fields["organisation"].offer(action.lead_id)
        self.initial.setdefault("organisation", action.lead_id)
        self.helper = plain_helper(*self.field_order)

    def clean_later_on(self):
        day = self.cleaned_data["later_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(
                "Ce jour n’est pas à venir : videz cette date pour publier tout de suite."
            )
        return day

    def clean(self):
        """The headline and the moment that nobody gave."""
        cleaned = super().clean()
        if not cleaned.get("title") and cleaned.get("body") and "title" not in self.errors:
            cleaned["title"] = headline(cleaned["body"])
            if not cleaned["title"]:
                self.add_error("title", "Donnez un titre.")
        if day := cleaned.get("later_on"):
            self.instance.published_at = timezone.make_aware(dt.datetime.combine(day, HOUR))
        return cleaned

"""What the team writes: for somebody, as a reviewer before publication, or to send back."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from reporting.answers.forms import AnswerForm
from reporting.report.publishing import NOTHING_NEW, Wording, title_proposed
from reporting.report.sections import IN_FORMS, sections_of
from reporting.report.sections.shapes import NEEDED
from reporting.workflow import TO_COMPLETE, until_fault

TOLD = ("told_on", "told_by", "told_how")
HOW = ["par téléphone", "par courriel", "par courrier", "de vive voix"]


class EntryForm(AnswerForm):
    """The questions of an answer, and where their answers come from."""

    class Meta(AnswerForm.Meta):
        fields = [*TOLD, *AnswerForm.Meta.fields]
        labels = AnswerForm.Meta.labels | {
            "told_on": "Communiqué le",
            "told_by": "Par qui ?",
            "told_how": "Par quel moyen ?",
        }
        help_texts = AnswerForm.Meta.help_texts | {
            "told_by": "Le nom de la personne, ou son rôle.",
        }
        widgets = AnswerForm.Meta.widgets | {
            "told_by": forms.TextInput(attrs={"autocomplete": "off"}),
            "told_how": forms.Select(
                choices=[("", "Non précisé"), *((how, capfirst(how)) for how in HOW)]
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in TOLD:
            self.fields[name].fate, self.fields[name].is_private = "Pour l’équipe", True
        self.fields["told_on"].required, self.fields["told_on"].need = True, NEEDED
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
        if words := until_fault(value, timezone.localdate()):
            raise forms.ValidationError(words)


class ReopenForm(forms.Form):
    """Until when a late answer may still be sent."""

    until = UntilField(
        label="La réponse peut être envoyée jusqu’au",
        help_text="Ce jour compris. Si l’organisation a un contact, il reçoit un courriel.",
    )


MOST_COMMENT = 2_000


class ReviewForm(forms.Form):
    """Made for one `report`: its fields start from what the partner wrote.

    `values-3-typed` is the value of the ReportValue 3, and so on; `comment-done` is about the
    section « done », `comment` about the whole. `on` is today: nothing is dated after it.
    """

    all_optional = True  # most start from what the partner wrote: a mark on each would be noise

    def __init__(self, data=None, *, report, on):
        super().__init__(data, label_suffix="")
        self.report, self.on = report, on
        self.groups = {}  # (section, key of its line or None) → names of fields
        self.asked, kind = sections_of(report), report.campaign.kind
        in_forms = [section for section in IN_FORMS if section.kind == kind]
        self.sections = [] if report.nothing_new else in_forms
        if self.sections and not report.campaign.is_evaluation:
            self.put("", "title", self.title_field())
        for section in self.sections:
            section.add_fields(self)
        for name, section in self.asked.items():
            self.fields[f"comment-{name}"] = self.comment_field(f"Commentaire : {section.label}")
        self.fields["comment"] = self.comment_field("Commentaire général")
        is_over = report.action.archived_on or report.campaign.convention.is_read_only
        if not report.takes_answers(on) and not is_over:
            self.fields["until"] = UntilField(
                label="Si vous demandez une précision, réponse possible jusqu’au",
                initial=on + TO_COMPLETE,
                help_text="La campagne est fermée : la réponse est rouverte jusqu’à ce jour "
                "compris, le courriel le dit.",
            )

    def comment_field(self, label):
        return forms.CharField(
            label=label,
            required=False,
            max_length=MOST_COMMENT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def title_field(self):
        return forms.CharField(
            label="Titre de l’actualité",
            initial=title_proposed(self.report),
            max_length=200,
            error_messages={"required": "Donnez un titre à l’actualité."},
        )

    def put(self, section, name, field, key=None):
        self.fields[name] = field
        self.groups.setdefault((section, key), []).append(name)

    # --- for the page -----------------------------------------------------------------------

    def fields_of(self, section, key=None):
        """Bound fields of `section`, of its line `key` when it has lines."""
        return [self[name] for name in self.groups.get((section, key), [])]

    def comment_of(self, section):
        return self[f"comment-{section}"]

    # --- judged -----------------------------------------------------------------------------

    def clean(self):
        given = super().clean()
        for section in self.sections:
            section.clean(self)
        return given

    # --- given to the workflow --------------------------------------------------------------

    def wording(self):
        """The Wording of a valid form."""
        if not self.sections:
            return Wording(NOTHING_NEW)
        given = {name: section.given(self) for name, section in self.asked.items()}
        return Wording(self.cleaned_data.get("title", ""), given)

    def comments(self):
        """(general comment, dict section → words) as typed, whatever the rest is worth."""
        by_section = {name: self.data.get(f"comment-{name}", "").strip() for name in self.asked}
        found = {name: words for name, words in by_section.items() if words}
        return self.data.get("comment", "").strip(), found

    def until(self):
        """The bound field of the date when what is sent back may come back, None without one."""
        return self["until"] if "until" in self.fields else None

    def keep_errors_of_sending_back(self):
        """Forget what is wrong elsewhere: only the comments are sent back, until a date."""
        for name in [name for name in self.errors if not name.startswith(("comment", "until"))]:
            del self.errors[name]

    def keep_errors_of_publishing(self):
        """Forget what is wrong in the date: what is published does not come back."""
        self.errors.pop("until", None)

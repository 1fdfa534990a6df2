"""An answer as forms: the report, its figures, its steps. All is optional: a draft is saved as is.

What is asked, and what is missing before sending, is said by the sections of
reporting/report/sections, never here.
"""

from django import forms

from actions.models import Avancement
from reporting.models import Report, ReportState
from reporting.report.sections import IN_FORMS, PLAIN, SECTIONS
from reporting.report.sections.rows import say_what_is_too_long

PUBLIC, PRIVATE = "Sera publié", "Ne sera jamais publié : seule l’équipe le lit"
QUESTIONS = {name: question for one in PLAIN for name, question in one.questions.items()}
NEVER_PUBLIC = {name for one in PLAIN if one.is_private for name in one.questions}
FORMSETS = tuple(section.formset for section in IN_FORMS if section.formset)


class AnswerForm(forms.ModelForm):
    """The words of an answer. Each field knows its `fate`: public, or never."""

    all_optional = True

    class Meta:
        model = Report
        fields = list(QUESTIONS)
        labels = {name: one.label for name, one in QUESTIONS.items()}
        help_texts = {name: one.help_text for name, one in QUESTIONS.items()}
        widgets = {name: one.widget for name, one in QUESTIONS.items() if one.widget}
        error_messages = {name: one.errors for name, one in QUESTIONS.items()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_what_is_too_long(self)
        if self.instance.state == ReportState.TODO or not self.instance.avancement:
            self.initial["avancement"] = self.instance.action.avancement  # nobody chose: as today
        self.fields["avancement"].choices = Avancement.choices
        for name, field in self.fields.items():
            field.fate = PRIVATE if name in NEVER_PUBLIC else PUBLIC


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

"""An answer as forms: the report, its figures, its steps, its files. A draft is saved as it is.

What is asked, and what is missing before sending, is said by the sections of
reporting/report/sections, never here.
"""

from pathlib import PurePosixPath

from django import forms
from django.utils import timezone

from actions.models import Avancement
from actions.models.attached import People
from actions.practical_page import practical_lines
from conventions.admin.file_form import FileForm
from conventions.images import FORMATS, HEIC, is_heic
from conventions.uploads import DOCUMENT_TYPES
from reporting.models import FileKind, Report, ReportFile, ReportState
from reporting.report.sections import IN_FORMS, PLAIN, SECTIONS
from reporting.report.sections.rows import say_what_is_too_long
from reporting.report.sections.shapes import OPTIONAL
from reviews.models.evaluation import Attainment

PUBLIC, PRIVATE = "Public", "Jamais public : seule l’équipe le lit"
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
        for section in PLAIN:
            for name in section.questions if not section.is_asked(self.instance) else ():
                del self.fields[name]
        say_what_is_too_long(self)
        self.defaults = set()
        if "attainment" in self.fields:
            self.fields["attainment"].choices = [("", "Choisissez"), *Attainment.choices]
        if "avancement" in self.fields:
            self.start_from_today()
        for name, field in self.fields.items():
            field.is_private = name in NEVER_PUBLIC
            field.fate = PRIVATE if field.is_private else PUBLIC
            question = QUESTIONS.get(name)
            field.need = question.need if question else OPTIONAL
            field.fate = (question and question.fate) or field.fate

    def start_from_today(self):
        """Show today's state while nobody chose one."""
        if self.instance.state == ReportState.TODO or not self.instance.avancement:
            self.initial["avancement"] = self.instance.action.avancement  # nobody chose: as today
            self.defaults = {"avancement"}
        self.fields["avancement"].choices = Avancement.choices

    @property
    def practical_now(self):
        """What is asked about: the practical lines of a service, as residents read them."""
        action = self.instance.action
        return practical_lines(action, action.places.select_related("commune"))

    def clean_avancement(self):
        """Today's state, left or put back, is nobody's choice: "" follows what the team says."""
        given, before = self.cleaned_data["avancement"], self.instance.avancement
        return "" if before != given == self.instance.action.avancement else given


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


PICTURES = [suffix for suffix in DOCUMENT_TYPES if suffix in FORMATS]
OTHERS = [suffix for suffix in DOCUMENT_TYPES if suffix not in FORMATS]
MOST_FILES = 20
TOO_MANY = "Cette réponse a déjà vingt fichiers : retirez-en un pour en ajouter un autre."


class SentFileForm(FileForm):
    """What both kinds share. `report` and `person` are set by `form_for`."""

    report = person = kind = None
    accepted: tuple | list = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True
        for field in self.fields.values():
            field.required = field is not self.fields.get("consent_on")
        self.instance.report, self.instance.added_by = self.report, self.person
        self.instance.kind = self.kind

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if is_heic(upload):
            raise forms.ValidationError(HEIC)
        if PurePosixPath(upload.name).suffix.lower() not in self.accepted:
            raise forms.ValidationError(self.refused)
        return upload

    def clean(self):
        if self.report.files.count() >= MOST_FILES:
            self.add_error(None, TOO_MANY)
        return super().clean()


class PhotoForm(SentFileForm):
    kind, accepted = FileKind.PHOTO, PICTURES
    refused = "Une photo est un fichier JPEG ou PNG. Pour le reste, ajoutez un document."

    class Meta:
        model = ReportFile
        fields = ["file", "alt", "credit", "people", "consent_on"]
        labels = {
            "file": "La photo",
            "alt": "Que montre-t-elle, en mots ?",
            "credit": "À qui est-elle ?",
            "people": "Reconnaît-on des personnes ?",
            "consent_on": "Quand ont-elles donné leur accord ?",
        }
        help_texts = {
            "file": "JPEG ou PNG, 10 Mo au plus. Le lieu et la date inscrits par l’appareil sont "
            "effacés.",
            "alt": "Lu à voix haute aux personnes qui ne voient pas l’image.",
            "credit": "Qui l’a prise et permet de la montrer, par exemple « Mairie de Lavaur ».",
            "people": "Pour un enfant, c’est l’accord écrit de ses parents. Sans tous les "
            "accords, la photo ne peut pas être ajoutée.",
            "consent_on": "La date du plus ancien accord, si des personnes sont reconnaissables.",
        }
        widgets = {
            "file": forms.FileInput(attrs={"accept": ",".join(PICTURES)}),
            "people": forms.RadioSelect,
        }
        error_messages = {
            "file": {"required": "Choisissez la photo."},
            "alt": {"required": "Dites en mots ce que montre la photo."},
            "credit": {"required": "Dites à qui est la photo."},
            "people": {"required": "Dites si des personnes sont reconnaissables."},
            "consent_on": {"invalid": "Donnez une date qui existe, par exemple 21/03/2026."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [
            choice for choice in self.fields["people"].choices if choice[0]
        ]

    def clean(self):
        found = super().clean()
        people, day = found.get("people"), found.get("consent_on")
        if people == People.AGREED and day is None and "consent_on" not in self.errors:
            self.add_error("consent_on", "Dites quand elles ont donné leur accord.")
        elif people == People.NOBODY:
            found["consent_on"] = None
        elif day and day > timezone.localdate():
            self.add_error("consent_on", "Un accord ne peut pas être daté de demain.")
        return found


class DocumentForm(SentFileForm):
    kind, accepted = FileKind.DOCUMENT, OTHERS
    refused = (
        "Un document est un fichier PDF, ODT, DOCX, ODS ou XLSX. Pour une image, ajoutez une photo."
    )

    class Meta:
        model = ReportFile
        fields = ["file", "title"]
        labels = {"file": "Le document", "title": "Quel est son titre ?"}
        help_texts = {
            "file": "PDF, ODT, DOCX, ODS ou XLSX, 10 Mo au plus.",
            "title": "Ce que les habitants liront, par exemple « Programme du printemps ».",
        }
        widgets = {"file": forms.FileInput(attrs={"accept": ",".join(OTHERS)})}
        error_messages = {
            "file": {"required": "Choisissez le document."},
            "title": {"required": "Donnez un titre au document."},
        }


def file_form(kind, report, person):
    """The form class that adds a file of `kind` to `report` in the name of `person`."""
    base = PhotoForm if kind == FileKind.PHOTO else DocumentForm
    return type(base)(base.__name__, (base,), {"report": report, "person": person})

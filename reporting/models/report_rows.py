"""The rows of an answer: the value of each indicator, each step, and the files that go with it."""

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from actions.models import Indicator, Milestone
from actions.models.attached import People
from conventions.alternatives import NOTHING, says_nothing
from conventions.files import remove_after_commit
from conventions.models.stored import StoredFile
from conventions.uploads import validate_document_file
from records.dates import PLANNED
from reporting.models.report import Report


class ReportValue(models.Model):
    """The value of one indicator, as typed: a figure (`typed`), words, or « non disponible »."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="values")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    typed = models.CharField("valeur", max_length=60, blank=True)
    text = models.TextField("valeur en mots", blank=True)
    is_unavailable = models.BooleanField("non disponible", default=False)
    why = models.CharField("pourquoi", max_length=250, blank=True)
    # The doubtful figure that somebody said is right: another one is another question.
    confirmed = models.CharField("chiffre confirmé", max_length=60, blank=True)

    class Meta:
        verbose_name = "valeur d’un indicateur"
        verbose_name_plural = "valeurs des indicateurs"
        ordering = ["indicator__position", "indicator_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "indicator"],
                name="reportvalue_once",
                violation_error_message="Cet indicateur a déjà sa ligne dans la réponse.",
            )
        ]

    def __str__(self):
        return str(self.indicator)

    @property
    def is_confirmed(self):
        """True when somebody said that its figure, however doubtful, is right."""
        return bool(self.typed) and self.confirmed == self.typed


class ReportStep(models.Model):
    """What is said of one step of the action."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="+")
    is_done = models.BooleanField("faite", default=False)
    done_on = models.DateField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "étape"
        ordering = ["milestone__position", "milestone_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "milestone"],
                name="reportstep_once",
                violation_error_message="Cette étape a déjà sa ligne dans la réponse.",
            )
        ]

    def __str__(self):
        return str(self.milestone)


class FileKind(models.TextChoices):
    PHOTO = "photo", "Photo"
    DOCUMENT = "document", "Document"


def report_file_path(row, filename):
    """Storage path of a file: the name people gave is never used on disk."""
    return f"remontees/{uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


class ReportFile(StoredFile):
    """A photo or a document sent with an answer; public only once the team has copied it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    kind = models.CharField("type de fichier", max_length=8, choices=FileKind)
    file = models.FileField(
        "fichier", upload_to=report_file_path, validators=[validate_document_file], max_length=200
    )
    title = models.CharField("titre ou légende", max_length=200, blank=True)
    alt = models.CharField("ce que montre l’image, en mots", max_length=250, blank=True)
    credit = models.CharField("crédit", max_length=150, blank=True)
    people = models.CharField("personnes sur l’image", max_length=10, choices=People, blank=True)
    consent_on = models.DateField("accord donné le", null=True, blank=True, validators=PLANNED)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField("ajouté le", auto_now_add=True)
    is_published = models.BooleanField("publié", default=False, editable=False)

    class Meta:
        verbose_name = "fichier de la réponse"
        verbose_name_plural = "fichiers des réponses"
        ordering = ["pk"]

    def __str__(self):
        return self.title or self.alt or self.get_kind_display()

    def clean(self):
        """Raise ValidationError when what describes a photo tells nothing."""
        if self.kind == FileKind.PHOTO and self.alt and says_nothing(self.alt):
            raise ValidationError({"alt": NOTHING})

    @property
    def untitled(self):
        return self.kind

    def withdraw(self):
        """Delete the row, then its file once the transaction under way is committed."""
        remove_after_commit(self.file.storage, [self.file.name])
        self.delete()

"""Who steers, when they meet, and the documents of a convention."""

from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from conventions.models.convention import Convention
from conventions.uploads import DOCUMENT_TYPES, document_path, validate_document_file


class Committee(models.Model):
    """An instance: steering committee, technical committee, working group."""

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="committees", verbose_name="convention"
    )
    name = models.CharField("nom", max_length=150)
    short_name = models.CharField("sigle", max_length=40, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    mission = models.TextField("rôle", blank=True, help_text="Markdown.")
    composition = models.TextField(
        "composition", blank=True, help_text="Organisations et fonctions. Markdown."
    )
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "instance"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "name"],
                name="committee_name_unique",
                violation_error_message="Cette instance existe déjà dans la convention.",
            )
        ]

    def __str__(self):
        return self.name


class MeetingQuerySet(models.QuerySet):
    def public(self):
        """Published meetings of published conventions."""
        return self.filter(is_published=True, committee__convention__is_published=True)

    def upcoming(self, at):
        """Meetings that are not over at the datetime `at`, soonest first."""
        return self.filter(Q(ends_at__gte=at) | Q(ends_at=None, starts_at__gte=at)).order_by(
            "starts_at"
        )

    def past(self, at):
        """Meetings over at the datetime `at`, latest first."""
        return self.filter(Q(ends_at__lt=at) | Q(ends_at=None, starts_at__lt=at)).order_by(
            "-starts_at"
        )


class Meeting(models.Model):
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="meetings", verbose_name="instance"
    )
    title = models.CharField("titre", max_length=200)
    starts_at = models.DateTimeField("commence")
    ends_at = models.DateTimeField("finit", null=True, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    is_open = models.BooleanField("ouverte au public", default=False)
    is_cancelled = models.BooleanField("annulée", default=False)
    agenda = models.TextField("ordre du jour", blank=True, help_text="Markdown.")
    minutes = models.TextField(
        "ce qui a été décidé", blank=True, help_text="Visible de tous. Markdown."
    )
    is_published = models.BooleanField("publiée", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_times_in_order",
                violation_error_message="La réunion doit finir après avoir commencé.",
            )
        ]

    def __str__(self):
        return self.title


class DocumentQuerySet(models.QuerySet):
    def public(self):
        """Published documents whose convention is published too."""
        return self.filter(is_published=True, convention__is_published=True)


class Document(models.Model):
    """A file of a convention, perhaps of one of its meetings; downloadable once published."""

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="documents", verbose_name="convention"
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        related_name="documents",
        null=True,
        blank=True,
        verbose_name="réunion",
    )
    title = models.CharField("titre", max_length=200)
    file = models.FileField(
        "fichier",
        upload_to=document_path,
        validators=[validate_document_file],
        help_text="PDF, ODT, DOCX, ODS ou XLSX, 10 Mo au plus.",
    )
    size = models.PositiveIntegerField("poids en octets", default=0, editable=False)
    dated_on = models.DateField("date du document", null=True, blank=True)
    is_published = models.BooleanField("publié", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    added_on = models.DateTimeField("ajouté le", auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        ordering = ["-dated_on", "title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("document", args=[self.pk, self.download_name])

    def clean(self):
        """Raise ValidationError when the meeting belongs to another convention."""
        meeting = self.meeting
        if meeting and self.convention_id and meeting.committee.convention_id != self.convention_id:
            raise ValidationError(
                {"meeting": "Choisissez une réunion de la même convention que le document."}
            )

    @property
    def suffix(self):
        return PurePosixPath(self.file.name).suffix.lower()

    @property
    def download_name(self):
        return f"{slugify(self.title)[:60] or 'document'}{self.suffix}"

    @property
    def media_type(self):
        return DOCUMENT_TYPES.get(self.suffix, ("application/octet-stream", ""))[0]

    @property
    def format_name(self):
        """Name of the format, said before the download (RGAA 13.3)."""
        return DOCUMENT_TYPES.get(self.suffix, ("", "fichier"))[1]

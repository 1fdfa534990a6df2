"""Who steers, when they meet, and the documents of a convention."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from conventions.models.convention import Convention
from conventions.models.stored import StoredFile
from conventions.readable import needs_text
from conventions.uploads import document_path, validate_document_file
from records.dates import PLANNED
from records.history.recording import recorded
from records.models.archive import Archivable, archive_constraints


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

    history = recorded()
    public_with = "convention"
    public_place = ("convention_id",)

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


def start_of_day(at):
    """The first moment, in Paris, of the day of the datetime `at`."""
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))


MINUTES_EXPECTED = 183  # days: later, nobody will write them


class MeetingQuerySet(models.QuerySet):
    def public(self):
        """Published meetings of published conventions."""
        return self.filter(is_published=True, committee__convention__is_published=True)

    def upcoming(self, at):
        """Meetings that are not over at the datetime `at`, soonest first.

        One whose end is not told lasts until the end of its day.
        """
        return self.filter(
            Q(ends_at__gte=at) | Q(ends_at=None, starts_at__gte=start_of_day(at))
        ).order_by("starts_at")

    def past(self, at):
        """Meetings over at the datetime `at`, latest first."""
        return self.filter(
            Q(ends_at__lt=at) | Q(ends_at=None, starts_at__lt=start_of_day(at))
        ).order_by("-starts_at")

    def without_minutes(self, at):
        """Meetings held in the half-year before `at` of which nobody said what was decided."""
        recent = at - timedelta(days=MINUTES_EXPECTED)
        return self.past(at).filter(
            archived_on=None, is_cancelled=False, minutes="", starts_at__gte=recent
        )


class Meeting(Archivable, models.Model):
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="meetings", verbose_name="instance"
    )
    title = models.CharField("titre", max_length=200)
    starts_at = models.DateTimeField("commence", validators=PLANNED)
    ends_at = models.DateTimeField("finit", null=True, blank=True, validators=PLANNED)
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
    history = recorded()
    reason_fields = ("starts_at", "ends_at", "is_cancelled")
    public_place = ("committee.convention_id",)

    class Meta:
        verbose_name = "réunion"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_times_in_order",
                violation_error_message="La réunion doit finir après avoir commencé.",
            ),
            *archive_constraints("meeting"),
        ]

    def __str__(self):
        return self.title


class DocumentQuerySet(models.QuerySet):
    def in_public_place(self, elsewhere=()):
        """Documents of published conventions that stand where residents go, published or not.

        That is the page of their convention, a published meeting, or `elsewhere`: the keys (or a
        query of the keys) of those that other rooms show.
        """
        shown = Q(on_convention_page=True) | Q(meeting__is_published=True) | Q(pk__in=elsewhere)
        return self.filter(shown, convention__is_published=True)

    def public(self, elsewhere=()):
        """Published documents that stand in a public place: see `in_public_place`."""
        return self.in_public_place(elsewhere).filter(is_published=True)

    def unreadable(self):
        """Those that some cannot read: neither tags in the file, nor its text on the site."""
        return self.filter(needs_text=True, text="")

    def on_convention_pages(self):
        """Those that the page of their convention lists."""
        return self.filter(on_convention_page=True)


class Document(StoredFile, Archivable, models.Model):
    """A file of a convention, its meetings or its actions; downloadable once published."""

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
        help_text="PDF, ODT, DOCX, ODS, XLSX, JPEG ou PNG, 10 Mo au plus.",
    )
    # Judged when the file is taken: see conventions/readable.py.
    needs_text = models.BooleanField("texte nécessaire", default=False, editable=False)
    text = models.TextField(
        "le même contenu, en texte",
        blank=True,
        help_text="Tout ce que dit le fichier, pour qui ne peut pas le lire : le site en fait une "
        "page. Un lecteur d’écran ne lit ni une image, ni un papier scanné. Markdown.",
    )
    dated_on = models.DateField("date du document", null=True, blank=True, validators=PLANNED)
    on_convention_page = models.BooleanField(
        "aussi sur la page de la convention",
        default=True,
        help_text="Décochez pour un document qui concerne seulement sa réunion ou ses actions.",
    )
    is_published = models.BooleanField("publié", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    added_on = models.DateTimeField("ajouté le", auto_now_add=True)

    objects = DocumentQuerySet.as_manager()
    history = recorded()
    reason_fields = ("dated_on",)
    public_place = ("convention_id", "meeting_id", "on_convention_page")

    class Meta:
        verbose_name = "document"
        ordering = ["-dated_on", "title"]
        constraints = archive_constraints("document")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("document", args=[self.pk, self.download_name])

    def take_file(self, upload):
        """See StoredFile; also tells whether the text of this file has to be given."""
        super().take_file(upload)
        self.needs_text = needs_text(upload)

    @property
    def is_unreadable(self):
        """See DocumentQuerySet.unreadable."""
        return self.needs_text and not self.text

    def clean(self):
        """Raise ValidationError when the meeting belongs to another convention."""
        meeting = self.meeting
        if meeting and self.convention_id and meeting.committee.convention_id != self.convention_id:
            raise ValidationError(
                {"meeting": "Choisissez une réunion de la même convention que le document."}
            )

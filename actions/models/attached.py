"""What is shown with an action: its documents and its pictures."""

from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.models.action import Action
from actions.models.action_rows import OfActionQuerySet
from actions.renditions import WIDTHS, sizes
from conventions.alternatives import NOTHING, says_nothing
from conventions.files import remove_files, write_file
from conventions.images import read_picture
from conventions.models import Document
from records.closing import closed_words
from records.dates import PLANNED
from records.history.recording import recorded


class ActionDocument(models.Model):
    """A document shown on the page of an action."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="document_links", verbose_name="action"
    )
    document = models.ForeignKey(
        Document, models.CASCADE, related_name="action_links", verbose_name="document"
    )

    objects = OfActionQuerySet.as_manager()
    history = recorded()
    public_with = "document"
    public_place = ("action_id",)
    closed_with = "action"

    class Meta:
        verbose_name = "document de l’action"
        verbose_name_plural = "documents de l’action"
        ordering = ["-document__dated_on", "document__title"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "document"],
                name="actiondocument_once",
                violation_error_message="Ce document est déjà attaché à cette action.",
            )
        ]

    def __str__(self):
        return f"{self.document} – {self.action}"


def shown_with_actions():
    """Keys of the documents that the page of a public action shows."""
    return ActionDocument.objects.public().values("document")


def public_documents():
    """The documents residents may download."""
    return Document.objects.public(elsewhere=shown_with_actions())


class People(models.TextChoices):
    NOBODY = "personne", "Personne n’est reconnaissable"
    AGREED = "accord", "Des personnes sont reconnaissables, et toutes ont donné leur accord écrit"


@dataclass(frozen=True)
class PictureVersion:
    """One size of a picture: where it is stored, and the address it is served at."""

    name: str
    url: str
    width: int
    height: int
    media_type: str


MEDIA_TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}


def picture_path(picture, filename):
    """Storage path of an image: the name people gave is never used on disk."""
    return f"photos/{uuid4().hex}-{filename}"


def validate_picture_file(upload):
    """Raise ValidationError unless `upload`, when it is new, is a picture that opens."""
    if not getattr(upload, "_committed", False):
        read_picture(upload, WIDTHS[-1])


class PictureQuerySet(OfActionQuerySet):
    def public(self):
        """Published pictures of actions residents may read."""
        return super().public().filter(is_published=True)


class Picture(models.Model):
    """A photograph or a drawing of an action, in a few sizes; withdrawn, it keeps no file."""

    action = models.ForeignKey(
        Action, models.PROTECT, related_name="pictures", verbose_name="action"
    )
    file = models.FileField(
        "image",
        upload_to=picture_path,
        blank=True,
        validators=[validate_picture_file],
        help_text="JPEG, PNG ou WebP, 10 Mo au plus. Le lieu et la date de prise de vue, inscrits "
        "dans le fichier par l’appareil, sont effacés.",
    )
    alt = models.CharField(
        "ce que montre l’image, en mots",
        max_length=250,
        blank=True,
        help_text="Lu à voix haute aux personnes qui ne voient pas l’image. Nécessaire pour "
        "publier. Par exemple : « Cinq parents et leurs enfants jouent dans la salle d’accueil ».",
    )
    caption = models.CharField("légende", max_length=250, blank=True)
    credit = models.CharField(
        "crédit",
        max_length=150,
        help_text="Qui a pris ou dessiné l’image, et qui permet de la montrer : « Mairie de "
        "Lavaur ».",
    )
    people = models.CharField(
        "personnes sur l’image",
        max_length=10,
        choices=People,
        help_text="Pour un enfant, c’est l’accord écrit de ses parents. Sans tous les accords, "
        "l’image ne peut pas être ajoutée.",
    )
    consent_on = models.DateField(
        "accord donné le",
        null=True,
        blank=True,
        validators=PLANNED,
        help_text="Le plus ancien des accords. Gardez-les : ils peuvent vous être demandés.",
    )
    position = models.PositiveSmallIntegerField(
        "ordre", default=0, help_text="La première image est en haut de la page."
    )
    is_published = models.BooleanField("publiée", default=False)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField("motif du retrait", blank=True, editable=False)
    # What the portal drew from the file: [{"name": …, "width": …, "height": …}], narrowest first.
    versions = models.JSONField("tailles", default=list, editable=False)
    # Stays after a withdrawal: only those who knew the address are told that it is gone.
    stamp = models.CharField("code de la photo", max_length=12, editable=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    added_on = models.DateTimeField("ajoutée le", auto_now_add=True)

    objects = PictureQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "photo"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(is_published=False),
                name="picture_withdrawn_not_published",
                violation_error_message="Cette photo a été retirée : elle ne peut plus revenir.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, file__gt="")
                | Q(withdrawn_at__isnull=False, file=""),
                name="picture_file_until_withdrawn",
                violation_error_message="Choisissez une image.",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | ~Q(alt=""),
                name="picture_published_has_alt",
                violation_error_message="Pour publier, dites en mots ce que montre l’image.",
            ),
            models.CheckConstraint(
                condition=~Q(credit=""),
                name="picture_has_credit",
                violation_error_message="Dites à qui est l’image.",
            ),
            models.CheckConstraint(
                condition=Q(people=People.NOBODY, consent_on__isnull=True)
                | Q(people=People.AGREED, consent_on__isnull=False),
                name="picture_consent_is_dated",
                violation_error_message=(
                    "Datez l’accord des personnes reconnaissables, ou laissez la date vide si "
                    "personne ne l’est."
                ),
            ),
        ]

    def __str__(self):
        return self.alt or self.caption or f"Photo {self.pk or 'nouvelle'}"

    def clean(self):
        """Raise ValidationError for words that tell nothing, a consent from the future, or one more
        picture on the page of a closed action: those that are there are described, or withdrawn."""
        words = closed_words(self.action) if self.action_id and self.is_more() else ""
        if words:
            raise ValidationError(words)
        if self.alt and says_nothing(self.alt):
            raise ValidationError({"alt": NOTHING})
        if self.consent_on and self.consent_on > timezone.localdate():
            raise ValidationError({"consent_on": "Un accord ne peut pas être daté de demain."})

    def is_more(self):
        """True when residents would see one picture more, or when it is new."""
        there = Picture.objects.filter(pk=self.pk, is_published=True)
        return self._state.adding or (self.is_published and not there.exists())

    def names(self):
        """Names of all its files in the storage."""
        return [version["name"] for version in self.versions]

    def version_list(self):
        """Its sizes as PictureVersion, narrowest first."""
        return [
            PictureVersion(
                name=version["name"],
                url=reverse("picture", args=[self.pk, self.stamp, last]),
                width=version["width"],
                height=version["height"],
                media_type=MEDIA_TYPES[last.rpartition(".")[2]],
            )
            for version in self.versions
            for last in [version["name"].rpartition("-")[2]]
        ]

    @property
    def jpegs(self):
        return [one for one in self.version_list() if one.media_type == "image/jpeg"]

    @property
    def webps(self):
        """None when they would not be lighter."""
        return [one for one in self.version_list() if one.media_type == "image/webp"]

    def take_file(self, upload):
        """Draw the valid `upload` in a few sizes and range them, for this row to be saved next.

        Raises ValidationError, in words, when the storage refuses one of them.
        """
        self.stamp = uuid4().hex[:12]
        self.versions = []
        base, storage = uuid4().hex, self.file.storage
        held_by = Picture.objects.filter(stamp=self.stamp)
        written = []
        try:
            for version in sizes(read_picture(upload, WIDTHS[-1])):
                name = f"photos/{base}-{version.width}.{version.suffix}"
                content = ContentFile(version.content)
                written.append(write_file(storage, name, content, held_by))
                self.versions.append(
                    {"name": written[-1], "width": version.width, "height": version.height}
                )
        except ValidationError:
            remove_files(storage, written)
            self.versions = []
            raise
        self.file = next(name for name in reversed(written) if name.endswith(".jpg"))

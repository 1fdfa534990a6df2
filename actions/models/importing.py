"""What is kept of an import: its file while it is previewed, what it changed, words confirmed."""

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from conventions.models import Convention
from tables.file_limits import SUFFIXES


class ImportState(models.TextChoices):
    PREVIEW = "apercu", "Aperçu"
    APPLIED = "applique", "Appliqué"
    UNDONE = "annule", "Annulé"


def import_path(batch, filename):
    """Storage path of a table: nothing of the name people gave, not even its suffix."""
    return f"imports/{uuid4().hex}"


class ImportBatch(models.Model):
    """One table received: read again from its file with the decisions saved, until applied."""

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="imports", verbose_name="convention"
    )
    file = models.FileField("fichier", upload_to=import_path, blank=True)
    file_name = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille en octets")
    # The names of the sheets that make the plan; a CSV file has one, called "".
    sheets = models.JSONField("feuilles", default=list, blank=True)
    # Name of a sheet → key of a column of the plan → number of the column in the sheet, from 0.
    mapping = models.JSONField("colonnes", default=dict, blank=True)
    decisions = models.JSONField("décisions", default=dict, blank=True)
    digest = models.CharField("version de l’aperçu", max_length=64, blank=True)
    fault_count = models.PositiveIntegerField("erreurs", default=0)
    added_count = models.PositiveIntegerField("actions ajoutées", default=0)
    changed_count = models.PositiveIntegerField("actions modifiées", default=0)
    unchanged_count = models.PositiveIntegerField("actions inchangées", default=0)
    absent_count = models.PositiveIntegerField("actions absentes du fichier", default=0)
    state = models.CharField(
        "étape", max_length=10, choices=ImportState, default=ImportState.PREVIEW
    )
    reason = models.TextField("raison", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="imports",
        null=True,
        blank=True,
        verbose_name="par",
    )
    created_on = models.DateTimeField("reçu le", auto_now_add=True)
    applied_on = models.DateTimeField("appliqué le", null=True, blank=True)
    undone_on = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-created_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ImportState.PREVIEW, applied_on__isnull=True)
                | (~Q(state=ImportState.PREVIEW) & Q(applied_on__isnull=False)),
                name="importbatch_applied_is_dated",
                violation_error_message="Un import appliqué porte la date de son application.",
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.UNDONE, undone_on__isnull=False)
                | (~Q(state=ImportState.UNDONE) & Q(undone_on__isnull=True)),
                name="importbatch_undone_is_dated",
                violation_error_message="Un import annulé porte la date de son annulation.",
            ),
        ]

    def __str__(self):
        return self.file_name

    def keep(self, *names):
        """Save the fields `names` alone, unless somebody applied the import in the meantime."""
        waiting = ImportBatch.objects.filter(pk=self.pk, state=ImportState.PREVIEW)
        waiting.update(**{name: getattr(self, name) for name in names})

    @property
    def kind(self):
        """ "xlsx", "ods" or "csv": only a file of one of these was received."""
        return SUFFIXES[PurePosixPath(self.file_name).suffix.lower()]


class WordKind(models.TextChoices):
    """What a word of a table may stand for."""

    COLUMN = "colonne", "Colonne"
    STATE = "avancement", "Avancement"
    OUTCOME = "suite", "Suite donnée"
    ORGANISATION = "organisation", "Organisation"
    AUDIENCE = "public", "Public"
    DOMAIN = "domaine", "Thème"
    COMMUNE = "commune", "Commune"
    ENJEU = "enjeu", "Enjeu"
    OBJECTIVE = "objectif", "Objectif"
    CODE = "code", "Numéro"  # 1.1 or 1.10, in a column of numbers
    RECORD = "fiche", "Fiche"  # the same action under another number, or another one
    DATE = "date", "Date"
    TICK = "coche", "Case d’une année"
    MONEY = "montant", "Montant"  # what is asked once of all the amounts of a kind
    VALUE = "valeur", "Valeur d’un indicateur"


class ImportWord(models.Model):
    """A word of a table that staff explained once: `target` is what the next file takes it for."""

    kind = models.CharField("sorte", max_length=12, choices=WordKind)
    word = models.CharField("mot, sans accents ni majuscules", max_length=300)
    target = models.CharField("ce qu’il désigne", max_length=60, blank=True)

    class Meta:
        verbose_name = "mot d’un tableau"
        verbose_name_plural = "mots des tableaux"
        ordering = ["kind", "word"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "word"],
                name="importword_once",
                violation_error_message="Ce mot est déjà connu.",
            )
        ]

    def __str__(self):
        return self.word

"""What residents say for what the site says, and what they searched in vain."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from records.history.recording import recorded
from search.words import stems

RETENTION = timedelta(days=365)
MOST_WORDS = 500  # different words kept at once: beyond, new ones are not counted
PHRASE_WORDS = 6


def phrases(text):
    """The phrases of `text`, separated by commas or lines."""
    rows = (part.strip() for part in text.replace("\n", ",").split(","))
    return [row for row in rows if row]


def validate_phrases(text):
    """Raise ValidationError unless `text` holds phrases of a few words that can be searched."""
    for phrase in phrases(text):
        count = len(stems(phrase))
        if count == 0:
            raise ValidationError(
                f"« {phrase} » ne dit rien du sujet : écrivez un mot plus précis, par exemple "
                "« garderie »."
            )
        if count > PHRASE_WORDS:
            raise ValidationError(
                f"« {phrase} » est trop long : {PHRASE_WORDS} mots au plus, entre deux virgules."
            )


class Synonym(models.Model):
    """Words of residents, and the words of the site that say the same thing."""

    typed = models.TextField(
        "mots des habitants",
        max_length=500,
        validators=[validate_phrases],
        help_text="Séparés par des virgules : « garderie, crèche, halte-garderie ».",
    )
    meant = models.TextField(
        "mots du site",
        max_length=500,
        blank=True,
        validators=[validate_phrases],
        help_text="Ce qu’il faut chercher aussi, séparé par des virgules : « accueil du jeune "
        "enfant ». Laissez vide quand les mots des habitants suffisent.",
    )

    history = recorded()

    class Meta:
        verbose_name = "synonyme"
        ordering = ["typed"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(typed=""),
                name="synonym_has_words",
                violation_error_message="Écrivez au moins un mot des habitants.",
            ),
            models.UniqueConstraint(
                fields=["typed"],
                name="synonym_typed_once",
                violation_error_message="Ces mots des habitants ont déjà un synonyme.",
            ),
        ]

    def __str__(self):
        return self.typed

    @property
    def group(self):
        """Its phrases as the Meanings of an index takes them: (typed, meant)."""
        return phrases(self.typed), phrases(self.meant)


class UnansweredWordQuerySet(models.QuerySet):
    def expired(self, on):
        """Words that nobody typed in the year before the date `on`."""
        return self.filter(last_on__lt=on - RETENTION)


class UnansweredWord(models.Model):
    """One word that found nothing: how many times, and when last. Never who, nor with what."""

    word = models.CharField("mot", max_length=30, unique=True)
    times = models.PositiveIntegerField("fois", default=1)
    last_on = models.DateField("dernière fois", default=timezone.localdate)

    objects = UnansweredWordQuerySet.as_manager()

    class Meta:
        verbose_name = "mot sans réponse"
        verbose_name_plural = "mots sans réponse"
        ordering = ["-times", "word"]
        default_permissions = ()

    def __str__(self):
        return self.word

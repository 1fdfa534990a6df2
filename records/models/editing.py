"""What protects people who write: forms counted once, and texts kept when a session ends."""

from datetime import timedelta

from django.conf import settings
from django.db import models

LIFE = timedelta(days=7)


class EditingQuerySet(models.QuerySet):
    def expired(self, at):
        """Rows older than LIFE at the datetime `at`."""
        return self.filter(created_on__lt=at - LIFE)


class Submission(models.Model):
    """A form that was sent and saved. `key` was in the form: sent again, it is recognised."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE
    )
    key = models.CharField("clé du formulaire", max_length=40)
    digest = models.CharField("résumé chiffré de ce qui a été envoyé", max_length=64)
    led_to = models.CharField("adresse où mène l’enregistrement", max_length=500, blank=True)
    created_on = models.DateTimeField("reçu le", auto_now_add=True, db_index=True)

    objects = EditingQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi de formulaire"
        verbose_name_plural = "envois de formulaires"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="submission_counts_once",
                violation_error_message="Ce formulaire a déjà été enregistré.",
            )
        ]

    def __str__(self):
        return self.key


class KeptForm(models.Model):
    """What a person had typed at an address when their session ended; nobody else sees it.

    `data` is the JSON of a list of [name, values], without files nor passwords. As text: a jsonb
    column refuses some characters.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE
    )
    path = models.CharField("adresse", max_length=500)
    data = models.TextField("texte")
    had_files = models.BooleanField("un fichier n’a pas pu être gardé", default=False)
    created_on = models.DateTimeField("gardé le", auto_now=True, db_index=True)

    objects = EditingQuerySet.as_manager()

    class Meta:
        verbose_name = "texte gardé"
        verbose_name_plural = "textes gardés"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path"],
                name="kept_form_one_per_person_and_path",
                violation_error_message="Un texte est déjà gardé pour cette page.",
            )
        ]

    def __str__(self):
        return self.path

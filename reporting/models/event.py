"""What happened to a report: rows are added, never changed nor removed."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from reporting.models.report import Report, ReportState


class ReportEventQuerySet(models.QuerySet):
    def update(self, **values):
        """Refuse: what happened is not rewritten."""
        raise TypeError("A ReportEvent is never changed.")

    def forget(self, person, label):
        """Write `label` for the name of `person`: the one change that the law asks for.

        Who did what stays as it was; only the words that name somebody go. See decision 0021.
        """
        return models.QuerySet.update(self.filter(by=person), by_label=label)

    def delete(self):
        """Refuse, except for the demonstration."""
        if self.filter(report__is_demo=False).exists():
            raise TypeError("A ReportEvent is never deleted.")
        return super().delete()


class Side(models.TextChoices):
    PARTNER = "partenaire", "Partenaire"
    STAFF = "equipe", "Équipe"


class ReportEvent(models.Model):
    """One verb of reporting/report/transitions.py, done at a time by somebody.

    `by_label` survives the account. `comments` is a dict section → words, `said` what the answer
    held then (a dict, see reporting/report/sections); `alone` marks a publication by its only
    author.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="events")
    verb = models.CharField("acte", max_length=20)
    before = models.CharField("état d’avant", max_length=11, choices=ReportState)
    after = models.CharField("état d’après", max_length=11, choices=ReportState)
    at = models.DateTimeField("le", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_label = models.CharField("par", max_length=200)
    side = models.CharField("côté", max_length=10, choices=Side)
    comment = models.TextField("commentaire", blank=True)
    comments = models.JSONField("commentaires par partie", default=dict, blank=True)
    said = models.JSONField("ce que disait la réponse", default=dict, blank=True)
    alone = models.BooleanField("publiée par la personne qui l’a écrite", default=False)

    reached_nobody = False  # said by the verb that just wrote it, never stored

    objects = ReportEventQuerySet.as_manager()

    class Meta:
        verbose_name = "fait d’une réponse"
        verbose_name_plural = "historique des réponses"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.verb} – {self.report}"

    def save(self, *args, **kwargs):
        """Write a new row; raise TypeError on an existing one."""
        if not self._state.adding:
            raise TypeError("A ReportEvent is never changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        if not self.report.is_demo:
            raise TypeError("A ReportEvent is never deleted.")
        return super().delete(*args, **kwargs)

"""The personal link of a letter: it opens the answers of one person in one campaign."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from reporting.models.campaign import Campaign


def new_nonce():
    return secrets.token_hex(16)


class PersonalLink(models.Model):
    """Drawn from `nonce` and the site's key (reporting/report/links.py): the table holds no link.

    Without `campaign`, it only serves to say « ce n’est plus moi » and to stop reminders.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="links", verbose_name="personne"
    )
    campaign = models.ForeignKey(
        Campaign,
        models.CASCADE,
        related_name="links",
        null=True,
        blank=True,
        verbose_name="campagne",
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    seen_at = models.DateTimeField("page vue le", null=True, blank=True)
    used_at = models.DateTimeField("ouvert la dernière fois le", null=True, blank=True)
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign"],
                name="personallink_once",
                violation_error_message="Cette personne a déjà son lien dans la campagne.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(campaign__isnull=True),
                name="personallink_one_without_campaign",
                violation_error_message="Cette personne a déjà son lien hors campagne.",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.campaign or 'sans campagne'}"

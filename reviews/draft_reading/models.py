"""Who may read the draft of a convention without an account, and until when."""

import datetime as dt
import secrets

from django.db import models
from django.db.models import F, Q

from conventions.models import Convention

USUAL_DAYS, MOST_DAYS = 30, 180


def new_nonce():
    return secrets.token_hex(16)


class DraftReader(models.Model):
    """A link given to read one draft. It is drawn from `nonce` (letters/links.py), never stored."""

    convention = models.ForeignKey(
        Convention, models.CASCADE, related_name="draft_readers", verbose_name="convention"
    )
    name = models.CharField(
        "à qui",
        max_length=100,
        help_text="Une organisation ou une fonction, par exemple « Maires de la communauté ». "
        "Jamais le nom d’une personne.",
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    given_on = models.DateField("donné le")
    expires_on = models.DateField("sert jusqu’au")
    revoked_on = models.DateField("arrêté le", null=True, blank=True)

    class Meta:
        verbose_name = "lecture d’un brouillon"
        verbose_name_plural = "lectures d’un brouillon"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="draftreader_has_name",
                violation_error_message="Dites à qui ce lien est donné.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("given_on")),
                name="draftreader_dates_in_order",
                violation_error_message="Donnez la date d’aujourd’hui ou une date à venir.",
            ),
        ]

    def __str__(self):
        return self.name

    def is_open(self, on):
        """True while its link serves on the date `on`, unless the convention is published."""
        return self.revoked_on is None and on <= self.expires_on


def last_day(on):
    """The latest day until which a link given on the date `on` may serve."""
    return on + dt.timedelta(days=MOST_DAYS)

"""Who follows the plan by e-mail: an address, what it follows, and nothing else.

No name, no history, no trace of what was read. All of it goes when the person stops.
"""

import datetime as dt
import secrets

from django.db import models
from django.db.models import Q

from actions.months import months_before
from partners.models.visitor import FromVisitor, FromVisitorQuerySet

REQUEST_LIFE = dt.timedelta(days=3)
BETWEEN_LETTERS = dt.timedelta(days=7)
WARNED_MONTHS, KEPT_MONTHS = 23, 24
NOTICE = dt.timedelta(days=31)  # from the letter that warns to the day it announces


def new_nonce():
    return secrets.token_hex(16)


class FollowerQuerySet(models.QuerySet):
    def ready(self, on):
        """Those to whom nothing was written in the week before the date `on`."""
        return self.filter(Q(written_on=None) | Q(written_on__lte=on - BETWEEN_LETTERS))

    def not_renewed(self, on, months):
        """Those who did not renew in the `months` before the date `on`."""
        return self.filter(renewed_on__lte=months_before(on, months))


class Follower(models.Model):
    """One confirmed address. Its link is drawn from `nonce`: letters/links.py."""

    email = models.EmailField("adresse de courriel", unique=True)  # in lower case
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    renewed_on = models.DateField("renouvelé le")
    warned_on = models.DateField("prévenu de la fin le", null=True, blank=True)
    # What was published up to then is told: in a letter that left, or before the person followed.
    told_until = models.DateTimeField("raconté jusqu’au")
    written_on = models.DateField("dernier courriel écrit le", null=True, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = "personne qui suit le plan"
        verbose_name_plural = "personnes qui suivent le plan"
        ordering = ["pk"]

    def __str__(self):
        return f"Suivi {self.pk}"  # never the address: it would be in logs

    @property
    def ends_on(self):
        """The day when all of it is erased, unless the person renews."""
        return months_before(self.renewed_on, -KEPT_MONTHS)


class Follow(models.Model):
    """One thing followed; `scope` is a key of follow/scopes.py."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="follows")
    scope = models.CharField("ce qui est suivi", max_length=40)
    since = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "suivi"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["follower", "scope"],
                name="follow_once",
                violation_error_message="Cette adresse suit déjà cela.",
            )
        ]

    def __str__(self):
        return self.scope


class FollowRequest(FromVisitor):
    """Somebody typed `email`; nothing is followed before its owner confirms by a letter."""

    email = models.EmailField("adresse de courriel", db_index=True)  # in lower case
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    scope = models.CharField("ce qui est demandé", max_length=40)

    objects = FromVisitorQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de suivi"
        verbose_name_plural = "demandes de suivi"
        ordering = ["pk"]

    def __str__(self):
        return f"Demande {self.pk}"

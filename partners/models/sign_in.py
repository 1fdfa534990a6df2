"""Codes sent by letter to sign in: one use, few tries, short life."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

LIFE = timedelta(minutes=10)
MOST_TRIES = 5
KEPT = timedelta(days=1)


class SignInCodeQuerySet(models.QuerySet):
    def open(self, at):
        """Codes that may still be tried at the datetime `at`."""
        return self.filter(used_at=None, asked_at__gt=at - LIFE, tries__lt=MOST_TRIES)

    def old(self, at):
        """Codes nobody will try again, at the datetime `at`."""
        return self.filter(asked_at__lt=at - KEPT)

    def count_try(self, at):
        """Count one try of this code; False when it is not open any more.

        The condition is in the update itself: parallel tries cannot share a count.
        """
        return bool(self.open(at).update(tries=F("tries") + 1))

    def use(self, at):
        """Mark this code as used; False when it already was."""
        return bool(self.filter(used_at=None).update(used_at=at))


class SignInCode(models.Model):
    """One code asked from one browser; without `user`, nobody has the address that was given."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    browser = models.CharField(max_length=64)  # digest of what only the browser that asked holds
    digest = models.CharField(max_length=64)  # of the code, in that browser
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "code de connexion"
        verbose_name_plural = "codes de connexion"

    def __str__(self):
        return f"code {self.pk}"

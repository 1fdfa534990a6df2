"""What keeps published content and its loaders honest."""

from django.db import models


class ContentVersion(models.Model):
    """One row: a token that changes in the same transaction as any public content.

    Database triggers write it (conventions/versioning.py), so that `update()`, bulk writes and
    plain SQL count too. It is the key of the page cache and of `ETag`.
    """

    token = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.token

    @classmethod
    def current(cls):
        """The token in force: one look-up by primary key, "" before any content exists."""
        return cls.objects.filter(pk=1).values_list("token", flat=True).first() or ""


class LoadedRow(models.Model):
    """What a loader wrote, so that loading again never touches what staff changed or removed."""

    key = models.CharField(max_length=200, unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key

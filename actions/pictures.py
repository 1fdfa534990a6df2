"""A picture is withdrawn for good."""

from django.db import transaction
from django.utils import timezone

from actions.models import Picture
from conventions.files import remove_after_commit


@transaction.atomic
def withdraw_picture(picture, *, reason, by):
    """Withdraw `picture` for good: off the site at once, its files removed after the commit.

    `reason` is kept with the row, `by` with its history. Returns False, and changes nothing, when
    it was withdrawn before.
    """
    row = Picture.objects.select_for_update().get(pk=picture.pk)
    if row.withdrawn_at is not None:
        return False
    storage, names = row.file.storage, row.names()
    row.file, row.versions = "", []
    row.is_published = False
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row._change_reason = f"Photo retirée. {reason}"
    row._history_user = by
    row.save()
    remove_after_commit(storage, names)
    return True

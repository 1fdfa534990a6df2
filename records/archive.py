"""Archiving instead of deleting, and what is said of an address whose row was archived."""

from django.http import Http404

from records.history.recording import one_change
from records.models.merged import Mergeable


class WasArchived(Http404):
    """The row of this address was public, and is archived: 410 rather than 404."""


def archive(row, *, reason, on):
    """Take `row` out of the site and of the working lists, on the date `on`, for `reason`.

    Raises ValidationError when it cannot be.
    """
    row.archived_on, row.archive_reason, row.is_published = on, reason, False
    row.validate_constraints()
    with one_change(f"Archivage. {reason}"):
        row.save()


def put_back(row, *, reason=""):
    """Bring an archived `row` back to the working lists, as a draft."""
    row.archived_on, row.archive_reason = None, ""
    if isinstance(row, Mergeable):
        row.merged_into = None  # it stands for itself again; what moved stays where it is
    with one_change(f"Remise en service. {reason}".strip()):
        row.save()


def public_or_gone(public, **lookup):
    """The row of the queryset `public` found by `lookup`.

    Raises Http404 without one, WasArchived when residents could read it before its archive.
    """
    row = public.filter(**lookup).first()
    if row is not None:
        return row
    archived = public.model._base_manager.filter(**lookup).exclude(archived_on=None).first()
    if archived and archived.history.filter(is_published=True).exists():
        raise WasArchived
    raise Http404

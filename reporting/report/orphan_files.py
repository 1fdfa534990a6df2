"""Files that nothing holds any more: left by a crash, or by rows that were deleted."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage

from actions.models import ImportBatch, Picture
from conventions.models import Document
from reporting.models import ReportFile

FOLDERS = ("documents", "imports", "photos", "remontees")


@dataclass(frozen=True)
class Orphan:
    name: str
    size: int
    modified_at: datetime


def held_names():
    """Names of the files to keep.

    Those of documents, past ones included: a deleted draft may come back from its history. Those
    of today's pictures only: what was withdrawn or deleted must not come back. Those of partners'
    files and of tables being imported, as long as their rows name them.
    """
    held = set(Document.objects.values_list("file", flat=True))
    held |= set(Document.history.values_list("file", flat=True))
    for versions in Picture.objects.values_list("versions", flat=True):
        held |= {version["name"] for version in versions}
    for rows in (ReportFile, ImportBatch):
        held |= set(rows.objects.values_list("file", flat=True))
    return held


def orphans(before):
    """Files of our folders that nothing holds and that are older than the datetime `before`."""
    held, found = held_names(), []
    for folder in FOLDERS:
        try:
            _folders, names = default_storage.listdir(folder)
        except FileNotFoundError:
            continue  # nothing was ever sent
        for name in (f"{folder}/{name}" for name in sorted(names)):
            if name in held:
                continue
            modified_at = default_storage.get_modified_time(name)
            if modified_at < before:
                found.append(Orphan(name, default_storage.size(name), modified_at))
    return found
